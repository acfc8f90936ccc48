package io.sallyport.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.journal.Journal.Settings;
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

  /** What is left to others is theirs also while the journal is full. */
  @Test
  void aFullJournalTouchesNothingOfWhatIsLeftToOthers() throws IOException {
    disk.bytesFree = 10_000;
    Journal journal = open(disk, new Settings(1_024, 3_000)).journal();
    fill(journal);
    assertThat(disk.bytesFree).isBetween(3_000L, 3_000L + 1_024);
    int begun = disk.filesBegun;

    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> journal.makeRoom(900)).isInstanceOf(JournalException.Full.class);
      assertThatThrownBy(journal::prepare).isInstanceOf(JournalException.Full.class);
    }

    assertThat(disk.filesBegun).as("no zeros were even begun").isEqualTo(begun);
    disk.bytesFree = 3_000 + 1_024;
    write(journal, "after");
  }

  @Test
  void zerosThatDoNotFitWhereThereSeemedToBeRoomAreNotTriedForEveryGroup() throws IOException {
    Journal journal = open(disk).journal();
    disk.quota = 0;
    fill(journal);
    int begun = disk.filesBegun;

    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> journal.makeRoom(900)).isInstanceOf(JournalException.Full.class);
    }

    assertThat(disk.filesBegun).isEqualTo(begun);
    assertThat(journal.wantsSpare()).isTrue();
    assertThatThrownBy(journal::prepare).isInstanceOf(JournalException.Full.class);
    assertThat(disk.filesBegun).isEqualTo(begun + 1);
    disk.quota = Long.MAX_VALUE;
    assertThatThrownBy(() -> journal.makeRoom(900)).isInstanceOf(JournalException.Full.class);
    journal.prepare();
    write(journal, "after");
  }

  @Test
  void aLargeGroupThatFindsNoRoomTakesNobodyTheNextSegment() throws IOException {
    disk.bytesFree = 6_000;
    Journal journal = open(disk).journal();
    journal.prepare();

    assertThatThrownBy(() -> journal.makeRoom(8_000)).isInstanceOf(JournalException.Full.class);

    assertThat(disk.names()).contains(Spare.FILE);
    disk.bytesFree = 0;
    write(journal, "x".repeat(800));
    write(journal, "y".repeat(800));
  }

  @Test
  void aLargeGroupLeavesTheNextSegmentForLater() throws IOException {
    Journal journal = open(disk).journal();
    journal.prepare();

    write(journal, "x".repeat(5_000));

    disk.bytesFree = 0;
    write(journal, "y".repeat(800));
    assertThat(disk.names()).doesNotContain(Spare.FILE);
    assertThat(open(disk).told()).extracting(String::length).containsExactly(5_000, 800);
  }

  @Test
  void aSpareOfWhenSegmentsWereSmallerGoesWhenTheNewOneIsThere() throws IOException {
    Journal small = open(disk).journal();
    small.prepare();
    disk.bytesFree = 2_047;
    Journal journal = open(disk, new Settings(2_048, 0)).journal();
    assertThatThrownBy(journal::prepare).isInstanceOf(JournalException.Full.class);
    assertThat(disk.open(Spare.FILE).size()).isEqualTo(1_024);
    disk.bytesFree = 2_048;

    journal.prepare();

    assertThat(disk.open(Spare.FILE).size()).isEqualTo(2_048);
    assertThat(disk.bytesFree).isEqualTo(1_024);
  }

  private static void fill(Journal journal) {
    assertThatThrownBy(
            () -> {
              while (true) {
                write(journal, "x".repeat(100));
              }
            })
        .isInstanceOf(JournalException.Full.class);
  }
}
