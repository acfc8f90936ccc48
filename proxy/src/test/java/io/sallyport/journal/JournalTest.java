package io.sallyport.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal keeps, and tells again. */
class JournalTest extends JournalCase {
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
}
