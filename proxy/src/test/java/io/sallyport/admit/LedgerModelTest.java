package io.sallyport.admit;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;

/**
 * Whatever happens in whatever order, a store does what the reference does. A failure prints the
 * seed and the shortest steps that were found.
 */
public abstract class LedgerModelTest {
  private static final AtomicInteger RUNS = new AtomicInteger();

  /** An empty store, or one that other walks were made on. */
  protected abstract LedgerFixture open();

  /** Is told that a walk has ended; closes the store, unless it is kept for the next one. */
  protected void close(LedgerFixture store, boolean failed) {
    store.close();
  }

  /** What the integrations of the next walk end in; no other walk's on the same store do. */
  protected String nextRun() {
    return "-" + RUNS.incrementAndGet();
  }

  /** Takes a store and the reference through the same. */
  protected final void walk(List<WalkStep> steps) {
    LedgerFixture store = open();
    boolean failed = true;
    try {
      new LedgerWalk(store, nextRun()).take(steps);
      failed = false;
    } finally {
      close(store, failed);
    }
  }

  @Provide
  protected final Arbitrary<List<WalkStep>> walks() {
    return WalkStep.any().list().ofMinSize(4).ofMaxSize(25);
  }
}
