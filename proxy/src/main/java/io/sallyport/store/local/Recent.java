package io.sallyport.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sallyport.webhook.Parcel;
import java.util.Optional;

/**
 * Deliveries that wait for the other nodes' word, as far as there is room: most are let go on
 * within milliseconds, and need not be read from the disk then. Any thread.
 */
final class Recent {
  /** Of bodies and what else a request is thought to take. */
  static final long BYTES_MAX = 32L << 20;

  private static final int HEAD_BYTES = 2_048;

  private final Cache<Long, Parcel> parcels =
      Caffeine.newBuilder()
          .maximumWeight(BYTES_MAX)
          .<Long, Parcel>weigher((at, parcel) -> HEAD_BYTES + parcel.inbound().body().size())
          .executor(Runnable::run)
          .build();

  /**
   * Keeps one.
   *
   * @param at where its record stands, synced: before that, another could come to stand there
   */
  void keep(long at, Parcel parcel) {
    parcels.put(at, parcel);
  }

  /** The one whose record stands there; not twice. */
  Optional<Parcel> take(long at) {
    return Optional.ofNullable(parcels.asMap().remove(at));
  }
}
