package io.sallyport.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threats rows 98 and 101: torn and flipped bytes in the journal")
class JournalDamageTest extends JournalCase {
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
}
