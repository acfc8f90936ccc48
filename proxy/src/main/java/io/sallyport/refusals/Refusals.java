package io.sallyport.refusals;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was refused a short while ago, newest first. Futures complete on the caller's event loop and
 * fail only when what is kept cannot be read.
 */
public interface Refusals {
  /** More are never listed at once. */
  int LISTED_MAX = 1_000;

  /** Keeps a refusal, if its source still has a share. From any thread; never blocks. */
  void add(Refusal refusal);

  /** The refusal that a sender was told this reference of, while it is kept. */
  Future<Optional<Refusal>> open(String reference);

  /**
   * The newest ones that the filter lets through, without their bodies.
   *
   * @param most at most so many, 1 to {@link #LISTED_MAX}
   */
  Future<List<Refusal>> list(Filter filter, int most);

  /**
   * Which refusals; every part that is there must hold.
   *
   * @param since refused at or after it
   */
  record Filter(Optional<String> integration, Optional<Instant> since) {
    /** Every refusal. */
    public static Filter all() {
      return new Filter(Optional.empty(), Optional.empty());
    }

    boolean admits(String name, Instant at) {
      return integration.filter(wanted -> !wanted.equals(name)).isEmpty()
          && since.filter(at::isBefore).isEmpty();
    }
  }
}
