package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.journal.Entry;
import io.sallyport.store.local.LedgerRecord.Timed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;

/** Which folders open, and which a release refuses that is older than who wrote them. */
class IndexFormatTest {
  private static final byte[] FORMAT = "format".getBytes(StandardCharsets.US_ASCII);

  /** Of the release before deliveries were left to others. */
  private static final int BEFORE = 4;

  @TempDir Path folder;

  @BeforeEach
  void load() throws IOException {
    NativeLibrary.load(Path.of("target", "native"));
  }

  private Path index() {
    return folder.resolve("index");
  }

  private void wrote(int format) throws Exception {
    IndexFiles.open(index()).close();
    try (IndexDatabase database = database(index());
        FlushOptions flush = new FlushOptions()) {
      database
          .db()
          .put(
              database.unlogged(),
              FORMAT,
              ByteBuffer.allocate(Integer.BYTES).putInt(format).array());
      database.db().flush(flush);
    }
  }

  private static int format(Path index) throws Exception {
    try (IndexDatabase database = database(index)) {
      return ByteBuffer.wrap(database.db().get(FORMAT)).getInt();
    }
  }

  private static IndexDatabase database(Path index) throws IOException {
    return IndexDatabase.open(
        index, List.of("default", "open", "consignments", "order", "cases", "names"));
  }

  @Test
  void thatOfTheReleaseBeforeOpensAndIsOfThisOneThen() throws Exception {
    wrote(BEFORE);

    IndexFiles.open(index()).close();

    assertThat(format(index())).isGreaterThan(BEFORE);
  }

  /** The release before goes on with what others may have taken up: it must not open it. */
  @Test
  void itIsOfThisOneAsSoonAsItIsOpen() throws Exception {
    wrote(BEFORE);
    Path torn = folder.resolve("torn");

    IndexFiles open = IndexFiles.open(index());
    copy(index(), torn); // as after a crash
    open.close();

    assertThat(format(torn)).isGreaterThan(BEFORE);
  }

  @Test
  void thatOfALaterReleaseIsRefusedByName() throws Exception {
    IndexFiles.open(index()).close();
    wrote(format(index()) + 1);

    assertThatThrownBy(() -> IndexFiles.open(index()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was written by a newer release: want that one");
  }

  @Test
  void thatOfABuildBeforeTheFirstReleaseIsRefused() throws Exception {
    wrote(BEFORE - 1);

    assertThatThrownBy(() -> IndexFiles.open(index()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a build from before the first release");
  }

  /** Where the index was moved away all is read of the journal. */
  @Test
  void recordsOfTheReleaseBeforeAreRead() {
    Timed now = new Timed(Instant.parse("2026-05-01T12:00:00Z"));

    assertThat(LedgerRecord.of(of(now, 3))).isEqualTo(now);
    assertThat(LedgerRecord.of(now.toEntry())).isEqualTo(now);
    assertThat(now.toEntry().bytes().get(0)).as("the release before reads 3").isEqualTo((byte) 4);
    assertThatCode(() -> LedgerRecord.of(of(now, 5))).hasMessageContaining("version 5");
    assertThatCode(() -> LedgerRecord.of(of(now, 2))).hasMessageContaining("version 2");
  }

  private static Entry of(LedgerRecord record, int version) {
    return new Entry(record.kind(), record.write(new Output(64).u8(version)).toBuffer());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("LOCK") && !name.startsWith("LOG")) {
          Files.copy(file, to.resolve(name));
        }
      }
    }
  }
}
