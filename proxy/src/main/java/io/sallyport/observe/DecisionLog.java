package io.sallyport.observe;

import io.sallyport.verdict.Reason;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for what was not simply forwarded. At most {@link #LINES_A_SECOND} a second: anyone
 * can make a refusal, and a flood of them must not become a flood of lines (law 1). What was left
 * out is counted in the next line; metrics count everything.
 */
public final class DecisionLog implements DecisionSink {
  public static final int LINES_A_SECOND = 20;

  private static final Logger LOG = LoggerFactory.getLogger("io.sallyport.decisions");
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int TEXT_CHARS_MAX = 200;

  private final LongSupplier nanos;
  private final AtomicLong second = new AtomicLong(-1);
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();

  /** Counts seconds by a monotonic clock in nanoseconds. */
  public DecisionLog(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public void decided(Decision decision) {
    if (decision.reason().isEmpty() || !LOG.isInfoEnabled()) {
      return;
    }
    if (!mayWrite()) {
      leftOut.incrementAndGet();
      return;
    }
    LOG.atInfo()
        .addKeyValue("verdict", decision.verdict())
        .addKeyValue("reason", decision.reason().map(Reason::code).orElse("-"))
        .addKeyValue("stage", decision.stage())
        .addKeyValue("integration", decision.integration().orElse("-"))
        .addKeyValue("status", decision.status())
        .addKeyValue("request", decision.requestId())
        .addKeyValue("reference", decision.reference().orElse("-"))
        .addKeyValue("event", decision.event().orElse("-"))
        .addKeyValue("lines_left_out", leftOut.getAndSet(0))
        .addKeyValue("source", decision.source().getHostAddress())
        .addKeyValue("detail", Printable.of(decision.detail(), TEXT_CHARS_MAX))
        .log("not forwarded");
  }

  private boolean mayWrite() {
    long now = nanos.getAsLong() / SECOND_NANOS;
    long counted = second.get();
    if (counted != now && second.compareAndSet(counted, now)) {
      lines.set(0);
    }
    return lines.incrementAndGet() <= LINES_A_SECOND;
  }
}
