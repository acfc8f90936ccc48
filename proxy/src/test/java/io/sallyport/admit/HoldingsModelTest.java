package io.sallyport.admit;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;

/**
 * Whatever happens in whatever order, and wherever a process ends: nothing is delivered that was
 * not granted, nothing that was promised is forgotten, and others are told of every end.
 */
public abstract class HoldingsModelTest {
  private static final AtomicInteger RUNS = new AtomicInteger();

  /** A store of one node of many, empty or one that other walks were made on. */
  protected abstract HoldingsFixture open();

  /** Is told that a walk has ended; closes the store, unless it is kept for the next one. */
  protected abstract void close(HoldingsFixture store, boolean failed);

  /** Takes a store and the model through the same. */
  protected final void walk(List<HoldingsStep> steps) {
    HoldingsFixture store = open();
    boolean failed = true;
    try {
      new HoldingsWalk(store, "-" + RUNS.incrementAndGet()).take(steps);
      failed = false;
    } finally {
      close(store, failed);
    }
  }

  @Provide
  protected final Arbitrary<List<HoldingsStep>> walks() {
    return HoldingsStep.any().list().ofMinSize(4).ofMaxSize(25);
  }
}
