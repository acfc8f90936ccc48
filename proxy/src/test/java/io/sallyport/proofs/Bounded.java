package io.sallyport.proofs;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/**
 * Holds one input of a fuzz test to a time and a number of bytes allocated; generous, so that a
 * loaded machine and an instrumented class stay below, and what grows without bound does not.
 */
public final class Bounded {
  private static final Duration TIME_MAX = Duration.ofSeconds(10);
  private static final long BYTES_MAX = 1L << 30;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounded() {}

  /** What is run; only what it declares may be thrown. */
  public interface Action {
    void run();
  }

  public static void run(Action action) {
    // The first run of an input may also load classes, and a fuzzer instruments them on the way.
    if (excess(action).isPresent()) {
      excess(action)
          .ifPresent(
              excess -> {
                throw new AssertionError("one input took " + excess);
              });
    }
  }

  private static Optional<String> excess(Action action) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long begun = THREADS.getCurrentThreadCpuTime();
    action.run();
    long nanos = THREADS.getCurrentThreadCpuTime() - begun;
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    if (nanos > TIME_MAX.toNanos()) {
      return Optional.of(Duration.ofNanos(nanos).toString());
    }
    return allocated > BYTES_MAX ? Optional.of((allocated >> 20) + " MiB") : Optional.empty();
  }
}
