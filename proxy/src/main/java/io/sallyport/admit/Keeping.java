package io.sallyport.admit;

import java.time.Duration;

/**
 * What an integration's events may keep of this node, and for how long.
 *
 * @param memory how long an ended event is known as a duplicate, from its last receipt or its end,
 *     whichever is later
 * @param payload how long the bytes stay after the end
 * @param hold how long a held event waits for a person; then it is rejected
 * @param bytesMax queue, held events and dead letters together
 */
public record Keeping(Duration memory, Duration payload, Duration hold, long bytesMax) {
  public static final Duration MEMORY_DEFAULT = Duration.ofDays(7);
  public static final Duration PAYLOAD_DEFAULT = Duration.ofHours(1);
  public static final Duration HOLD_DEFAULT = Duration.ofDays(7);
  public static final long BYTES_MAX_DEFAULT = 4L << 30;

  /** What an upstream answered is not needed for longer, however long bytes stay. */
  private static final Duration ANSWER_MAX = Duration.ofHours(1);

  /** How long what an upstream answered is given to those who send the same again. */
  public Duration answer() {
    return payload.compareTo(ANSWER_MAX) < 0 ? payload : ANSWER_MAX;
  }

  public static Keeping defaults() {
    return new Keeping(MEMORY_DEFAULT, PAYLOAD_DEFAULT, HOLD_DEFAULT, BYTES_MAX_DEFAULT);
  }
}
