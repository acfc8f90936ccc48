package io.sallyport.store.redis;

import io.sallyport.admit.Charge;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Ruling;
import io.sallyport.store.shared.Bid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code limits.lua} is told of limits, in front of a bid, and what it says of them. Times are
 * microseconds, which is what Redis's clock has.
 */
final class ChargePacking {
  private static final int CHARGE_BYTES = 15;
  private static final int CHARGES_MAX = 255;
  private static final int DELAY = 1;
  private static final int HOLD = 2;
  private static final int SOFT = 3;

  /** 35 years: with the time of day it stays below 2^53, to which a script counts exactly. */
  private static final long MICROS_MAX = 1L << 50;

  private static final long NANOS = 1_000;

  private ChargePacking() {}

  /** A bid behind what it charges. */
  static byte[] bid(Bid bid) {
    List<Charge> charges = bid.charges();
    if (charges.size() > CHARGES_MAX) {
      throw new IllegalArgumentException("want at most 255 limits, got " + charges.size());
    }
    byte[] packed = Packing.bid(bid);
    ByteBuffer out = ByteBuffer.allocate(1 + charges.size() * CHARGE_BYTES + packed.length);
    out.put((byte) charges.size());
    for (Charge charge : charges) {
      Limit limit = charge.limit();
      long permit = permitMicros(limit);
      out.put((byte) over(limit));
      micros(out, permit);
      micros(out, permit > MICROS_MAX / limit.burst() ? MICROS_MAX : permit * limit.burst());
    }
    return out.put(packed).array();
  }

  /** The time in which one permit comes back, rounded up: never more than the limit says. */
  static long permitMicros(Limit limit) {
    long each = limit.permits() * NANOS;
    return Math.max(1, (limit.per().toNanos() + each - 1) / each);
  }

  private static int over(Limit limit) {
    if (limit.soft()) {
      return SOFT;
    }
    return switch (limit.over()) {
      case REFUSE -> 0;
      case DELAY -> DELAY;
      case HOLD -> HOLD;
    };
  }

  private static void micros(ByteBuffer out, long micros) {
    long most = Math.min(micros, MICROS_MAX);
    out.put((byte) (most >> 48)).putShort((short) (most >> 32)).putInt((int) most);
  }

  /** What a script says of a bid's charges: a letter for each, and digits; or nothing at all. */
  static Optional<Ruling> ruling(ByteBuffer in, Bid bid) {
    if (!in.hasRemaining()) {
      return Optional.empty();
    }
    List<Limit> passedOver = new ArrayList<>();
    List<Charge> taken = new ArrayList<>();
    Optional<Limit> hold = Optional.empty();
    Optional<Limit> stop = Optional.empty();
    for (Charge charge : bid.charges()) {
      char letter = (char) in.get();
      Limit limit = charge.limit();
      switch (letter) {
        case 'T' -> taken.add(charge);
        case 'O' -> passedOver.add(limit);
        case 'H' -> hold = hold.or(() -> Optional.of(limit));
        case 'S' -> stop = Optional.of(limit);
        default -> throw new IllegalStateException("no script says '" + letter + "' of a limit");
      }
    }
    String digits = StandardCharsets.US_ASCII.decode(in).toString();
    Duration wait = Duration.ofNanos(Long.parseLong(digits) * NANOS);
    return Optional.of(
        stop.isPresent()
            ? new Ruling.Stopped(stop.get(), wait)
            : new Ruling.Passed(wait, hold, passedOver, taken));
  }
}
