package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Waits;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** When something that was written may be built upon. */
public enum Certainty {
  /** When the one process has it. What it loses is found out, and rebuilt, but not before. */
  SINGLE,
  /** When a replica has it, too: it outlives the loss of any one machine. */
  REPLICATED;

  /** Reads {@code single} or {@code replicated}. */
  public static Optional<Certainty> parse(String text) {
    return Stream.of(values()).filter(it -> it.word().equals(text)).findFirst();
  }

  /** As the configuration writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  int replicas() {
    return this == REPLICATED ? 1 : 0;
  }

  Waits waits(Duration atMost) {
    return this == REPLICATED ? Waits.forReplicas(replicas(), atMost) : Waits.none();
  }
}
