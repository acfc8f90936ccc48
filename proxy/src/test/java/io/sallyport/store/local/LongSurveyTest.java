package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Keeping;
import io.sallyport.admit.LimitTable;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.fixture.SettableClock;
import io.sallyport.journal.Journal;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.journal.Position;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.webhook.EventId;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue of millions is gone through in thousands of decisions. */
class LongSurveyTest {
  private static final int EVENTS = 20_000;
  private static final int ACCOUNTS = 3;

  private final ExecutorService committer = Executors.newSingleThreadExecutor();
  private Vertx vertx;
  private IndexFiles files;
  private Desk desk;
  private LocalOutbox outbox;

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
            new LedgerState(files),
            new Running(),
            new Hands(0),
            new LimitTable(new Random(1)),
            new LedgerClock(new SettableClock("2026-05-01T12:00:00Z"), () -> 0, Instant.EPOCH),
            () -> 0,
            this::decide);
    SecureRandom random = new SecureRandom();
    outbox =
        new LocalOutbox(
            (VertxInternal) vertx,
            desk,
            new Contents(
                vertx,
                journal,
                new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random)));
  }

  @AfterEach
  void close() {
    committer.shutdown();
    files.close();
    vertx.close().await();
  }

  @Test
  void comesToItsEndHoweverManyPiecesThereAre() throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      queue(i);
    }
    desk.state().freeze(1, desk.clock().instant()).write();
    desk.state().thaw();

    List<Waiting> heads = outbox.heads("acme", 100, 1).await(60, TimeUnit.SECONDS);

    assertThat(heads)
        .extracting(Waiting::id)
        .containsExactlyInAnyOrder(named(0), named(1), named(2));
  }

  private void decide(Task task) {
    committer.execute(
        () -> {
          Group group =
              new Group(desk.state(), desk.clock().instant(), new Position(9, 100), 0, false);
          task.decide(group);
          group.tellEarly();
          group.tellLate();
        });
  }

  private void queue(int number) {
    Instant now = desk.clock().instant();
    EventId id = named(number);
    Item item =
        new Item(
            id,
            Optional.empty(),
            new ContentDigest(1, 2, 3, number),
            Optional.empty(),
            Optional.of(Bounds.account("account-" + number % ACCOUNTS)),
            0,
            5,
            Optional.of(Standing.QUEUED),
            0,
            now,
            Optional.empty(),
            0,
            false);
    desk.state()
        .apply(
            new Admitted(
                "acme",
                "test",
                id,
                now,
                Keeping.defaults(),
                5,
                List.of(item),
                ByteBuffer.allocate(0)),
            Ids.number(new Position(1, 64 * (number + 1))));
  }

  private static EventId named(int number) {
    return EventId.of("acme", "", ("e" + number).getBytes(StandardCharsets.UTF_8));
  }
}
