package io.sallyport.ingress;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies may be in memory at once, over all connections. Safe from any thread.
 *
 * <p>A budget may be a share of another: then both must have room. So one integration with a slow
 * upstream cannot take what all the others need.
 */
public final class BodyBudget {
  private final long bytesMax;
  private final AtomicLong used = new AtomicLong();

  /** A budget of {@code bytesMax} bytes. */
  public BodyBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** A quarter of the heap. */
  public static BodyBudget ofHeap() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / 4);
  }

  /** Takes the bytes unless there is no room for them. */
  public boolean tryTake(long bytes) {
    if (used.addAndGet(bytes) <= bytesMax) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  public long used() {
    return used.get();
  }

  public long bytesMax() {
    return bytesMax;
  }
}
