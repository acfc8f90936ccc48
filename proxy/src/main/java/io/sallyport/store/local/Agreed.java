package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Origin;
import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the nodes together made of events of this one that go upstream together. */
record Agreed(Instant at, List<One> ones) implements LedgerRecord {
  private static final int PART = 16;

  public Agreed {
    ones = List.copyOf(ones);
  }

  /** What became of one of them. */
  enum Fate {
    /** It is this node's. */
    GRANTED(0),
    /** Another node has it. */
    ELSEWHERE(1),
    /** Another node has it, where it has ended. */
    ELSEWHERE_ENDED(2),
    /** It is not what it seemed to be: its bytes lie in a case of their own. */
    SUSPICIOUS(3),
    /** Nobody has decided yet. */
    OPEN(4);

    private final int number;

    Fate(int number) {
      this.number = number;
    }

    static Fate of(int number) {
      for (Fate fate : values()) {
        if (fate.number == number) {
          return fate;
        }
      }
      throw new Input.Unreadable("a fate of number " + number);
    }
  }

  /**
   * One event.
   *
   * @param fence of its grant; 0 for none
   * @param status what its sender was told by the upstream, elsewhere; 0 for nothing
   * @param owner where it lies, at another node
   * @param first the event to which its signed bytes belong, where that is another
   * @param part what it takes with it when those that came with it do not go along
   */
  record One(
      ClaimKey key,
      Fate fate,
      long fence,
      int status,
      Optional<Origin> owner,
      Optional<EventId> first,
      Optional<Part> part) {
    /** Of what nobody has decided yet, and goes with what came with it. */
    static One open(ClaimKey key) {
      return new One(key, Fate.OPEN, 0, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    void write(Output out) {
      out.u8(fate.number | (part.isPresent() ? PART : 0)).key(key).number(fence).number(status);
      Ids.write(out, owner);
      out.flag(first.isPresent());
      first.ifPresent(it -> Ids.write(out, it));
      part.ifPresent(it -> out.key(it.account()).number(it.bytes()));
    }

    static One read(Input in) {
      int flags = in.u8();
      return new One(
          in.key(),
          Fate.of(flags & ~PART),
          in.number(),
          (int) in.number(),
          Ids.readOrigin(in),
          in.flag() ? Optional.of(Ids.read(in)) : Optional.empty(),
          (flags & PART) == 0
              ? Optional.empty()
              : Optional.of(new Part(in.optionalKey(), in.number())));
    }
  }

  /**
   * What a consignment of the event alone has that one of all has not.
   *
   * @param account what it must stay in order with
   * @param bytes what it counts against the quota
   */
  record Part(Optional<ClaimKey> account, long bytes) {}

  @Override
  public byte kind() {
    return LedgerRecord.AGREED;
  }

  @Override
  public Optional<Instant> decided() {
    return Optional.of(at);
  }

  @Override
  public int bytesExpected() {
    return bytesMost(ones.size());
  }

  /** What such a record of so many takes at most. */
  static int bytesMost(int events) {
    return 32 + 128 * events;
  }

  @Override
  public Output write(Output out) {
    out.number(at.toEpochMilli()).number(ones.size());
    ones.forEach(one -> one.write(out));
    return out;
  }

  static Agreed read(Input in) {
    Instant at = LedgerRecord.instant(in);
    int count = in.size();
    List<One> ones = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ones.add(One.read(in));
    }
    return new Agreed(at, ones);
  }
}
