package io.sallyport.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.journal.Journal.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("threats rows 98, 99 and 101: what the journal keeps")
class JournalTest {
  private static final Settings SMALL = new Settings(1_024);

  private final MemoryDisk disk = new MemoryDisk();

  /** What a journal told when it was opened. */
  private record Opened(Journal journal, List<String> told, List<Position> positions) {}

  @Test
  void tellsWhatWasWrittenInOrderWithItsPositions() throws IOException {
    Journal journal = open(disk).journal();
    List<Position> written = new ArrayList<>(write(journal, "a", "b"));
    written.addAll(write(journal, "c"));

    Opened again = open(disk);

    assertThat(again.told()).containsExactly("a", "b", "c");
    assertThat(again.positions()).isEqualTo(written);
    assertThat(again.journal().damages()).isEmpty();
    assertThat(again.journal().cutBytes()).isZero();
    assertThat(text(again.journal().read(written.get(1)).orElseThrow())).isEqualTo("b");
  }

  @Test
  void goesOnAcrossSegmentsAndRestarts() throws IOException {
    List<String> all = new ArrayList<>();
    for (int run = 0; run < 5; run++) {
      Journal journal = open(disk).journal();
      for (int i = 0; i < 20; i++) {
        String text = "run " + run + " event " + i;
        write(journal, text);
        all.add(text);
      }
    }

    Opened again = open(disk);

    assertThat(again.told()).isEqualTo(all);
    assertThat(disk.names()).filteredOn(it -> Segment.number(it).isPresent()).hasSizeGreaterThan(5);
    assertThat(again.journal().damages()).isEmpty();
  }

  @Test
  void tellsOnlyWhatStandsAtOrBehindAPosition() throws IOException {
    Journal journal = open(disk).journal();
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      positions.addAll(write(journal, "event " + i));
    }

    List<String> told = new ArrayList<>();
    Journal.open(disk, SMALL, positions.get(40), (at, entry) -> told.add(text(entry)));

    assertThat(told).isEqualTo(IntStream.range(40, 60).mapToObj(i -> "event " + i).toList());
  }

  @Test
  void givesAGroupLargerThanASegmentOneOfItsOwn() throws IOException {
    Journal journal = open(disk).journal();
    String large = "x".repeat(10_000);
    write(journal, "a");
    write(journal, large);
    write(journal, "b");

    assertThat(open(disk).told()).containsExactly("a", large, "b");
  }

  @Test
  void forgetsWholeSegmentsAndKeepsTheRest() throws IOException {
    Journal journal = open(disk).journal();
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      positions.addAll(write(journal, "event " + i));
    }

    journal.forgetBefore(positions.get(40));

    assertThat(journal.read(positions.get(0))).isEmpty();
    assertThat(text(journal.read(positions.get(40)).orElseThrow())).isEqualTo("event 40");
    Opened again = open(disk);
    assertThat(again.told()).contains("event 40", "event 59").doesNotContain("event 0");
    assertThat(again.journal().damages()).isEmpty();
  }

  @Test
  void aTornGroupIsCutWhereverItWasTorn() throws IOException {
    Journal journal = open(disk).journal();
    write(journal, "a", "b");
    int from = journal.end().offset();
    write(journal, "c".repeat(100), "d");
    int to = journal.end().offset();
    String name = Segment.name(1);

    for (int cut = from; cut < to; cut++) {
      MemoryDisk torn = disk.copy();
      java.util.Arrays.fill(torn.bytes(name), cut, to, (byte) 0);
      Opened again = open(torn);

      assertThat(again.journal().damages()).isEmpty();
      if (isWhole(disk, torn, name)) {
        continue; // what was torn off was padding
      }
      assertThat(again.told()).as("cut at %d", cut).containsExactly("a", "b");
      assertThat(again.journal().cutBytes()).isLessThanOrEqualTo(cut - from);
      write(again.journal(), "e");
      assertThat(open(torn).told()).containsExactly("a", "b", "e");
    }
  }

  private static boolean isWhole(MemoryDisk whole, MemoryDisk torn, String name) {
    return java.util.Arrays.equals(whole.bytes(name), torn.bytes(name));
  }

  @Test
  void aFlippedBitInTheMiddleIsNamedAndTheRestIsTold() throws IOException {
    Journal journal = open(disk).journal();
    write(journal, "a");
    int from = journal.end().offset();
    write(journal, "b");
    int to = journal.end().offset();
    write(journal, "c");
    String name = Segment.name(1);

    for (int at = from; at < to; at++) {
      MemoryDisk flipped = disk.copy();
      flipped.bytes(name)[at] ^= 0x10;
      Opened again = open(flipped);

      assertThat(again.told()).as("flipped at %d", at).containsExactly("a", "c");
      assertThat(again.journal().damages()).isNotEmpty();
      write(again.journal(), "d");
      Opened third = open(flipped);
      assertThat(third.told()).containsExactly("a", "c", "d");
      assertThat(third.journal().damages()).isNotEmpty();
      assertThat(third.journal().end().segment()).as("nothing goes behind damage").isEqualTo(2);
    }
  }

  @Test
  void aFlippedBitInAHeadIsNamedAndTheGroupsAreTold() throws IOException {
    write(open(disk).journal(), "a");
    for (int at = 0; at < SegmentHead.BYTES; at++) {
      MemoryDisk flipped = disk.copy();
      flipped.bytes(Segment.name(1))[at] ^= 0x10;
      Opened again = open(flipped);

      assertThat(again.told()).containsExactly("a");
      assertThat(again.journal().damages()).hasSize(1);
      write(again.journal(), "b");
      assertThat(open(flipped).told()).containsExactly("a", "b");
    }
  }

  @Test
  void namesAFileThatIsMissing() throws IOException {
    Journal journal = open(disk).journal();
    for (int i = 0; i < 60; i++) {
      write(journal, "event " + i);
    }
    disk.delete(Segment.name(2));

    Opened again = open(disk);

    assertThat(again.journal().damages())
        .anySatisfy(it -> assertThat(it.toString()).contains(Segment.name(2)).contains("missing"));
    assertThat(again.told()).contains("event 0", "event 59");
  }

  @Test
  void aGroupThatWasRewrittenWithAGoodChecksumStillBreaksTheChain() throws IOException {
    Journal honest = open(disk).journal();
    write(honest, "a");
    write(honest, "pay 10");
    write(honest, "c");
    MemoryDisk other = new MemoryDisk();
    Journal forger = open(other).journal();
    write(forger, "a");
    write(forger, "pay 99");
    int from = SegmentHead.BYTES + length("a");
    System.arraycopy(
        other.bytes(Segment.name(1)), from, disk.bytes(Segment.name(1)), from, length("pay 99"));

    assertThat(open(disk).journal().damages())
        .anySatisfy(it -> assertThat(it.what()).contains("does not continue"));
  }

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

  @Test
  void aSpareThatWasPreparedIsUsedAndASmallOneReplaced() throws IOException {
    Journal journal = open(disk).journal();
    journal.prepare();
    journal.prepare();
    assertThat(disk.names()).contains(Spare.FILE);
    disk.bytesFree = 0;
    for (int i = 0; i < 12; i++) {
      write(journal, "event " + i); // fills the first segment; the second one is the spare
    }
    disk.bytesFree = Long.MAX_VALUE;
    journal.prepare();

    write(journal, "x".repeat(5_000));

    assertThat(open(disk).told()).hasSize(13);
  }

  @Test
  void refusesWhatANewerReleaseHasWritten() throws IOException {
    write(open(disk).journal(), "a");
    ByteBuffer head = ByteBuffer.wrap(disk.bytes(Segment.name(1)));
    head.putInt(8, SegmentHead.VERSION + 1);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(head.array(), 0, 60);
    head.putInt(60, (int) crc.getValue());

    assertThatThrownBy(() -> open(disk))
        .isInstanceOf(JournalException.Newer.class)
        .hasMessageContaining("newer release");
  }

  @Test
  void wantsASyncBetweenTwoGroups() throws IOException {
    Journal journal = open(disk).journal();
    journal.write(List.of(entry("a")));

    assertThatThrownBy(() -> journal.write(List.of(entry("b"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keepsAllOfThisInARealFolder(@TempDir Path folder) throws IOException {
    List<String> all = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      try (Journal journal = open(new FolderDisk(folder)).journal()) {
        journal.prepare();
        for (int i = 0; i < 20; i++) {
          write(journal, run + " " + i);
          all.add(run + " " + i);
        }
      }
    }

    Opened again = open(new FolderDisk(folder));

    assertThat(again.told()).isEqualTo(all);
    again.journal().close();
  }

  private static Opened open(Disk disk) throws IOException {
    List<String> told = new ArrayList<>();
    List<Position> positions = new ArrayList<>();
    Journal journal =
        Journal.open(
            disk,
            SMALL,
            Position.START,
            (position, entry) -> {
              told.add(text(entry));
              positions.add(position);
            });
    return new Opened(journal, told, positions);
  }

  private static List<Position> write(Journal journal, String... texts) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String text : texts) {
      entries.add(entry(text));
    }
    List<Position> positions = journal.write(entries);
    journal.sync();
    return positions;
  }

  private static int length(String... texts) {
    return (int) Groups.length(java.util.Arrays.stream(texts).map(JournalTest::entry).toList());
  }

  private static Entry entry(String text) {
    return new Entry((byte) 7, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(Entry entry) {
    assertThat(entry.kind()).isEqualTo((byte) 7);
    return StandardCharsets.UTF_8.decode(entry.bytes()).toString();
  }
}
