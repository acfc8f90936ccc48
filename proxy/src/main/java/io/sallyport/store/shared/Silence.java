package io.sallyport.store.shared;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * For a second nobody asks a shard about what may be known that did not answer, or until it
 * answers. Any thread.
 */
final class Silence {
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanos;
  private final ConcurrentMap<Shard, Long> untils = new ConcurrentHashMap<>();
  private final ConcurrentMap<Shard, Long> answers = new ConcurrentHashMap<>();

  Silence(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void begins(Shard shard) {
    untils.put(shard, nanos.getAsLong() + NANOS);
  }

  /**
   * Unless it has answered anybody since.
   *
   * @param asked by the clock of nanoseconds
   */
  void begins(Shard shard, long asked) {
    Long answered = answers.get(shard);
    if (answered == null || answered - asked < 0) {
      begins(shard);
    }
  }

  /** It was only slow: whoever asks next is not to wait for the rest of the second. */
  void ends(Shard shard) {
    answers.put(shard, nanos.getAsLong());
    untils.remove(shard);
  }

  boolean isKept(Shard shard) {
    Long until = untils.get(shard);
    return until != null && until - nanos.getAsLong() > 0;
  }
}
