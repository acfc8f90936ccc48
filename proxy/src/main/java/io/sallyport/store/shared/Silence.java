package io.sallyport.store.shared;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** For a second nobody asks a shard about what may be known that did not answer. Any thread. */
final class Silence {
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanos;
  private final ConcurrentMap<Shard, Long> untils = new ConcurrentHashMap<>();

  Silence(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void begins(Shard shard) {
    untils.put(shard, nanos.getAsLong() + NANOS);
  }

  boolean isKept(Shard shard) {
    Long until = untils.get(shard);
    return until != null && until - nanos.getAsLong() > 0;
  }
}
