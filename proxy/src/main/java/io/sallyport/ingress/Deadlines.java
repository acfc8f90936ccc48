package io.sallyport.ingress;

import java.util.HashSet;
import java.util.Set;

/**
 * What has deadlines on one event loop. They are looked at every now and then, all in one go: a
 * timer for each phase of each request would cost more than the requests.
 *
 * <p>Belongs to its event loop.
 */
public final class Deadlines {
  private final Set<Timed> timed = new HashSet<>();

  /** Something that ends itself when its time is over. */
  @FunctionalInterface
  public interface Timed {
    /** Looks at the clock; may add or remove others. */
    void check(long nowNanos);
  }

  public void add(Timed one) {
    timed.add(one);
  }

  public void remove(Timed one) {
    timed.remove(one);
  }

  /** Checks all. */
  public void sweep(long nowNanos) {
    for (Timed one : timed.toArray(new Timed[0])) {
      one.check(nowNanos);
    }
  }
}
