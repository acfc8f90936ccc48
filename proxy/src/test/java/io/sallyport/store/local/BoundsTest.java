package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Ending;
import io.sallyport.admit.LimitTable;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Records;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.fixture.SettableClock;
import io.sallyport.journal.Entry;
import io.sallyport.journal.Journal;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.journal.Position;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LedgerRecord.Ended;
import io.sallyport.store.local.LedgerRecord.Moved;
import io.sallyport.store.local.LedgerRecord.Order;
import io.sallyport.store.local.LedgerRecord.Ordered;
import io.sallyport.store.local.LocalLedger.Told;
import io.sallyport.store.shared.Origin;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A task says how much it writes before there is a group for it: one that writes more breaks when
 * the group is nearly full, and what it was to end is lost.
 */
class BoundsTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final EventId ID = AnAdmission.to("acme").event("e1", "x").id();

  /** Three bytes in UTF-8, the most that a char takes. */
  private static final String LONGEST_NODE = "n".repeat(63);

  private static final String WIDE = "審";

  private Vertx vertx;
  private IndexFiles files;
  private Desk desk;
  private Contents contents;

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
    SecureRandom random = new SecureRandom();
    contents =
        new Contents(
            vertx,
            journal,
            new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random));
    desk =
        new Desk(
            new LedgerState(files),
            new Running(),
            new Hands(0),
            new LimitTable(new Random(1)),
            new LedgerClock(new SettableClock(NOW.toString()), () -> 0, Instant.EPOCH),
            () -> 0,
            task -> {});
  }

  @AfterEach
  void close() {
    files.close();
    vertx.close().await();
  }

  @Test
  void anAnswerHasRoomWithTheLongestFactsAndTheLongestType() {
    Admission admission = withLongFacts();
    Promise<Told> begun = Promise.promise();
    decide(
        new BeginTask(desk, admission, Optional.empty(), contents, Runnable::run, begun), 1 << 20);
    Turn.Go go = (Turn.Go) begun.future().result().turn();
    StoredAnswer answer =
        new StoredAnswer(200, wide(Attempt.DETAIL_CHARS_MAX), RawBody.ofText("x".repeat(4 << 10)));
    Promise<Settled> settled = Promise.promise();
    Task settle =
        new SettleTask(
            desk,
            go,
            new Ending.Answered(answer),
            Long.MAX_VALUE,
            contents,
            Runnable::run,
            settled);

    decide(settle, settle.bytesMost());

    assertThat(settled.future().result()).isEqualTo(Settled.RECORDED);
  }

  @Test
  void theEndOfATryHasRoomWithTheLongestDetail() {
    Attempt attempt =
        new Attempt(20, NOW, Duration.ofHours(1), 503, wide(Attempt.DETAIL_CHARS_MAX));

    assertThat(bytes(new Ended(1, Standing.DEAD, 20, 503, NOW, contents.sealAttempt(1, attempt))))
        .isLessThanOrEqualTo(Bounds.attemptBytesMost());
  }

  @Test
  void anOrderAndWhatItEndsHaveRoomWithTheLongestWords() {
    ByteBuffer why =
        contents.sealOrder(
            ID, new Records.Order(wide(2_000), wide(2_000), Optional.of(LONGEST_NODE)));

    assertThat(
            bytes(
                new Ordered(ID, Order.DISCARD, NOW, why),
                new Ended(1, Standing.DISCARDED, 20, 0, NOW, ByteBuffer.allocate(0))))
        .isLessThanOrEqualTo(Bounds.orderBytesMost());
  }

  @Test
  void aJudgementHasRoomWithTheLongestNote() {
    ItemState released =
        new ItemState.Released(
            new Decision(wide(200), wide(2_000), "0".repeat(64), NOW, Optional.of(LONGEST_NODE)));

    assertThat(bytes(new Moved(ClaimKey.of(ID), NOW, released)))
        .isLessThanOrEqualTo(Bounds.bytesMost(released));
  }

  @Test
  void anExpiryHasRoomWhateverTheTime() {
    Instant late = Instant.ofEpochMilli(Long.MAX_VALUE);

    assertThat(bytes(new Moved(ClaimKey.of(ID), late, new ItemState.Expired(late))))
        .isLessThanOrEqualTo(Bounds.expiryBytesMost());
  }

  @Test
  void whatNodesAgreeOnHasRoomWhateverItsNumbers() {
    ClaimKey key = ClaimKey.of(ID);
    Instant late = Instant.ofEpochMilli(Long.MAX_VALUE);
    Agreed.One one =
        new Agreed.One(
            key,
            Agreed.Fate.OPEN,
            Long.MAX_VALUE,
            599,
            Optional.of(new Origin(Integer.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE)),
            Optional.of(ID),
            Optional.of(new Agreed.Part(Optional.of(key), Long.MAX_VALUE)));

    assertThat(bytes(new Agreed(late, List.of(one, one)))).isLessThanOrEqualTo(Agreed.bytesMost(2));
    assertThat(bytes(new Confirmed(List.of(new Confirmed.One(key, Standing.DEAD, Long.MAX_VALUE)))))
        .isLessThanOrEqualTo(Confirmed.bytesMost(1));
    assertThat(bytes(new Affirmed(List.of(new Affirmed.One(key, Long.MAX_VALUE)))))
        .isLessThanOrEqualTo(Affirmed.bytesMost(1));
  }

  private Admission withLongFacts() {
    Admission plain =
        AnAdmission.to("acme").event("e1", "x").of(wide(Fact.VALUE_CHARS_MAX)).at(NOW);
    Parcel parcel = plain.parcel();
    return new Admission(
        new Parcel(
            parcel.inbound(),
            parcel.url(),
            parcel.rest(),
            parcel.id(),
            Optional.of(wide(Fact.VALUE_CHARS_MAX)),
            parcel.account(),
            Optional.of(wide(Fact.VALUE_CHARS_MAX)),
            List.of(),
            1,
            false,
            1,
            Optional.empty()),
        plain.policyVersion(),
        plain.events(),
        plain.keeping(),
        plain.hold(),
        plain.split(),
        plain.patience(),
        plain.timeout());
  }

  private void decide(Task task, int room) {
    Group group = new Group(desk.state(), NOW, new Position(1, 100), room, false);
    task.decide(group);
    group.tellEarly();
    group.tellLate();
  }

  private static int bytes(LedgerRecord... records) {
    return Stream.of(records)
        .map(LedgerRecord::toEntry)
        .map(Entry::bytes)
        .mapToInt(it -> it.remaining() + Journal.RECORD_OVERHEAD_BYTES)
        .sum();
  }

  private static String wide(int chars) {
    return WIDE.repeat(chars);
  }
}
