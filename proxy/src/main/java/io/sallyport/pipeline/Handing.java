package io.sallyport.pipeline;

import java.time.Duration;
import java.util.Set;

/**
 * How one destination gets its webhooks.
 *
 * @param durable whether the sender is answered as soon as the event lies safe
 * @param split whether the events of a batch go one by one
 * @param finals statuses besides 2xx that the upstream answers for good
 * @param patience how long a second copy waits for the end of the first
 */
public record Handing(boolean durable, boolean split, Set<Integer> finals, Duration patience) {
  public Handing {
    finals = Set.copyOf(finals);
  }

  boolean isFinal(int status) {
    return status / 100 == 2 || finals.contains(status);
  }
}
