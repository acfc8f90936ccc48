package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.journal.Position;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;

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

  /** A position as one number, in the same order. */
  static long number(Position position) {
    return position.segment() << 32 | position.offset();
  }

  static Position position(long number) {
    return new Position(number >>> 32, (int) number);
  }
}
