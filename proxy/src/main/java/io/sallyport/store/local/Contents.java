package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Records.Order;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.journal.Entry;
import io.sallyport.journal.Journal;
import io.sallyport.observe.LinesAMinute;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.StoredRequest.Said;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.Shard;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is sealed within records: requests, answers, the words of tries and orders. Sealing runs on
 * the caller's thread, reading on a worker.
 */
final class Contents {
  private static final String ATTEMPT = "attempt ";
  private static final String LEFT = "hand-over ";
  private static final String ORDER = "order ";
  private static final String REQUEST = "request ";
  private static final String ANSWER = "answer ";

  private static final Logger LOG = LoggerFactory.getLogger(Contents.class);

  /** It lies where others can write, and is looked at again and again. */
  private static final LinesAMinute DAMAGED = new LinesAMinute(System::nanoTime);

  private final Vertx vertx;
  private final Journal journal;
  private final RecordSealer sealer;
  private final Recent recent = new Recent();

  /** What stands there does not open: it is damaged, or was sealed under another master key. */
  static final class NotOpened extends IOException {
    private static final long serialVersionUID = 1L;

    NotOpened(String message) {
      super(message);
    }
  }

  Contents(Vertx vertx, Journal journal, RecordSealer sealer) {
    this.vertx = vertx;
    this.journal = journal;
    this.sealer = sealer;
  }

  /** What the sealed request of a parcel takes at most. */
  static int sealedBytesMost(Admission admission) {
    Parcel parcel = admission.parcel();
    InboundWebhook inbound = parcel.inbound();
    int[] bytes = {inbound.body().size() + RecordSealer.OVERHEAD_BYTES + 4 * FACTS_CHARS_MAX};
    inbound.headers().forEach((name, value) -> bytes[0] += 8 + name.length() + value.length());
    inbound.pathValues().forEach((name, value) -> bytes[0] += 8 + name.length() + value.length());
    int facts = 8 * Fact.VALUE_CHARS_MAX + 8;
    return bytes[0]
        + 4 * (inbound.target().length() + parcel.url().length())
        + facts * admission.events().size();
  }

  /** Integration, key id, account, type, and the rest of what is short, all together. */
  private static final int FACTS_CHARS_MAX = 4_096;

  ByteBuffer seal(Admission admission) {
    return seal(admission.parcel(), admission.events().stream().map(Said::of).toList());
  }

  ByteBuffer seal(Parcel parcel, List<Said> said) {
    Output out = StoredRequest.write(parcel, said);
    return ByteBuffer.wrap(
        sealer.seal(
            associated(REQUEST, parcel.inbound().integration(), parcel.id()),
            out.array(),
            out.size()));
  }

  /**
   * An answer that was relayed, and what is known of the event that was answered.
   *
   * @param policyVersion of the record, which says it openly
   */
  record Answer(
      StoredAnswer answer,
      String policyVersion,
      Optional<String> keyId,
      Optional<String> account,
      Optional<String> type) {}

  ByteBuffer sealAnswer(EventId id, StoredAnswer answer, Parcel parcel) {
    Output out = new Output(256 + answer.body().size());
    out.number(answer.status()).text(clipped(answer.type()));
    out.block(answer.body().array(), answer.body().offset(), answer.body().size());
    out.text(parcel.keyId()).text(parcel.account()).text(parcel.type());
    return ByteBuffer.wrap(sealer.seal(associated(ANSWER, "", id), out.array(), out.size()));
  }

  /**
   * What is told of a try.
   *
   * @param sequence of the consignment that was tried
   */
  ByteBuffer sealAttempt(long sequence, Attempt attempt) {
    Output out = new Output(128);
    out.number(attempt.number()).number(attempt.began().toEpochMilli());
    out.number(Math.max(0, attempt.took().toMillis())).number(attempt.status());
    String detail = attempt.detail();
    out.text(
        detail.length() > Attempt.DETAIL_CHARS_MAX
            ? detail.substring(0, Attempt.DETAIL_CHARS_MAX)
            : detail);
    return ByteBuffer.wrap(sealer.seal(attemptOf(sequence), out.array(), out.size()));
  }

  private Optional<Attempt> openAttempt(long sequence, ByteBuffer sealed) {
    return sealer
        .open(attemptOf(sequence), bytes(sealed))
        .map(Input::new)
        .map(
            in ->
                new Attempt(
                    (int) in.number(),
                    Instant.ofEpochMilli(in.number()),
                    Duration.ofMillis(in.number()),
                    (int) in.number(),
                    in.text()));
  }

  ByteBuffer sealOrder(EventId id, Order order) {
    Output out = new Output(128).text(clipped(order.by())).text(clipped(order.note()));
    out.text(order.from());
    return ByteBuffer.wrap(sealer.seal(associated(ORDER, "", id), out.array(), out.size()));
  }

  /** What waits and need not be read. */
  Recent recent() {
    return recent;
  }

  /** The delivery whose record stands there; empty when it is forgotten. */
  Future<Optional<Stored>> delivery(long at) {
    return vertx.executeBlocking(() -> read(at), false);
  }

  /**
   * A delivery as it lies in the journal.
   *
   * @param record with the places of its events
   */
  record Stored(Admitted record, Parcel parcel, List<Said> said) {
    /** One event of it under a name: its bytes as they stand, and nothing of the others. */
    Parcel part(int item, EventId name) {
      Item range = record.items().get(item);
      return parcel
          .part(range.start(), range.end(), said.get(item).account(), said.get(item).type())
          .named(name);
    }
  }

  /** A delivery, sealed as it is. Blocks on the disk. */
  Optional<Admitted> readSealed(long at) throws IOException {
    Optional<Entry> entry = journal.read(Ids.position(at));
    return entry.isPresent() ? Admitted.of(LedgerRecord.of(entry.get())) : Optional.empty();
  }

  /**
   * What a node leaves to the others.
   *
   * @param lot how it was granted to that node
   * @param delivery of one event
   */
  record Left(Lot lot, Admitted delivery) {}

  /** The lot openly, so that it can be named; the rest sealed, and bound to that. */
  RawBody sealLeft(Left left) {
    Output plain = left.delivery().write(new Output(left.delivery().bytesExpected()));
    Output out = new Output(64 + plain.size());
    Output name = nameOf(left.lot());
    out.block(name.array(), 0, name.size());
    byte[] sealed = sealer.seal(leftBy(name.toBytes()), plain.array(), plain.size());
    return RawBody.of(out.block(sealed).toBytes());
  }

  /** Empty where it was not sealed under this master key for this shard. */
  Optional<Left> openLeft(Shard shard, RawBody left) {
    try {
      Input in = new Input(left.toBytes());
      byte[] name = in.block();
      Input of = new Input(name);
      Lot lot = new Lot(new Origin((int) of.number(), of.i64(), (int) of.number()), of.number());
      return sealer
          .open(leftBy(name), in.block())
          .map(plain -> new Left(lot, Admitted.read(new Input(plain))))
          .filter(it -> it.delivery().items().size() == 1)
          .filter(it -> it.delivery().integration().equals(shard.integration()))
          .filter(it -> it.delivery().items().get(0).shard() == shard.number());
    } catch (Input.Unreadable damaged) {
      DAMAGED.write(LOG.atWarn().setCause(damaged), "what another node has left cannot be read");
      return Optional.empty();
    }
  }

  private static Output nameOf(Lot lot) {
    Origin origin = lot.origin();
    return new Output(32)
        .number(origin.node())
        .i64(origin.sequence())
        .number(origin.item())
        .number(lot.fence());
  }

  private static byte[] leftBy(byte[] lot) {
    return ByteBuffer.allocate(LEFT.length() + lot.length)
        .put(LEFT.getBytes(StandardCharsets.US_ASCII))
        .put(lot)
        .array();
  }

  /**
   * The same, opened. Blocks on the disk.
   *
   * @throws NotOpened where it cannot be
   */
  Optional<Stored> read(long at) throws IOException {
    Optional<Admitted> admitted = readSealed(at);
    if (admitted.isEmpty()) {
      return Optional.empty();
    }
    Admitted record = admitted.get();
    byte[] plain =
        sealer
            .open(
                associated(REQUEST, record.integration(), record.delivery()),
                bytes(record.sealed()))
            .orElseThrow(
                () ->
                    new NotOpened(
                        "a delivery cannot be unsealed: want the master key that it was sealed"
                            + " under"));
    StoredRequest.Whole whole = StoredRequest.read(plain);
    return Optional.of(new Stored(record, whole.parcel(), whole.said()));
  }

  /** The answer whose record stands there; empty when it is forgotten. */
  Future<Optional<StoredAnswer>> answer(EventId id, long at) {
    return vertx.executeBlocking(() -> readAnswer(id, at).map(Answer::answer), false);
  }

  /** Blocks on the disk. */
  Optional<Answer> readAnswer(EventId id, long at) throws IOException {
    Optional<Entry> entry = journal.read(Ids.position(at));
    if (entry.isEmpty() || !(LedgerRecord.of(entry.get()) instanceof Answered record)) {
      return Optional.empty();
    }
    return sealer
        .open(associated(ANSWER, "", id), bytes(record.sealed()))
        .map(Input::new)
        .map(
            in ->
                new Answer(
                    new StoredAnswer((int) in.number(), in.text(), RawBody.of(in.block())),
                    record.policyVersion(),
                    in.optionalText(),
                    in.optionalText(),
                    in.optionalText()));
  }

  /** How the try ended whose record stands there. Blocks on the disk. */
  Optional<Attempt> readAttempt(long at) throws IOException {
    Optional<Entry> entry = journal.read(Ids.position(at));
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    LedgerRecord record = LedgerRecord.of(entry.get());
    if (record instanceof LedgerRecord.Failed failed) {
      return openAttempt(failed.sequence(), failed.sealed());
    }
    return record instanceof LedgerRecord.Ended ended
        ? openAttempt(ended.sequence(), ended.sealed())
        : Optional.empty();
  }

  /** A record that was copied behind another name does not open. */
  private static byte[] associated(String what, String integration, EventId id) {
    return ByteBuffer.allocate(
            what.length() + ClaimKey.BYTES + integration.length() * 4 + Byte.BYTES)
        .put(what.getBytes(StandardCharsets.US_ASCII))
        .put(id.digest())
        .put((byte) id.tail())
        .put(integration.getBytes(StandardCharsets.UTF_8))
        .array();
  }

  private static byte[] attemptOf(long sequence) {
    return ByteBuffer.allocate(ATTEMPT.length() + Long.BYTES)
        .put(ATTEMPT.getBytes(StandardCharsets.US_ASCII))
        .putLong(sequence)
        .array();
  }

  private static String clipped(String text) {
    return text.length() > Attempt.DETAIL_CHARS_MAX
        ? text.substring(0, Attempt.DETAIL_CHARS_MAX)
        : text;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
