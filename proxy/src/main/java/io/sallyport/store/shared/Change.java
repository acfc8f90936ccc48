package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import java.time.Duration;

/**
 * What has become of an event, told by whoever it was granted to.
 *
 * @param fence of the grant; a later one makes this change {@link Settlement#SUPERSEDED}
 * @param standing any but {@link Standing#WAITING}; {@link Standing#QUEUED} for what a person has
 *     released or has tried again
 * @param status what its sender was told by the upstream; 0 for nothing
 * @param memory how long it is known from now on, where it has ended
 */
public record Change(ClaimKey key, long fence, Standing standing, int status, Duration memory) {
  public Change {
    if (standing == Standing.WAITING) {
      throw new IllegalArgumentException("what waits was not granted: nobody is told of it");
    }
  }

  /** What telling it came to. */
  public enum Settlement {
    SETTLED,
    /** It is another's by now, or was never granted. */
    SUPERSEDED
  }
}
