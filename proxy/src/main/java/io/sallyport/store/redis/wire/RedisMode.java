package io.sallyport.store.redis.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How Redis is run. */
public enum RedisMode {
  /** One process. */
  STANDALONE,
  /** A master and its replicas, watched by Sentinels, who are asked for the master. */
  SENTINEL,
  /** Several masters, each with some of the 16,384 slots. */
  CLUSTER;

  /** Reads {@code standalone}, {@code sentinel} or {@code cluster}. */
  public static Optional<RedisMode> parse(String text) {
    return Stream.of(values()).filter(mode -> mode.word().equals(text)).findFirst();
  }

  /** As the configuration writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
