package io.sallyport.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a thread of its own write the lines, so that a terminal or a log collector that does not
 * read can never hold up an event loop. At most {@link #LINES_MAX} lines wait; what comes while
 * that many do is left out and counted.
 */
final class QueuedAppender extends AsyncAppender {
  static final int LINES_MAX = 1_024;
  private static final int FLUSH_MILLIS_MAX = 1_000;

  private final AtomicLong leftOut;

  /** Counts in {@code leftOut} what found no room. */
  QueuedAppender(AtomicLong leftOut) {
    this.leftOut = leftOut;
    setQueueSize(LINES_MAX);
    setDiscardingThreshold(0); // every level is worth the same room
    setNeverBlock(true);
    setMaxFlushTime(FLUSH_MILLIS_MAX);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (getRemainingCapacity() == 0) {
      leftOut.incrementAndGet();
    } else {
      super.append(event);
    }
  }
}
