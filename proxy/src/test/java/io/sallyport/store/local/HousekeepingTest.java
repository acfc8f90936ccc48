package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.LimitTable;
import io.sallyport.admit.Standing;
import io.sallyport.journal.Journal;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.journal.Position;
import io.sallyport.store.local.LedgerRecord.Receipts.Receipt;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done between groups, second by second, while nobody takes what is submitted. */
class HousekeepingTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final long BYTES = 1 << 30;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long NANOS_MOST = 20 * SECOND;

  private final AtomicLong free = new AtomicLong(BYTES);
  private final CountDownLatch looked = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();
  private final List<Task> submitted = new ArrayList<>();
  private final AtomicReference<Throwable> fatal = new AtomicReference<>();
  private IndexFiles files;
  private int places;
  private Desk desk;
  private Housekeeping housekeeping;

  /** Counts down when it has been looked at. */
  private final Room room =
      new Room() {
        @Override
        public long bytes() {
          return BYTES;
        }

        @Override
        public long bytesFree() {
          long now = free.get();
          looked.countDown();
          return now;
        }
      };

  private final AtomicReference<Duration> behind = new AtomicReference<>(Duration.ZERO);

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    NativeLibrary.load(Path.of("target", "native"));
    files = IndexFiles.open(folder);
    MemoryDisk disk = new MemoryDisk();
    Journal journal =
        Journal.open(disk, new Journal.Settings(1 << 20, 0), Position.START, (at, entry) -> {});
    LedgerClock clock =
        new LedgerClock(
            () -> NOON.plusNanos(nanos.get()).minus(behind.get()), nanos::get, Instant.EPOCH);
    desk =
        new Desk(
            new LedgerState(files),
            new Running(),
            new Hands(0),
            new LimitTable(new Random(1)),
            clock,
            nanos::get,
            submitted::add);
    housekeeping =
        new Housekeeping(
            new Fullness(room, new Reserve(disk, room, 0)),
            journal,
            0,
            files,
            desk,
            clock,
            fatal::set);
  }

  @AfterEach
  void close() throws IOException {
    housekeeping.close(false);
    files.close();
    assertThat(fatal.get()).isNull();
  }

  @Test
  void whatIsNotDecidedIsNotSubmittedOnceMore() {
    hold();
    desk.receipts().add(new Receipt(new ClaimKey(1, 2), desk.clock().instant(), 2));
    nanos.addAndGet(Keeping.HOLD_DEFAULT.toNanos());

    seconds(100);
    assertThat(submitted).as("the receipts, and what has expired").hasSize(2);
    List<Task> waiting = List.copyOf(submitted);
    submitted.clear();
    waiting.forEach(task -> task.refuse(Reason.STORE_FULL, "as the test wants it"));
    seconds(100);

    assertThat(submitted).hasSize(2);
  }

  @Test
  void theTimeIsWrittenOnceAMinuteWhileTheMachinesClockIsBehind() {
    seconds(100);
    assertThat(submitted).isEmpty();
    behind.set(Duration.ofHours(1));

    List<Integer> noted = new ArrayList<>();
    for (int i = 0; i < 180; i++) {
      seconds(1);
      noted.add(submitted.size());
      Group group =
          new Group(desk.state(), desk.clock().instant(), new Position(1, 100), 1 << 20, false);
      submitted.forEach(task -> task.decide(group));
      submitted.clear();
    }

    assertThat(noted.stream().mapToInt(it -> it).sum()).isEqualTo(3);
  }

  @Test
  void whatHasExpiredIsWrittenOnceAndNotLookedForAgain() {
    hold();
    nanos.addAndGet(Keeping.HOLD_DEFAULT.toNanos());
    seconds(1);
    Group group =
        new Group(desk.state(), desk.clock().instant(), new Position(1, 100), 1 << 20, false);

    submitted.forEach(task -> task.decide(group));
    submitted.clear();
    seconds(10);

    assertThat(group.entries()).hasSize(1);
    assertThat(submitted).isEmpty();
  }

  /** Bytes of what is held may be what fills the disk: to end it must need next to none. */
  @Test
  void whatHasExpiredIsEndedPieceByPieceWhereTheJournalIsFull() {
    for (int i = 0; i < 1_100; i++) {
      hold("e" + i);
    }
    nanos.addAndGet(Keeping.HOLD_DEFAULT.toNanos());

    List<Integer> pieces = new ArrayList<>();
    seconds(1);
    while (!submitted.isEmpty()) {
      Task task = submitted.remove(0);
      int room = Committer.GROUP_BYTES_WHEN_FULL;
      assertThat(task.bytesMost()).isLessThanOrEqualTo(room);
      Group group =
          new Group(desk.state(), desk.clock().instant(), new Position(1, 1 << 24), room, true);
      task.decide(group);
      pieces.add(group.entries().size());
      seconds(1);
    }

    assertThat(pieces).doesNotContain(0);
    assertThat(pieces.stream().mapToInt(it -> it).sum()).isEqualTo(1_100);
    assertThat(desk.state().usage(1).held()).isZero();
  }

  @Test
  void manyIntegrationsExpiriesAreNoLargerTaskThanOnes() {
    for (int i = 0; i < 1_100; i++) {
      hold("acme-" + i % 10, "e" + i);
    }
    nanos.addAndGet(Keeping.HOLD_DEFAULT.toNanos());

    seconds(1);

    assertThat(submitted)
        .singleElement()
        .satisfies(
            it -> assertThat(it.bytesMost()).isLessThanOrEqualTo(Committer.GROUP_BYTES_WHEN_FULL));
  }

  @Test
  void theIndexIsWrittenOnceASecond() throws IOException {
    hold();

    seconds(1);

    housekeeping.close(false);
    assertThat(files.position()).isPositive();
  }

  @Test
  void theIndexIsNotWrittenOnADiskThatHasFilledUpSinceItWasLookedAt() throws Exception {
    hold();
    assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
    free.set(1 << 20);

    seconds(1);

    housekeeping.close(false);
    assertThat(files.position()).isZero();
  }

  @Test
  void whatWasNotWrittenIsWrittenWhenThereIsRoomAgain() throws Exception {
    hold();
    assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
    free.set(1 << 20);
    seconds(3);

    free.set(BYTES);
    long began = System.nanoTime();
    while (files.position() == 0 && System.nanoTime() - began < NANOS_MOST) {
      seconds(1);
    }

    assertThat(files.position()).isPositive();
  }

  private void seconds(int many) {
    for (int i = 0; i < many; i++) {
      housekeeping.tick(nanos.addAndGet(SECOND));
    }
  }

  private void hold() {
    hold("e1");
  }

  private void hold(String name) {
    hold("acme", name);
  }

  private void hold(String integration, String name) {
    EventId id = EventId.of(integration, "", name.getBytes(StandardCharsets.UTF_8));
    Instant now = desk.clock().instant();
    Item held =
        new Item(
            id,
            Optional.empty(),
            new ContentDigest(1, 2, 3, 4),
            Optional.empty(),
            Optional.empty(),
            0,
            5,
            Optional.of(Standing.HELD),
            0,
            now,
            Optional.of(Reason.REPLAY_CONFLICT),
            0,
            false);
    Admitted record =
        new Admitted(
            integration,
            "test",
            id,
            now,
            new Keeping(
                Keeping.MEMORY_DEFAULT, Duration.ofHours(1), Keeping.HOLD_DEFAULT, 1L << 30),
            5,
            List.of(held),
            ByteBuffer.allocate(0));
    desk.state().apply(record, Ids.number(new Position(1, 64 * ++places)));
  }
}
