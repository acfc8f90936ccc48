package io.sallyport.admit;

import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.Optional;

/**
 * A queued consignment in the hands of one who delivers it: one event, or the events of a batch
 * that go together. Made by the store; whoever has it ends it, puts it off, or gives it back.
 */
public interface Waiting {
  String integration();

  /** The name that goes upstream as {@code webhook-id}. */
  EventId id();

  /** The number of the try that comes next, from 1. */
  int attempt();

  /**
   * How many tries were made before a person had it tried again: they do not count against those
   * that the policy allows.
   */
  int earlier();

  /** Not before. */
  Instant due();

  /** When its last byte came in: what the time for all attempts counts from. */
  Instant receivedAt();

  /** The digest of the account it must stay in order with; empty where nothing says whose it is. */
  Optional<ClaimKey> account();
}
