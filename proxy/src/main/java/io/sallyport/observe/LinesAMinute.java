package io.sallyport.observe;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Of what may happen at any rate the log gets the first lines of each minute. Safe from any thread.
 */
public final class LinesAMinute {
  /** Enough to see what it is, and few beside everything else. */
  public static final int MOST = 8;

  private static final long MINUTE = 60_000_000_000L;

  private final LongSupplier nanos;
  private long since;
  private int written;
  private long leftOut;

  /**
   * For lines of one kind.
   *
   * @param nanos monotonic
   */
  public LinesAMinute(LongSupplier nanos) {
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /** Writes it, with how many were left out since the last one, or leaves it out. */
  public void write(LoggingEventBuilder line, String message) {
    OptionalLong before = next();
    if (before.isPresent()) {
      long missing = before.getAsLong();
      (missing == 0 ? line : line.addKeyValue("lines_left_out", missing)).log(message);
    }
  }

  private synchronized OptionalLong next() {
    long now = nanos.getAsLong();
    if (now - since >= MINUTE) {
      since = now;
      written = 0;
    }
    if (written == MOST) {
      leftOut++;
      return OptionalLong.empty();
    }
    written++;
    OptionalLong missing = OptionalLong.of(leftOut);
    leftOut = 0;
    return missing;
  }
}
