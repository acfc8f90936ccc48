package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Standing;
import io.sallyport.journal.Entry;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the journal's records say. What a person may not read on a stolen disk is sealed within;
 * what recovery needs is not. The first byte of each is its version.
 */
sealed interface LedgerRecord {
  /** The kind byte in the journal. */
  byte kind();

  Output write(Output out);

  /** As a record of the journal. */
  default Entry toEntry() {
    return new Entry(kind(), write(new Output(256).u8(VERSION)).toBuffer());
  }

  int VERSION = 1;

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

  /** Reads a record; {@link Input.Unreadable} when it is of a later release, or none. */
  static LedgerRecord of(Entry entry) {
    Input in = new Input(entry.bytes());
    int version = in.u8();
    if (version != VERSION) {
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
      case MOVED -> new Moved(in.key(), instant(in), Case.readState(in));
      case ORDERED -> new Ordered(Ids.read(in), Order.of(in.u8()), instant(in), blob(in));
      case CARRIED -> new Carried(in.i64(), Admitted.read(in));
      case STARTED -> new Started(instant(in), in.text());
      default -> throw new Input.Unreadable("a record of kind " + entry.kind());
    };
  }

  /**
   * A delivery and the places of its events.
   *
   * @param delivery its name
   * @param bytes what it counts against the quota
   * @param sealed the request, whole
   */
  record Admitted(
      String integration,
      String policyVersion,
      EventId delivery,
      Instant receivedAt,
      Keeping keeping,
      long bytes,
      List<Item> items,
      ByteBuffer sealed)
      implements LedgerRecord {
    public Admitted {
      items = List.copyOf(items);
    }

    @Override
    public byte kind() {
      return ADMITTED;
    }

    @Override
    public Output write(Output out) {
      out.text(integration).text(policyVersion);
      Ids.write(out, delivery);
      out.number(receivedAt.toEpochMilli());
      out.seconds(keeping.memory()).seconds(keeping.payload()).seconds(keeping.hold());
      out.number(keeping.bytesMax()).number(bytes).number(items.size());
      items.forEach(item -> item.write(out));
      return block(out, sealed);
    }

    static Admitted read(Input in) {
      String integration = in.text();
      String policyVersion = in.text();
      EventId delivery = Ids.read(in);
      Instant receivedAt = instant(in);
      Keeping keeping = new Keeping(in.seconds(), in.seconds(), in.seconds(), in.number());
      long bytes = in.number();
      int count = in.size();
      List<Item> items = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        items.add(Item.read(in));
      }
      return new Admitted(
          integration, policyVersion, delivery, receivedAt, keeping, bytes, items, blob(in));
    }
  }

  /**
   * One event of a delivery and where it was put.
   *
   * @param id its name, or its case's
   * @param key the digest that the name spells
   * @param sha256 of its bytes, 64 hex digits
   * @param standing queued or held; empty where the event was known and this is a receipt only
   * @param consignment which of the delivery's consignments it goes with, from 0
   * @param due when it may be tried first
   * @param reason why it is held
   */
  record Item(
      EventId id,
      ClaimKey key,
      Optional<ClaimKey> signed,
      String sha256,
      Optional<ClaimKey> label,
      Optional<ClaimKey> account,
      int start,
      int end,
      Optional<Standing> standing,
      int consignment,
      Instant due,
      Optional<Reason> reason) {

    Item(
        EventId id,
        Optional<ClaimKey> signed,
        String sha256,
        Optional<ClaimKey> label,
        Optional<ClaimKey> account,
        int start,
        int end,
        Optional<Standing> standing,
        int consignment,
        Instant due,
        Optional<Reason> reason) {
      this(
          id,
          ClaimKey.of(id),
          signed,
          sha256,
          label,
          account,
          start,
          end,
          standing,
          consignment,
          due,
          reason);
    }

    ClaimKey content() {
      return ClaimKey.of(HexFormat.of().parseHex(sha256));
    }

    void write(Output out) {
      Ids.write(out, id);
      byte[] digest = HexFormat.of().parseHex(sha256);
      out.key(signed).raw(digest, 0, digest.length).key(label).key(account);
      out.number(start).number(end);
      out.u8(standing.map(it -> it.number() + 1).orElse(0));
      out.number(consignment).number(due.toEpochMilli()).text(reason.map(Reason::code));
    }

    static Item read(Input in) {
      EventId id = Ids.read(in);
      Optional<ClaimKey> signed = in.optionalKey();
      byte[] digest =
          ByteBuffer.allocate(32)
              .putLong(in.i64())
              .putLong(in.i64())
              .putLong(in.i64())
              .putLong(in.i64())
              .array();
      Optional<ClaimKey> label = in.optionalKey();
      Optional<ClaimKey> account = in.optionalKey();
      int start = (int) in.number();
      int end = (int) in.number();
      int standing = in.u8();
      return new Item(
          id,
          signed,
          HexFormat.of().formatHex(digest),
          label,
          account,
          start,
          end,
          standing == 0 ? Optional.empty() : Optional.of(Standing.of(standing - 1)),
          (int) in.number(),
          instant(in),
          in.optionalText().map(Reason::ofCode));
    }
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
    public Output write(Output out) {
      out.i64(sequence).u8(standing.number()).number(attempt).number(status);
      return block(out.number(at.toEpochMilli()), sealed);
    }
  }

  /**
   * Pass-through: the upstream has answered.
   *
   * @param sealed the answer
   */
  record Answered(
      String integration,
      String policyVersion,
      EventId id,
      Optional<ClaimKey> signed,
      ClaimKey content,
      Optional<ClaimKey> label,
      Instant receivedAt,
      long receipts,
      Instant at,
      Duration memory,
      int status,
      ByteBuffer sealed)
      implements LedgerRecord {
    @Override
    public byte kind() {
      return ANSWERED;
    }

    @Override
    public Output write(Output out) {
      out.text(integration).text(policyVersion);
      Ids.write(out, id);
      out.key(signed).key(content).key(label).number(receivedAt.toEpochMilli()).number(receipts);
      return block(out.number(at.toEpochMilli()).seconds(memory).number(status), sealed);
    }

    static Answered read(Input in) {
      return new Answered(
          in.text(),
          in.text(),
          Ids.read(in),
          in.optionalKey(),
          in.key(),
          in.optionalKey(),
          instant(in),
          in.number(),
          instant(in),
          in.seconds(),
          (int) in.number(),
          blob(in));
    }
  }

  /** A held event went on to another state. */
  record Moved(ClaimKey key, Instant at, ItemState state) implements LedgerRecord {
    @Override
    public byte kind() {
      return MOVED;
    }

    @Override
    public Output write(Output out) {
      Case.write(out.key(key).number(at.toEpochMilli()), state);
      return out;
    }
  }

  /** What a person may order. */
  enum Order {
    RETRY(0),
    DISCARD(1),
    REPLAY(2);

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
    public Output write(Output out) {
      return out.number(at.toEpochMilli()).text(version);
    }
  }

  private static Output block(Output out, ByteBuffer sealed) {
    byte[] bytes = sealed.array();
    return out.block(bytes, sealed.arrayOffset() + sealed.position(), sealed.remaining());
  }

  private static ByteBuffer blob(Input in) {
    return ByteBuffer.wrap(in.block());
  }

  private static Standing standing(Input in) {
    return Standing.of(in.u8());
  }

  private static Instant instant(Input in) {
    return Instant.ofEpochMilli(in.number());
  }
}
