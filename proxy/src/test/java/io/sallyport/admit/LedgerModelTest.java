package io.sallyport.admit;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * Whatever happens in whatever order, a store does what the reference does. A failure prints the
 * seed and the shortest steps that were found.
 */
public abstract class LedgerModelTest {
  private static final AtomicInteger RUNS = new AtomicInteger();

  /** An empty store, or one that other walks were made on. */
  protected abstract LedgerFixture open();

  /** Is told that a walk has ended; closes the store, unless it is kept for the next one. */
  protected void close(LedgerFixture store) {
    store.close();
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED)
  void doesWhatTheReferenceDoes(@ForAll("walks") List<WalkStep> steps) {
    walk(steps);
  }

  @Property(tries = 100_000, shrinking = ShrinkingMode.BOUNDED)
  @Tag("long")
  void doesWhatTheReferenceDoesOverAHundredThousandWalks(@ForAll("walks") List<WalkStep> steps) {
    walk(steps);
  }

  private void walk(List<WalkStep> steps) {
    LedgerFixture store = open();
    try {
      new LedgerWalk(store, "-" + RUNS.incrementAndGet()).take(steps);
    } finally {
      close(store);
    }
  }

  @Provide
  Arbitrary<List<WalkStep>> walks() {
    return WalkStep.any().list().ofMinSize(5).ofMaxSize(40);
  }
}
