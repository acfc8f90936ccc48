package io.sallyport.faults;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a sender was told, counted; and the longest time that nothing was acknowledged. */
final class Answers {
  /** 5xx: sent again. */
  private final AtomicInteger failed = new AtomicInteger();

  /** No node took the connection. */
  private final AtomicInteger refused = new AtomicInteger();

  /** The connection ended before the answer, or none came in time. */
  private final AtomicInteger unanswered = new AtomicInteger();

  /** What a genuine event must never be told. */
  private final AtomicInteger wrong = new AtomicInteger();

  /** A node took no connection, and another one did. */
  private final AtomicInteger passedOn = new AtomicInteger();

  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong gapNanos = new AtomicLong();

  void answered(int status) {
    if (status / 100 == 5) {
      failed.incrementAndGet();
    } else if (status / 100 != 2) {
      wrong.incrementAndGet();
    }
  }

  void acknowledged() {
    long now = System.nanoTime();
    long gap = now - lastNanos.getAndSet(now);
    gapNanos.accumulateAndGet(gap, Math::max);
  }

  /** From here on. */
  void beginGap() {
    lastNanos.set(System.nanoTime());
    gapNanos.set(0);
  }

  /** The longest time without an acknowledgement since then, in milliseconds. */
  long gapMillis() {
    long open = System.nanoTime() - lastNanos.get();
    return Math.max(open, gapNanos.get()) / 1_000_000;
  }

  void refused() {
    refused.incrementAndGet();
  }

  void unanswered() {
    unanswered.incrementAndGet();
  }

  void passedOn() {
    passedOn.incrementAndGet();
  }

  int failedCount() {
    return failed.get();
  }

  int refusedCount() {
    return refused.get();
  }

  int unansweredCount() {
    return unanswered.get();
  }

  int wrongCount() {
    return wrong.get();
  }

  @Override
  public String toString() {
    return "5xx %d, refused %d, unanswered %d, other %d, passed on %d"
        .formatted(failed.get(), refused.get(), unanswered.get(), wrong.get(), passedOn.get());
  }
}
