package io.sallyport.ingress;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether webhooks are let in, and how many that were are not over: a node that is being taken out
 * lets none in any more. Any thread.
 */
public final class Entrance {
  private final AtomicInteger within = new AtomicInteger();
  private volatile boolean closed;

  /** Lets one in, or says no; whoever is let in must {@link #leave}. */
  boolean enter() {
    within.incrementAndGet(); // first: who has closed it counts all that may still get in
    if (closed) {
      within.decrementAndGet();
      return false;
    }
    return true;
  }

  /** One that was let in is over: answered, and nothing waits for it. */
  void leave() {
    within.decrementAndGet();
  }

  /** Lets nobody in from now on. */
  public void close() {
    closed = true;
  }

  /** Lets all in again. */
  public void open() {
    closed = false;
  }

  public boolean isClosed() {
    return closed;
  }

  /** How many were let in and are not over; a moment of one that is refused counts, too. */
  public int within() {
    return within.get();
  }
}
