package io.sallyport.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.journal.Journal.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCheckTest {
  private static final int RECORDS = 60;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    try (Journal journal =
        Journal.open(
            new FolderDisk(folder), new Settings(1_024, 0), Position.START, (at, entry) -> {})) {
      for (int i = 0; i < RECORDS; i++) {
        byte[] text = ("event " + i).getBytes(StandardCharsets.UTF_8);
        journal.write(List.of(new Entry((byte) 1, ByteBuffer.wrap(text))));
        journal.sync();
      }
    }
  }

  @Test
  void countsWhatIsInOrder() throws IOException {
    JournalCheck check = JournalCheck.of(folder);

    assertThat(check.records()).isEqualTo(RECORDS);
    assertThat(check.segments()).isGreaterThan(2);
    assertThat(check.bytes()).isEqualTo(1_024L * check.segments());
    assertThat(check.damages()).isEmpty();
    assertThat(check.cutBytes()).isZero();
  }

  @Test
  void tellsHowFarItIsAndComesToTheEndAlsoOverDamages() throws IOException {
    change(folder.resolve("000000000002.journal"), 300);
    AtomicLong read = new AtomicLong();

    JournalCheck check = JournalCheck.of(folder, entry -> {}, read::addAndGet);

    assertThat(read).hasValue(check.bytes());
    assertThat(JournalCheck.bytesIn(folder)).isEqualTo(check.bytes());
  }

  @Test
  void namesADamageByItsFileAndOffset() throws IOException {
    String second = "000000000002.journal";
    change(folder.resolve(second), 300);

    JournalCheck check = JournalCheck.of(folder);

    assertThat(check.damages()).isNotEmpty();
    assertThat(check.damages().get(0).file()).isEqualTo(second);
    assertThat(check.damages().get(0).offset()).isBetween(64L, 300L);
    assertThat(check.records()).isBetween((long) RECORDS - 2, RECORDS - 1L);
  }

  @Test
  void namesAFileThatIsMissing() throws IOException {
    Files.delete(folder.resolve("000000000002.journal"));

    assertThat(JournalCheck.of(folder).damages())
        .anySatisfy(it -> assertThat(it.what()).contains("missing"));
  }

  @Test
  void changesNothingNotEvenATornTail() throws IOException {
    Path last = last();
    long torn = Files.size(last) - 40;
    try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), torn);
    }
    Map<String, String> before = contents();

    JournalCheck check = JournalCheck.of(folder);

    assertThat(check.cutBytes()).isPositive();
    assertThat(check.damages()).isEmpty();
    assertThat(contents()).isEqualTo(before);
  }

  private Path last() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(it -> it.toString().endsWith(".journal"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  private static void change(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x20)).flip();
      channel.write(one, at);
    }
  }
}
