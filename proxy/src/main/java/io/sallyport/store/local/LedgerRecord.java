package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.journal.Entry;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the journal's records say. What a person may not read on a stolen disk is sealed within;
 * what recovery needs is not. The first byte of each is its version.
 */
sealed interface LedgerRecord
    permits Admitted,
        LedgerRecord.Receipts,
        LedgerRecord.Begun,
        LedgerRecord.Failed,
        LedgerRecord.Ended,
        Answered,
        LedgerRecord.Moved,
        LedgerRecord.Ordered,
        LedgerRecord.Carried,
        LedgerRecord.Started,
        LedgerRecord.Timed,
        Agreed,
        Confirmed,
        Affirmed,
        Inherited {
  /** The kind byte in the journal. */
  byte kind();

  Output write(Output out);

  /** About how long it is. */
  default int bytesExpected() {
    return BYTES_EXPECTED;
  }

  /**
   * By the clock that claims age by, when it was decided or before; empty where it does not say.
   */
  default Optional<Instant> decided() {
    return Optional.empty();
  }

  /** As a record of the journal. */
  default Entry toEntry() {
    return new Entry(kind(), write(new Output(bytesExpected()).u8(VERSION)).toBuffer());
  }

  int BYTES_EXPECTED = 256;

  /** What is written; of 3, which has no other records, all are read. */
  int VERSION = 4;

  int OLDEST_VERSION = 3;

  byte ADMITTED = 1;
  byte RECEIPTS = 2;
  byte BEGUN = 3;
  byte FAILED = 4;
  byte ENDED = 5;
  byte ANSWERED = 6;
  byte MOVED = 7;
  byte ORDERED = 8;
  byte CARRIED = 9;
  byte STARTED = 10;
  byte AGREED = 11;
  byte CONFIRMED = 12;
  byte AFFIRMED = 13;
  byte TIMED = 14;
  byte INHERITED = 15;

  /** Reads a record; {@link Input.Unreadable} when it is of a later release, or none. */
  static LedgerRecord of(Entry entry) {
    Input in = new Input(entry.bytes());
    int version = in.u8();
    if (version < OLDEST_VERSION || version > VERSION) {
      throw new Input.Unreadable("a record of version " + version);
    }
    return switch (entry.kind()) {
      case ADMITTED -> Admitted.read(in);
      case RECEIPTS -> Receipts.read(in);
      case BEGUN -> new Begun(in.i64(), (int) in.number(), instant(in));
      case FAILED ->
          new Failed(in.i64(), (int) in.number(), (int) in.number(), instant(in), blob(in));
      case ENDED ->
          new Ended(
              in.i64(), standing(in), (int) in.number(), (int) in.number(), instant(in), blob(in));
      case ANSWERED -> Answered.read(in);
      case MOVED -> new Moved(in.key(), instant(in), in.flag(), Case.readState(in));
      case ORDERED -> new Ordered(Ids.read(in), Order.of(in.u8()), instant(in), blob(in));
      case CARRIED -> new Carried(in.i64(), Admitted.read(in));
      case STARTED -> new Started(instant(in), in.text());
      case AGREED -> Agreed.read(in);
      case CONFIRMED -> Confirmed.read(in);
      case AFFIRMED -> Affirmed.read(in);
      case TIMED -> new Timed(instant(in));
      case INHERITED -> Inherited.read(in);
      default -> throw new Input.Unreadable("a record of kind " + entry.kind());
    };
  }

  /** Events that came again. */
  record Receipts(List<Receipt> receipts) implements LedgerRecord {
    public Receipts {
      receipts = List.copyOf(receipts);
    }

    /**
     * One of them.
     *
     * @param last when it came last
     * @param count how often it has come in all
     */
    record Receipt(ClaimKey key, Instant last, long count) {}

    @Override
    public byte kind() {
      return RECEIPTS;
    }

    @Override
    public Output write(Output out) {
      out.number(receipts.size());
      receipts.forEach(it -> out.key(it.key()).number(it.last().toEpochMilli()).number(it.count()));
      return out;
    }

    static Receipts read(Input in) {
      int count = in.size();
      List<Receipt> receipts = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        receipts.add(new Receipt(in.key(), instant(in), in.number()));
      }
      return new Receipts(receipts);
    }
  }

  /** A later try of a consignment begins. */
  record Begun(long sequence, int attempt, Instant at) implements LedgerRecord {
    @Override
    public byte kind() {
      return BEGUN;
    }

    @Override
    public Optional<Instant> decided() {
      return Optional.of(at);
    }

    @Override
    public Output write(Output out) {
      return out.i64(sequence).number(attempt).number(at.toEpochMilli());
    }
  }

  /** A try failed. */
  record Failed(long sequence, int attempt, int status, Instant due, ByteBuffer sealed)
      implements LedgerRecord {
    @Override
    public byte kind() {
      return FAILED;
    }

    @Override
    public Output write(Output out) {
      out.i64(sequence).number(attempt).number(status).number(due.toEpochMilli());
      return block(out, sealed);
    }
  }

  /** A consignment was delivered, died, or was given up. */
  record Ended(
      long sequence, Standing standing, int attempt, int status, Instant at, ByteBuffer sealed)
      implements LedgerRecord {
    @Override
    public byte kind() {
      return ENDED;
    }

    @Override
    public Optional<Instant> decided() {
      return Optional.of(at);
    }

    @Override
    public Output write(Output out) {
      out.i64(sequence).u8(standing.number()).number(attempt).number(status);
      return block(out.number(at.toEpochMilli()), sealed);
    }
  }

  /**
   * A held event went on to another state.
   *
   * @param waits whether other nodes must agree before it goes on, where it was released
   */
  record Moved(ClaimKey key, Instant at, boolean waits, ItemState state) implements LedgerRecord {
    /** Nobody is asked. */
    Moved(ClaimKey key, Instant at, ItemState state) {
      this(key, at, false, state);
    }

    @Override
    public byte kind() {
      return MOVED;
    }

    @Override
    public Optional<Instant> decided() {
      return Optional.of(at);
    }

    @Override
    public Output write(Output out) {
      Case.write(out.key(key).number(at.toEpochMilli()).flag(waits), state);
      return out;
    }
  }

  /** What a person may order. */
  enum Order {
    RETRY(0),
    DISCARD(1),
    REPLAY(2),
    /** Try a dead letter again as soon as other nodes agree. */
    REVIVE(3);

    private final int number;

    Order(int number) {
      this.number = number;
    }

    static Order of(int number) {
      for (Order order : values()) {
        if (order.number == number) {
          return order;
        }
      }
      throw new Input.Unreadable("an order of kind " + number);
    }
  }

  /**
   * A person's order.
   *
   * @param sealed who and why
   */
  record Ordered(EventId id, Order order, Instant at, ByteBuffer sealed) implements LedgerRecord {
    @Override
    public byte kind() {
      return ORDERED;
    }

    @Override
    public Optional<Instant> decided() {
      return Optional.of(at);
    }

    @Override
    public Output write(Output out) {
      Ids.write(out, id);
      return block(out.u8(order.number).number(at.toEpochMilli()), sealed);
    }
  }

  /**
   * A delivery that is still needed, written again so that its old segment can go.
   *
   * @param from where it stood
   */
  record Carried(long from, Admitted delivery) implements LedgerRecord {
    @Override
    public byte kind() {
      return CARRIED;
    }

    @Override
    public Output write(Output out) {
      return delivery.write(out.i64(from));
    }
  }

  /** A process opened the journal. */
  record Started(Instant at, String version) implements LedgerRecord {
    @Override
    public byte kind() {
      return STARTED;
    }

    @Override
    public Optional<Instant> decided() {
      return Optional.of(at);
    }

    @Override
    public Output write(Output out) {
      return out.number(at.toEpochMilli()).text(version);
    }
  }

  /** What time it was, where the machine's clock does not tell it. */
  record Timed(Instant at) implements LedgerRecord {
    @Override
    public byte kind() {
      return TIMED;
    }

    @Override
    public Optional<Instant> decided() {
      return Optional.of(at);
    }

    @Override
    public Output write(Output out) {
      return out.number(at.toEpochMilli());
    }
  }

  static Output block(Output out, ByteBuffer sealed) {
    byte[] bytes = sealed.array();
    return out.block(bytes, sealed.arrayOffset() + sealed.position(), sealed.remaining());
  }

  static ByteBuffer blob(Input in) {
    return ByteBuffer.wrap(in.block());
  }

  static Standing standing(Input in) {
    return Standing.of(in.u8());
  }

  static Instant instant(Input in) {
    return Instant.ofEpochMilli(in.number());
  }
}
