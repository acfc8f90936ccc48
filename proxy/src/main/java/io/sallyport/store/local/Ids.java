package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.journal.Position;
import io.sallyport.store.shared.Origin;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Names and positions as they are written. */
final class Ids {
  private Ids() {}

  static void write(Output out, EventId id) {
    out.key(ClaimKey.of(id)).u8(id.tail());
  }

  static EventId read(Input in) {
    ClaimKey key = in.key();
    return EventId.ofDigest(
        ByteBuffer.allocate(ClaimKey.BYTES + 1)
            .put(key.toBytes())
            .put((byte) (in.u8() << 6))
            .array());
  }

  static void write(Output out, Optional<Origin> origin) {
    out.flag(origin.isPresent());
    origin.ifPresent(it -> out.number(it.node()).i64(it.sequence()).number(it.item()));
  }

  static Optional<Origin> readOrigin(Input in) {
    return in.flag()
        ? Optional.of(new Origin((int) in.number(), in.i64(), (int) in.number()))
        : Optional.empty();
  }

  /** A position as one number, in the same order. */
  static long number(Position position) {
    return position.segment() << 32 | position.offset();
  }

  static Position position(long number) {
    return new Position(number >>> 32, (int) number);
  }
}
