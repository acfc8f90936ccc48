package io.sallyport.store.shared;

import java.time.Duration;

/**
 * How much may wait on a node while the others cannot be asked; then nothing new is taken.
 *
 * @param bytes of deliveries
 * @param age of the oldest
 */
public record Away(long bytes, Duration age) {
  public static final Away DEFAULT = new Away(2L << 30, Duration.ofHours(6));
}
