package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Waiting;
import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.Optional;

/**
 * A consignment that somebody has in hands.
 *
 * @param integration the integration's name
 * @param attempt the number of the try that comes next
 * @param due by the machine's clock
 */
record LocalWaiting(String integration, Consignment consignment, int attempt, Instant due)
    implements Waiting {
  @Override
  public EventId id() {
    return consignment.id();
  }

  @Override
  public Instant receivedAt() {
    return consignment.receivedAt();
  }

  @Override
  public int earlier() {
    return consignment.earlier();
  }

  @Override
  public Optional<ClaimKey> account() {
    return consignment.account();
  }

  /** The tries that are recorded, without one that was begun and then not made. */
  int triesBefore() {
    return Math.min(consignment.attempts(), attempt - 1);
  }

  long sequence() {
    return consignment.sequence();
  }
}
