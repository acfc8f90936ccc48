package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Keeping;
import io.sallyport.admit.LimitTable;
import io.sallyport.admit.Records;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.admit.Standing;
import io.sallyport.fixture.SettableClock;
import io.sallyport.journal.Journal;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.journal.Position;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.Consignment.State;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue of one of many, all of which is asked for again, a row in each decision. */
class SweepTest {
  private static final Duration LATER = Duration.ofHours(1);

  private final ExecutorService committer = Executors.newSingleThreadExecutor();
  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final List<Future<Outcome>> orders = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private IndexFiles files;
  private Desk desk;
  private Asking asking;
  private Orders records;

  /** Decisions of the sweep, and what a person wants after one of them. */
  private int decided;

  private int orderedAfter = Integer.MAX_VALUE;
  private EventId ordered = named(0);

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    NativeLibrary.load(Path.of("target", "native"));
    vertx = Vertx.vertx();
    files = IndexFiles.open(folder.resolve("index"));
    Journal journal =
        Journal.open(
            new MemoryDisk(),
            new Journal.Settings(1 << 20, 0),
            Position.START,
            (position, entry) -> {});
    desk =
        new Desk(
            new LedgerState(files, Accord.of(OptionalInt.of(1), new Random(1))),
            new Running(),
            new Hands(0),
            new LimitTable(new Random(1)),
            new LedgerClock(clock, () -> 0, Instant.EPOCH),
            () -> 0,
            this::decide);
    SecureRandom random = new SecureRandom();
    Contents contents =
        new Contents(
            vertx,
            journal,
            new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random));
    asking = new Asking((VertxInternal) vertx, desk);
    records = new Orders(desk, asking, contents, new Retrieval(contents, desk.clock()));
  }

  @AfterEach
  void close() {
    committer.shutdown();
    files.close();
    vertx.close().await();
  }

  private void decide(Task task) {
    committer.execute(
        () -> {
          Group group =
              new Group(desk.state(), desk.clock().instant(), new Position(9, 100), 1 << 20, false);
          task.decide(group);
          decided++;
          if (decided == orderedAfter) {
            orders.add(records.retry(ordered, new Records.Order("ada", "now")));
          }
          group.tellEarly();
          group.tellLate();
        });
  }

  private void sweep() throws Exception {
    new Sweep(desk, asking, 1).start().await(60, TimeUnit.SECONDS);
  }

  /** A person brings it forward, to where the sweep has been. */
  @Test
  void whatIsTriedSoonerMeanwhileIsAskedForToo() throws Exception {
    for (int i = 0; i < 10; i++) {
      queue(i, LATER);
    }
    ordered = named(9);
    orderedAfter = 4;

    sweep();

    assertThat(orders)
        .singleElement()
        .satisfies(it -> assertThat(it.await()).isEqualTo(Outcome.DONE));
    for (int i = 0; i < 10; i++) {
      assertThat(state(i)).as("event %d", i).isEqualTo(State.WAITING);
    }
  }

  @Test
  void whatIsTriedSoonerWhenAllWasAskedForIsNotAskedForAgain() throws Exception {
    queue(0, LATER);
    sweep();
    assertThat(state(0)).isEqualTo(State.WAITING);
    queue(1, LATER);

    assertThat(records.retry(named(1), new Records.Order("ada", "now")).await())
        .isEqualTo(Outcome.DONE);

    assertThat(state(1)).isEqualTo(State.QUEUED);
  }

  @Test
  void comesToItsEndHoweverManyPiecesThereAre() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      queue(i, Duration.ZERO);
    }
    desk.state().freeze(1, desk.clock().instant()).write();
    desk.state().thaw();

    sweep();

    assertThat(state(0)).isEqualTo(State.WAITING);
    assertThat(state(19_999)).isEqualTo(State.WAITING);
  }

  private State state(int number) throws Exception {
    return asking
        .of(group -> group.state().consignment(place(number)).orElseThrow().state())
        .await(60, TimeUnit.SECONDS);
  }

  private static long place(int number) {
    return Ids.number(new Position(1, 64 * (number + 1)));
  }

  private void queue(int number, Duration later) throws Exception {
    Instant now = desk.clock().instant();
    EventId id = named(number);
    Item item =
        new Item(
            id,
            Optional.empty(),
            new ContentDigest(1, 2, 3, number),
            Optional.empty(),
            Optional.empty(),
            0,
            5,
            Optional.of(Standing.QUEUED),
            0,
            now.plus(later),
            Optional.empty(),
            0,
            true);
    Admitted admitted =
        new Admitted(
            "acme", "test", id, now, Keeping.defaults(), 5, List.of(item), ByteBuffer.allocate(0));
    desk.state().apply(admitted, place(number));
  }

  private static EventId named(int number) {
    return EventId.of("acme", "", ("e" + number).getBytes(StandardCharsets.UTF_8));
  }
}
