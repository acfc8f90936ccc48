package io.sallyport.store.redis;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Origin;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * What the scripts are told of an event: the shapes that {@code claims.lua}, {@code settle.lua} and
 * {@code affirm.lua} unpack. Big-endian; what is too large for its place is the most that fits.
 */
final class Packing {
  private static final int MAX_BYTES = 128;
  private static final int LABELLED = 1;
  private static final int SIGNED = 2;
  private static final int HELD = 4;
  private static final int TAIL_SHIFT = 3;
  private static final int VOUCHED = 32;
  private static final int ANEW = 64;

  /** A script counts exactly to 2^53; a place of six bytes takes less. */
  private static final long NUMBER_MAX = (1L << 48) - 1;

  private static final long RECEIPTS_MAX = (1 << 24) - 1;
  private static final int STATUS_MAX = (1 << 16) - 1;

  private final ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);

  private Packing() {}

  static byte[] bid(Bid bid) {
    return new Packing().add(bid).bytes();
  }

  /** A bid behind the fence that it has. */
  static byte[] granted(Bid bid, long fence) {
    return new Packing().number(fence).add(bid).bytes();
  }

  /** As it stands at the end of a claim. */
  static byte[] origin(Origin origin) {
    Packing packing = new Packing();
    packing.put(origin);
    return packing.bytes();
  }

  static byte[] change(Bid bid, Change change) {
    Packing packing = new Packing();
    packing.out.put((byte) change.standing().number());
    packing.number(change.fence()).status(change.status()).millis(change.memory());
    return packing.add(bid).bytes();
  }

  static byte[] assertion(Assertion assertion) {
    Packing packing = new Packing();
    packing.out.put((byte) assertion.standing().number());
    packing.number(assertion.fence());
    long receipts = Math.min(assertion.receipts(), RECEIPTS_MAX);
    packing.out.put((byte) (receipts >> 16)).putShort((short) receipts);
    packing.status(assertion.status()).millis(assertion.left());
    return packing.add(assertion.bid()).bytes();
  }

  /** Milliseconds as they fit; nothing is shorter than no time. */
  static long millisOf(Duration time) {
    return time.compareTo(Duration.ofMillis(NUMBER_MAX)) > 0
        ? NUMBER_MAX
        : Math.max(0, time.toMillis());
  }

  private Packing add(Bid bid) {
    int flags =
        (bid.label().isPresent() ? LABELLED : 0)
            | (bid.signed().isPresent() ? SIGNED : 0)
            | (bid.held() ? HELD : 0)
            | bid.id().tail() << TAIL_SHIFT
            | (bid.vouched() ? VOUCHED : 0)
            | (bid.anew() ? ANEW : 0);
    out.put((byte) flags);
    number(bid.received().toEpochMilli()).millis(bid.memory());
    out.put(bid.content().toBytes());
    // Half of it: whoever finds another id of the same half has worked for 2^64 digests, and has
    // hidden no more than that he repeats himself.
    bid.label().map(ClaimKey::high).ifPresent(out::putLong);
    put(bid.origin());
    return this;
  }

  /** Nobody reads it but {@link Unpacking}; scripts compare it as it is. */
  private void put(Origin origin) {
    varint(origin.node() & 0xffffffffL);
    varint(origin.sequence() >>> 32);
    varint(origin.sequence() & 0xffffffffL);
    varint(origin.item() & 0xffffffffL);
  }

  private void varint(long number) {
    long rest = number;
    while (rest > 0x7f) {
      out.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private Packing number(long number) {
    if (number < 0 || number > NUMBER_MAX) {
      throw new IllegalArgumentException("want a number from 0 to 2^48 - 1, got " + number);
    }
    out.putShort((short) (number >> 32)).putInt((int) number);
    return this;
  }

  private Packing millis(Duration time) {
    return number(millisOf(time));
  }

  private Packing status(int status) {
    out.putShort((short) Math.min(STATUS_MAX, Math.max(0, status)));
    return this;
  }

  private byte[] bytes() {
    return Arrays.copyOf(out.array(), out.position());
  }
}
