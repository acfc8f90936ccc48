package io.sallyport.store.redis;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Origin;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the scripts say of an event: a letter, and what belongs to it.
 *
 * <p>Throws {@link IllegalStateException} for what no script of ours says.
 */
final class Unpacking {
  private static final int STATES = 7;
  private static final int LABELLED = 8;
  private static final int CONTENT_BYTES = 16;
  private static final int LABEL_BYTES = 8;
  private static final int TAIL_SHIFT = 6;

  private Unpacking() {}

  /** What a bid found. */
  static Found found(byte[] said, Bid bid) {
    return found(ByteBuffer.wrap(said), bid);
  }

  private static Found found(ByteBuffer in, Bid bid) {
    char letter = letter(in);
    return switch (letter) {
      case 'F' -> new Found.Free(ChargePacking.ruling(in, bid));
      case 'G' -> new Found.Granted(leadingDigits(in), passedOver(in, bid));
      case 'D' -> new Found.Doubtful();
      case 'C' -> new Found.Conflict();
      case 'R' -> new Found.Running(Duration.ofMillis(digits(in)));
      case 'U' -> new Found.Reused(in.hasRemaining() ? name(in) : bid.id());
      case 'K' -> known(in);
      default -> throw unknown(letter);
    };
  }

  /** What an assertion came to. */
  static Assertion.Answer answer(byte[] said, Bid bid) {
    ByteBuffer in = ByteBuffer.wrap(said);
    char letter = letter(in);
    return switch (letter) {
      case 'S' -> new Assertion.Answer.Stands(digits(in));
      case 'Y' -> new Assertion.Answer.Yields(found(in, bid));
      default -> throw unknown(letter);
    };
  }

  private static char letter(ByteBuffer in) {
    return in.hasRemaining() ? (char) in.get() : ' ';
  }

  private static IllegalStateException unknown(char letter) {
    return new IllegalStateException("no script says '" + letter + "'");
  }

  private static List<Limit> passedOver(ByteBuffer in, Bid bid) {
    return ChargePacking.ruling(in, bid)
        .filter(Ruling.Passed.class::isInstance)
        .map(ruling -> ((Ruling.Passed) ruling).passedOver())
        .orElse(List.of());
  }

  private static long leadingDigits(ByteBuffer in) {
    int end = in.position();
    while (end < in.limit() && in.get(end) >= '0' && in.get(end) <= '9') {
      end++;
    }
    long number = digits(in.duplicate().limit(end));
    in.position(end);
    return number;
  }

  private static long digits(ByteBuffer in) {
    return Long.parseLong(StandardCharsets.US_ASCII.decode(in).toString());
  }

  /** The key of an event, and the two bits of its name that the key has no room for. */
  private static EventId name(ByteBuffer in) {
    byte[] digest = new byte[ClaimKey.BYTES + 1];
    in.get(digest);
    digest[ClaimKey.BYTES] = (byte) (digest[ClaimKey.BYTES] << TAIL_SHIFT);
    return EventId.ofDigest(digest);
  }

  private static Found.Known known(ByteBuffer in) {
    int flags = in.get();
    Standing standing = Standing.of(flags & STATES);
    Instant first = Instant.ofEpochMilli(number(in));
    long fence = number(in);
    long receipts = ((in.get() & 0xffL) << 16) | (in.getShort() & 0xffffL);
    int status = in.getShort() & 0xffff;
    in.position(in.position() + CONTENT_BYTES + ((flags & LABELLED) == 0 ? 0 : LABEL_BYTES));
    return new Found.Known(standing, origin(in), first, receipts, status, fence);
  }

  private static Origin origin(ByteBuffer in) {
    int node = (int) varint(in);
    long sequence = (varint(in) << 32) | varint(in);
    return new Origin(node, sequence, (int) varint(in));
  }

  private static long varint(ByteBuffer in) {
    long number = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      number |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return number;
  }

  private static long number(ByteBuffer in) {
    return ((in.getShort() & 0xffffL) << 32) | (in.getInt() & 0xffffffffL);
  }
}
