package io.sallyport.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threats rows 98 and 99: a journal over power cuts, failed syncs and a full disk")
class JournalFaultsTest extends JournalCase {
  @Test
  void afterAPowerCutEverythingPromisedIsThere() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      MemoryDisk cut = new MemoryDisk();
      Random random = new Random(seed);
      Journal journal = open(cut).journal();
      List<String> promised = new ArrayList<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        String text = "x".repeat(random.nextInt(900)) + i;
        write(journal, text);
        promised.add(text);
      }
      journal.write(List.of(entry("unsynced " + "y".repeat(random.nextInt(900)))));

      cut.cutPower(random);
      Opened again = open(cut);

      assertThat(again.told().size() - promised.size()).as("seed %d", seed).isBetween(0, 1);
      assertThat(again.told().subList(0, promised.size())).isEqualTo(promised);
      assertThat(again.journal().damages()).isEmpty();
    }
  }

  /** The control of the test above: a disk that forgets what it says is synced. */
  @Test
  void withoutSyncsAPowerCutLosesWhatWasPromised() throws IOException {
    int lost = 0;
    for (int seed = 0; seed < 50; seed++) {
      MemoryDisk cut = new MemoryDisk();
      Journal journal = open(cut).journal();
      byte[] before = cut.files.get(Segment.name(1)).safe.clone();
      for (int i = 0; i < 10; i++) {
        write(journal, "event " + i);
      }
      cut.files.get(Segment.name(1)).safe = before;

      cut.cutPower(new Random(seed));

      lost += open(cut).told().size() < 10 ? 1 : 0;
    }
    assertThat(lost).isPositive();
  }

  @Test
  void whatIsReadAfterACrashIsSyncedAgainBeforeItIsTrusted() throws IOException {
    Journal journal = open(disk).journal();
    journal.write(List.of(entry("in the page cache only")));

    Opened again = open(disk);
    disk.files.values().forEach(content -> content.seen = content.safe.clone());

    assertThat(again.told()).containsExactly("in the page cache only");
    assertThat(open(disk).told()).containsExactly("in the page cache only");
  }

  @Test
  void aSyncThatFailedIsNeverTrustedAgain() throws IOException {
    Journal journal = open(disk).journal();
    write(journal, "a");
    disk.syncsUntilFault = 0;
    journal.write(List.of(entry("b")));
    assertThatThrownBy(journal::sync).isInstanceOf(JournalException.NotSynced.class);
    disk.syncsUntilFault = Integer.MAX_VALUE;

    assertThatThrownBy(journal::sync).isInstanceOf(JournalException.NotSynced.class);
    assertThatThrownBy(() -> journal.write(List.of(entry("c"))))
        .isInstanceOf(JournalException.NotSynced.class);
  }

  /** There is room for it: taken for a full disk, it would be tried again and again. */
  @Test
  void aSyncThatFailsWhereASegmentBeginsIsNoFullDisk() throws IOException {
    Journal journal = open(disk).journal();
    journal.prepare();
    disk.syncsUntilFault = 0;

    assertThatThrownBy(() -> journal.write(List.of(entry("x".repeat(5_000)))))
        .isInstanceOf(JournalException.NotSynced.class);

    disk.syncsUntilFault = Integer.MAX_VALUE;
    assertThatThrownBy(() -> journal.write(List.of(entry("b"))))
        .isInstanceOf(JournalException.NotSynced.class);
  }

  @Test
  void aFullDiskRefusesAndRecoversWhenThereIsRoom() throws IOException {
    disk.bytesFree = 2_048;
    Journal journal = open(disk).journal();
    List<String> kept = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                String text = "event " + kept.size();
                write(journal, text);
                kept.add(text);
              }
            })
        .isInstanceOf(JournalException.Full.class);
    disk.bytesFree = 4_096;

    write(journal, "after");

    kept.add("after");
    assertThat(open(disk).told()).isEqualTo(kept);
  }
}
