package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims on the disk are found whatever the filters before them have read so far. */
class ClaimTablesTest {
  private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int KEYS = 500;

  @TempDir Path folder;

  private IndexFiles files;

  @BeforeAll
  static void loadLibrary() throws IOException {
    NativeLibrary.load(Path.of("target", "native"));
  }

  @BeforeEach
  void open() throws IOException {
    files = IndexFiles.open(folder);
  }

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void findsEveryClaimBeforeWhileAndAfterItsFiltersAreRead() throws IOException {
    write(Standing.QUEUED, 0, false);
    write(Standing.DONE, KEYS, false);
    reopen();

    requireAll();
    ClaimTables.FilterReading reading = files.unreadFilters().orElseThrow();
    for (boolean done = false; !done; done = reading.read(7)) {
      requireAll();
    }
    requireAll();
    assertThat(files.wantsFilters()).isFalse();
    assertThat(files.claim(key(2 * KEYS))).isEmpty();
  }

  @Test
  void findsWhatIsWrittenWhileFiltersAreRead() throws IOException {
    write(Standing.QUEUED, 0, false);
    reopen();
    ClaimTables.FilterReading reading = files.unreadFilters().orElseThrow();
    reading.read(3);

    write(Standing.DONE, KEYS, false);
    for (boolean done = false; !done; ) {
      done = reading.read(100);
    }

    requireAll();
  }

  @Test
  void aClaimThatEndsLeavesThoseThatHaveNot() throws IOException {
    write(Standing.QUEUED, 0, false);
    write(Standing.DONE, 0, true);
    reopen();

    assertThat(files.claim(key(3)).map(Claim::standing)).contains(Standing.DONE);
  }

  @Test
  void whatHasExpiredGoesAsAWholeAndTheRestStays() {
    write(Standing.QUEUED, 0, false);
    write(Standing.DONE, KEYS, false);

    int dropped = files.dropExpired(T0.plus(Duration.ofDays(30)));

    assertThat(dropped).isEqualTo(1);
    assertThat(files.claim(key(KEYS))).isEmpty();
    assertThat(files.claim(key(0))).isPresent();
  }

  @Test
  void theFilterOfWhatHasNotEndedIsMadeAnewWhenMostOfItHas() {
    IndexFiles.Batch many = files.batch();
    int keys = (1 << 18) + 2_000;
    for (int i = 0; i < keys; i++) {
      many.claim(key(i), claim(Standing.QUEUED), false);
    }
    many.write();
    many.close();
    while (files.wantsFilters()) { // the first reading finds an empty table
      files.unreadFilters().orElseThrow().read(keys);
    }
    IndexFiles.Batch ends = files.batch();
    for (int i = 1; i < keys; i++) {
      ends.claim(key(i), claim(Standing.DONE), true);
    }
    ends.write();
    ends.close();

    for (int i = 0; i < keys; i += 997) {
      assertThat(files.claim(key(i)).map(Claim::standing))
          .contains(i == 0 ? Standing.QUEUED : Standing.DONE);
    }
  }

  private void write(Standing standing, int from, boolean known) {
    try (IndexFiles.Batch batch = files.batch()) {
      for (int i = from; i < from + KEYS; i++) {
        batch.claim(key(i), claim(standing), known);
      }
      batch.write();
    }
  }

  private void requireAll() {
    for (int i = 0; i < 2 * KEYS; i++) {
      assertThat(files.claim(key(i)).map(Claim::standing))
          .contains(i < KEYS ? Standing.QUEUED : Standing.DONE);
    }
  }

  private void reopen() throws IOException {
    files.flush();
    files.close();
    files = IndexFiles.open(folder);
  }

  private static Claim claim(Standing standing) {
    return new Claim(
        1, standing, 2, false, key(-1), Optional.empty(), T0, T0, 1, T0, WEEK, 77, 0, 0, 0);
  }

  private static ClaimKey key(int number) {
    return ClaimKey.of("test", Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
  }
}
