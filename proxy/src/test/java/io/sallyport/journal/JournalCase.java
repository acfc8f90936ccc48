package io.sallyport.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.journal.Journal.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A journal of small segments on a disk in memory, and short words for it. */
abstract class JournalCase {
  static final Settings SMALL = new Settings(1_024, 0);
  final MemoryDisk disk = new MemoryDisk();

  /** What a journal told when it was opened. */
  record Opened(Journal journal, List<String> told, List<Position> positions) {}

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

  static Opened open(Disk disk) throws IOException {
    return open(disk, SMALL);
  }

  static Opened open(Disk disk, Settings settings) throws IOException {
    List<String> told = new ArrayList<>();
    List<Position> positions = new ArrayList<>();
    Journal journal =
        Journal.open(
            disk,
            settings,
            Position.START,
            (position, entry) -> {
              told.add(text(entry));
              positions.add(position);
            });
    return new Opened(journal, told, positions);
  }

  static List<Position> write(Journal journal, String... texts) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String text : texts) {
      entries.add(entry(text));
    }
    List<Position> positions = journal.write(entries);
    journal.sync();
    return positions;
  }

  static int length(String... texts) {
    return (int) Groups.length(java.util.Arrays.stream(texts).map(JournalTest::entry).toList());
  }

  static Entry entry(String text) {
    return new Entry((byte) 7, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String text(Entry entry) {
    assertThat(entry.kind()).isEqualTo((byte) 7);
    return StandardCharsets.UTF_8.decode(entry.bytes()).toString();
  }
}
