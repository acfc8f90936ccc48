package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the index says of an event, all at one moment.
 *
 * @param asked that moment
 * @param held its case, where it has one, open or closed
 */
record Known(
    EventId id,
    Claim claim,
    String integration,
    Optional<Consignment> consignment,
    Optional<Case> held,
    Instant asked) {

  /** Empty when it was never here, or its memory is over. */
  static Optional<Known> find(Group group, EventId id) {
    ClaimKey key = ClaimKey.of(id);
    return group
        .state()
        .claim(key, group.now())
        .filter(claim -> !claim.alias() && claim.id(key).equals(id))
        .map(
            claim ->
                new Known(
                    id,
                    claim,
                    group.state().names().name(claim.name()),
                    group.state().consignment(claim.sequence()),
                    group.state().heldCase(key),
                    group.now()));
  }

  /**
   * Whether its bytes are kept no longer, although they may still lie in the journal: its segments
   * go later, and as a whole.
   */
  boolean isForgotten(Contents.Stored stored) {
    return claim.standing().isEnded()
        && !asked.isBefore(claim.end().plus(stored.record().keeping().payload()));
  }

  /** When the next try is, or when a person must have judged it. */
  Optional<Instant> due() {
    return consignment
        .filter(it -> !it.dead())
        .map(Consignment::due)
        .or(() -> held.flatMap(it -> expiry(it.state())));
  }

  private static Optional<Instant> expiry(ItemState state) {
    return state.fold(
        held -> Optional.of(held.expiresAt()),
        claimed -> Optional.of(claimed.held().expiresAt()),
        closed -> Optional.empty(),
        closed -> Optional.empty(),
        closed -> Optional.empty());
  }
}
