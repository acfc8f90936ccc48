package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The claims of one shard, and the names under which signed bytes came first. */
final class ModelClaims {
  /** The name under which signed bytes came first. */
  private record Alias(EventId id, Instant expires) {}

  private final Map<ClaimKey, ModelClaim> claims;
  private final Map<ClaimKey, Alias> aliases;

  ModelClaims() {
    claims = new HashMap<>();
    aliases = new HashMap<>();
  }

  /** A copy that goes its own way. */
  ModelClaims(ModelClaims other) {
    claims = new HashMap<>(other.claims);
    aliases = new HashMap<>(other.aliases);
  }

  Optional<ModelClaim> claim(ClaimKey key, Instant now) {
    return Optional.ofNullable(claims.get(key)).filter(it -> now.isBefore(it.expires()));
  }

  /** The name under which these signed bytes came first, where it is another. */
  Optional<EventId> otherName(Bid bid, Instant now) {
    return bid.signed()
        .map(aliases::get)
        .filter(alias -> now.isBefore(alias.expires()))
        .map(Alias::id)
        .filter(id -> !ClaimKey.of(id).equals(bid.key()));
  }

  /** How long signed bytes are known, where they are known under this name. */
  Optional<Instant> aliasExpiry(ClaimKey signed, ClaimKey key, Instant now) {
    return Optional.ofNullable(aliases.get(signed))
        .filter(alias -> now.isBefore(alias.expires()) && ClaimKey.of(alias.id()).equals(key))
        .map(Alias::expires);
  }

  /** With the bid's signed bytes, unless they are known under another name: they stay as long. */
  void put(Bid bid, ModelClaim claim, Instant now) {
    claims.put(bid.key(), claim);
    if (bid.signed().isPresent()
        && otherName(bid, now).isEmpty()
        && (claim.isOf(bid.origin())
            || aliasExpiry(bid.signed().get(), bid.key(), now).isPresent())) {
      aliases.put(bid.signed().get(), new Alias(bid.id(), claim.expires()));
    }
  }

  /** With the bid's signed bytes, where they are known under its name. */
  void remove(Bid bid, Instant now) {
    claims.remove(bid.key());
    bid.signed()
        .filter(signed -> aliasExpiry(signed, bid.key(), now).isPresent())
        .ifPresent(aliases::remove);
  }

  void evict(Predicate<Instant> byExpiry) {
    claims.values().removeIf(claim -> byExpiry.test(claim.expires()));
    aliases.values().removeIf(alias -> byExpiry.test(alias.expires()));
  }
}
