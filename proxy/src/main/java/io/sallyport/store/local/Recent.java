package io.sallyport.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import java.util.Optional;

/**
 * Deliveries that wait for the other nodes' word, as far as there is room: most are let go on
 * within milliseconds, and need not be read from the disk then. Any thread.
 */
final class Recent {
  /** Of bodies and what else a request is thought to take. */
  static final long BYTES_MAX = 32L << 20;

  /** Without header fields. */
  private static final int REST_BYTES = 2_048;

  /** Of a header field beside its letters: two strings, and what they stand in. */
  private static final int FIELD_BYTES = 160;

  private final Cache<Long, Parcel> parcels =
      Caffeine.newBuilder()
          .maximumWeight(BYTES_MAX)
          .<Long, Parcel>weigher((at, parcel) -> bytes(parcel.inbound()))
          .executor(Runnable::run)
          .build();

  /** About: a body may be a part of a longer one. */
  private static int bytes(InboundWebhook inbound) {
    int[] bytes = {REST_BYTES + inbound.target().length() + inbound.body().size()};
    inbound
        .headers()
        .forEach((name, value) -> bytes[0] += FIELD_BYTES + name.length() + value.length());
    return bytes[0];
  }

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
