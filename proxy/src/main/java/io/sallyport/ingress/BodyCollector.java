package io.sallyport.ingress;

import io.netty.buffer.ByteBuf;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import java.util.Arrays;

/**
 * Gathers a body in one array. The array is as large as the body where that was announced and is
 * small, or is here at once; otherwise it grows with what has arrived, so that announcing a large
 * body costs the sender as much as sending it.
 */
public final class BodyCollector {
  /** The largest body at all, whatever a policy says: one array must hold it. */
  public static final long BYTES_MAX = 1L << 30;

  /** Up to this size an announced body gets its array with its first byte. */
  static final int SMALL_BYTES = 8 * 1024;

  private final long bytesMax;
  private final BodyBudget shared;
  private final BodyBudget own;
  private final long announced;
  private byte[] array = new byte[0];
  private int size;
  private long reserved;

  /**
   * Starts empty.
   *
   * @param announced the announced length, or {@link RequestHead#BODY_BYTES_UNKNOWN}
   * @param bytesMax the largest body, inclusive
   * @param shared the budget of all bodies
   * @param own the integration's share of it
   */
  public BodyCollector(long announced, long bytesMax, BodyBudget shared, BodyBudget own) {
    this.announced = announced;
    this.bytesMax = Math.min(bytesMax, BYTES_MAX);
    this.shared = shared;
    this.own = own;
  }

  /** Takes {@code length} bytes off the buffer. */
  public void take(ByteBuf in, int length) throws FramingFault {
    if (size + (long) length > bytesMax) {
      throw new FramingFault(Reason.BODY_TOO_LARGE, "more than " + bytesMax + " bytes");
    }
    if (size + length > array.length) {
      grow(size + length);
    }
    in.readBytes(array, size, length);
    size += length;
  }

  /** What has been gathered. Nothing may be taken any more. */
  public RawBody body() {
    RawBody body = RawBody.of(array);
    return size == array.length ? body : body.slice(0, size);
  }

  /** Takes room for a second form of the body, such as an inflated one; released with the first. */
  boolean tryReserve(long bytes) {
    try {
      reserve(bytes);
      return true;
    } catch (FramingFault noRoom) {
      return false;
    }
  }

  /** Gives the room back to the budgets; once, when the body is not needed any more. */
  public void release() {
    shared.giveBack(reserved);
    own.giveBack(reserved);
    reserved = 0;
  }

  private void grow(int needed) throws FramingFault {
    long capacity;
    if (announced >= needed && (announced == needed || announced <= SMALL_BYTES)) {
      capacity = announced;
    } else {
      capacity = Math.max(needed, Math.min(Math.max(array.length * 2L, SMALL_BYTES), bytesMax));
      if (announced >= needed) {
        capacity = Math.min(capacity, announced);
      }
    }
    reserve(capacity - array.length);
    array = size == 0 ? new byte[(int) capacity] : Arrays.copyOf(array, (int) capacity);
  }

  private void reserve(long more) throws FramingFault {
    if (!shared.tryTake(more)) {
      throw new FramingFault(Reason.LIMIT_CONCURRENT, "no room for more bodies in memory");
    }
    if (!own.tryTake(more)) {
      shared.giveBack(more);
      throw new FramingFault(
          Reason.LIMIT_CONCURRENT, "no room for more bodies of this integration");
    }
    reserved += more;
  }
}
