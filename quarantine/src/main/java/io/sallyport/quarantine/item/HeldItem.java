package io.sallyport.quarantine.item;

import java.time.Instant;

/**
 * One event in quarantine. The bytes stay with whoever holds them; here is only their digest, which
 * ties a decision to what the reviewer saw.
 *
 * @param eventId the event's id, which is the item's too: an event is held at most once
 * @param integration the integration's name
 * @param reason why it is held: a reason code, as in the audit record
 * @param bodyDigest the SHA-256 of the raw body, 64 lower-case hex digits
 * @param receivedAt when its last byte came in
 * @param state where it stands
 */
public record HeldItem(
    String eventId,
    String integration,
    String reason,
    String bodyDigest,
    Instant receivedAt,
    ItemState state) {

  public HeldItem {
    if (eventId.isBlank() || integration.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("a held item needs an event, an integration and a reason");
    }
    Digests.requireSha256(bodyDigest);
  }

  /** The same item, further on. */
  public HeldItem in(ItemState next) {
    return new HeldItem(eventId, integration, reason, bodyDigest, receivedAt, next);
  }

  /** Whether {@code decision} was made about this item's very bytes. */
  public boolean wasShownFor(Decision decision) {
    return bodyDigest.equals(decision.bodyDigest());
  }
}
