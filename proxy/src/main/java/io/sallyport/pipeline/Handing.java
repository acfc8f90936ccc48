package io.sallyport.pipeline;

import io.sallyport.admit.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How one destination gets its webhooks.
 *
 * @param durable whether the sender is answered as soon as the event lies safe
 * @param split whether the events of a batch go one by one
 * @param ordered whether the events of one account go one after the other
 * @param finals statuses besides 2xx that the upstream answers for good
 * @param patience how long a second copy waits for the end of the first
 * @param timeout how long it may take at most
 * @param queuedWhenAway whether an event that is not durable is kept all the same where several
 *     nodes cannot agree whether it is new
 */
public record Handing(
    boolean durable,
    boolean split,
    boolean ordered,
    Set<Integer> finals,
    Duration patience,
    Duration timeout,
    boolean queuedWhenAway) {
  public Handing {
    finals = Set.copyOf(finals);
  }

  /** A batch of several accounts has no one place in the order of any: its events go one by one. */
  boolean splits(List<Event> events) {
    if (split || !ordered) {
      return split;
    }
    Optional<String> first = events.get(0).account();
    return events.stream().anyMatch(event -> !event.account().equals(first));
  }

  boolean isFinal(int status) {
    return status / 100 == 2 || finals.contains(status);
  }
}
