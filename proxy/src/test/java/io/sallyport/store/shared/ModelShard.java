package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The claims of one shard, over two maps; what is decided about them. Times are given. */
final class ModelShard {
  static final int ESTATE_BYTES_MAX = 8 << 20;

  /** The name under which signed bytes came first. */
  private record Alias(EventId id, Instant expires) {}

  /** What a node has left in a generation. */
  private record Estate(long generation, Map<ClaimKey, RawBody> left) {
    Estate copy() {
      return new Estate(generation, new HashMap<>(left));
    }
  }

  private final Map<ClaimKey, ModelClaim> claims;
  private final Map<ClaimKey, Alias> aliases;
  private final Map<Integer, Estate> estates;
  private final ModelLimits limits = new ModelLimits(); // those of a copy are full
  final ModelTrust trust;

  ModelShard() {
    claims = new HashMap<>();
    aliases = new HashMap<>();
    estates = new TreeMap<>();
    trust = new ModelTrust();
  }

  /** A copy that goes its own way. */
  ModelShard(ModelShard other) {
    claims = new HashMap<>(other.claims);
    aliases = new HashMap<>(other.aliases);
    estates = new TreeMap<>();
    other.estates.forEach((owner, estate) -> estates.put(owner, estate.copy()));
    trust = new ModelTrust(other.trust);
  }

  Optional<ModelClaim> claim(ClaimKey key, Instant now) {
    return Optional.ofNullable(claims.get(key)).filter(it -> now.isBefore(it.expires()));
  }

  /** The name under which these signed bytes came first, where it is another. */
  private Optional<EventId> otherName(Bid bid, Instant now) {
    return bid.signed()
        .map(aliases::get)
        .filter(alias -> now.isBefore(alias.expires()))
        .map(Alias::id)
        .filter(id -> !ClaimKey.of(id).equals(bid.key()));
  }

  /** Drops claims and signed bytes. */
  void evict(Predicate<Instant> byExpiry) {
    claims.values().removeIf(claim -> byExpiry.test(claim.expires()));
    aliases.values().removeIf(alias -> byExpiry.test(alias.expires()));
  }

  void moved(Predicate<Instant> byExpiry) {
    evict(byExpiry);
    trust.isMoved();
  }

  /** How long signed bytes are known, where they are known under this name. */
  Optional<Instant> aliasExpiry(ClaimKey signed, ClaimKey key, Instant now) {
    return Optional.ofNullable(aliases.get(signed))
        .filter(alias -> now.isBefore(alias.expires()) && ClaimKey.of(alias.id()).equals(key))
        .map(Alias::expires);
  }

  Found look(Bid bid, Instant now) {
    return claim(bid.key(), now)
        .map(claim -> seen(claim, bid, now))
        .orElseGet(
            () ->
                otherName(bid, now)
                    .<Found>map(Found.Reused::new)
                    .orElseGet(() -> unknown(bid, now)));
  }

  private Found unknown(Bid bid, Instant now) {
    return trust.isWhole() ? new Found.Free(limits.spend(bid, false, now)) : new Found.Doubtful();
  }

  void giveBack(Bid bid, Instant now) {
    limits.giveBack(bid, now);
  }

  /** Whether it may be known to somebody who has not been heard. */
  private boolean isDoubtful(Bid bid) {
    return !trust.isWhole() && !bid.vouched();
  }

  /** By somebody whose it is not: one more receipt of what is known. */
  private Found seen(ModelClaim claim, Bid bid, Instant now) {
    Found found = found(claim, bid, now);
    if (found instanceof Found.Known) {
      Instant until =
          claim.standing().isEnded()
              ? later(claim.expires(), now.plus(bid.memory()))
              : claim.expires();
      ModelClaim received = claim.received(claim.receipts() + 1).until(until);
      put(bid, received, now);
      return received.known();
    }
    return found;
  }

  private static Found found(ModelClaim claim, Bid bid, Instant now) {
    if (!claim.content().equals(bid.content())) {
      return new Found.Conflict();
    }
    if (claim.label().isPresent()
        && bid.label().isPresent()
        && !claim.label().equals(bid.label())) {
      return new Found.Reused(bid.id());
    }
    return claim.running()
        ? new Found.Running(Duration.between(now, claim.expires()))
        : claim.known();
  }

  /** To keep, or to deliver from the journal. */
  Found accept(Bid bid, long seen, Instant now) {
    return take(bid, seen, Optional.empty(), now);
  }

  /** To deliver at once. */
  Found begin(Bid bid, long seen, Duration upTo, Instant now) {
    return take(bid, seen, Optional.of(now.plus(upTo)), now);
  }

  private Found take(Bid bid, long seen, Optional<Instant> runs, Instant now) {
    Optional<ModelClaim> known =
        claim(bid.key(), now).map(it -> runs.isPresent() ? it : renewed(it, bid, now));
    if (known.isPresent()) {
      return known.get().isOf(bid.origin())
          ? again(known.get(), bid, seen, runs.isPresent(), now)
          : seen(known.get(), bid, now);
    }
    Optional<EventId> first = otherName(bid, now);
    if (first.isPresent()) {
      return new Found.Reused(first.get());
    }
    if (isDoubtful(bid)) {
      if (bid.held() && runs.isEmpty()) {
        put(bid, claim(bid, 0, Standing.HELD), now); // copies of it are known
      }
      return new Found.Doubtful();
    }
    Optional<Ruling> ruling = runs.flatMap(unused -> limits.spend(bid, true, now));
    if (!ruling.map(ModelLimits::letsPass).orElse(true)) {
      return new Found.Free(ruling);
    }
    ModelClaim claim = claim(bid, trust.nextFence(), bid.held() ? Standing.HELD : Standing.QUEUED);
    put(bid, runs.map(until -> running(claim, until)).orElse(claim), now);
    return new Found.Granted(claim.fence(), ruling.map(ModelLimits::passedOver).orElse(List.of()));
  }

  /** The bid's, where the same node has it under an earlier origin. */
  private static ModelClaim renewed(ModelClaim claim, Bid bid, Instant now) {
    if (claim.isOf(bid.origin())
        || claim.standing().isEnded()
        || claim.origin().node() != bid.origin().node()
        || !(found(claim, bid, now) instanceof Found.Known)) {
      return claim;
    }
    return new ModelClaim(
        bid.held() ? Standing.HELD : claim.standing(),
        false,
        bid.origin(),
        claim.content(),
        bid.label(),
        claim.fence(),
        claim.first(),
        claim.receipts(),
        claim.status(),
        claim.expires());
  }

  private static ModelClaim running(ModelClaim claim, Instant until) {
    return new ModelClaim(
        Standing.QUEUED,
        true,
        claim.origin(),
        claim.content(),
        claim.label(),
        claim.fence(),
        claim.first(),
        claim.receipts(),
        claim.status(),
        until);
  }

  /** Whether what was granted before may be on its way to others. */
  private boolean isGrantedAnew(ModelClaim claim, Bid bid, long seen) {
    boolean anew = bid.anew() && claim.fence() <= seen;
    if (anew) {
      withdraw(bid.origin().node(), bid);
    }
    return anew;
  }

  private Found again(ModelClaim claim, Bid bid, long seen, boolean runs, Instant now) {
    boolean anew = isGrantedAnew(claim, bid, seen);
    if (claim.standing().isEnded()) {
      return claim.known();
    }
    if ((claim.fence() == 0 || anew) && isDoubtful(bid)) {
      return new Found.Doubtful();
    }
    ModelClaim granted = claim.fence() > 0 && !anew ? claim : claim.granted(trust.nextFence());
    if (!runs && (claim.running() || !bid.held())) {
      Standing standing = bid.held() ? Standing.HELD : Standing.QUEUED;
      granted = granted.in(standing, claim.status(), ModelClaim.NEVER);
    }
    put(bid, granted, now);
    return new Found.Granted(granted.fence());
  }

  Change.Settlement drop(Bid bid, long fence, Instant now) {
    Optional<ModelClaim> known = claim(bid.key(), now);
    if (known.isEmpty()) {
      return Change.Settlement.SETTLED;
    }
    boolean isThatOne = fence == 0 ? known.get().isOf(bid.origin()) : known.get().fence() == fence;
    if (!known.get().running() || !isThatOne) {
      return Change.Settlement.SUPERSEDED;
    }
    claims.remove(bid.key());
    limits.giveBack(bid, now);
    bid.signed()
        .filter(signed -> aliasExpiry(signed, bid.key(), now).isPresent())
        .ifPresent(aliases::remove);
    return Change.Settlement.SETTLED;
  }

  Change.Settlement settle(Bid bid, Change change, Instant now) {
    Optional<ModelClaim> known = claim(bid.key(), now);
    if (known.isEmpty() && change.fence() <= 0) {
      return Change.Settlement.SUPERSEDED;
    }
    ModelClaim claim = known.orElseGet(() -> claim(bid, change.fence(), Standing.QUEUED));
    boolean isItsOwn =
        claim.fence() == 0 ? claim.isOf(bid.origin()) : claim.fence() == change.fence();
    if (!isItsOwn) {
      return Change.Settlement.SUPERSEDED;
    }
    trust.raise(change.fence());
    ModelClaim moved = moved(claim, change.standing(), change.status(), now.plus(change.memory()));
    put(bid, moved, now);
    if (moved.standing() != Standing.QUEUED || moved.running()) {
      withdraw(bid.origin().node(), bid);
    }
    return Change.Settlement.SETTLED;
  }

  /** Into another standing. What has ended stays as it ended: what comes late is older. */
  private static ModelClaim moved(ModelClaim claim, Standing next, int status, Instant until) {
    if (claim.standing().isEnded()) {
      return next.isEnded() ? claim.until(later(claim.expires(), until)) : claim;
    }
    return claim.in(next, status, next.isEnded() ? until : ModelClaim.NEVER);
  }

  // --- estates

  /** What a node has left since the shard was rebuilt; what it left before does not count. */
  private Map<ClaimKey, RawBody> estate(int owner) {
    return Optional.ofNullable(estates.get(owner))
        .filter(it -> it.generation() == trust.generation())
        .map(Estate::left)
        .orElse(Map.of());
  }

  /** Whether an heir might have taken it up. */
  private boolean withdraw(int owner, Bid bid) {
    Estate estate = estates.get(owner);
    return estate != null && estate.left().remove(bid.key()) != null;
  }

  Change.Settlement deposit(Bid bid, long fence, RawBody left, Instant now) {
    boolean isIts =
        claim(bid.key(), now)
            .filter(it -> it.isOf(bid.origin()) && it.fence() == fence)
            .filter(it -> it.standing() == Standing.QUEUED && !it.running())
            .isPresent();
    int owner = bid.origin().node();
    Map<ClaimKey, RawBody> estate = estate(owner);
    int bytes = estate.values().stream().mapToInt(RawBody::size).sum();
    RawBody before = estate.getOrDefault(bid.key(), RawBody.empty());
    if (!isIts || bytes + left.size() - before.size() > ESTATE_BYTES_MAX) {
      return Change.Settlement.SUPERSEDED;
    }
    Map<ClaimKey, RawBody> more = new HashMap<>(estate);
    more.put(bid.key(), left);
    estates.put(owner, new Estate(trust.generation(), more));
    return Change.Settlement.SETTLED;
  }

  Set<ClaimKey> left(int owner) {
    return trust.isOpen() ? estate(owner).keySet() : Set.of();
  }

  List<RawBody> left(List<Integer> owners, int most) {
    return owners.stream()
        .map(this::estate)
        .filter(it -> !it.isEmpty())
        .findFirst()
        .map(it -> it.values().stream().limit(most).toList())
        .orElse(List.of());
  }

  Found inherit(Bid bid, long seen, Estates.Lot lot, SimFlaw flaw, Instant now) {
    Origin from = lot.origin();
    boolean isLeft = estate(from.node()).containsKey(bid.key());
    Optional<ModelClaim> known = claim(bid.key(), now);
    boolean isIts =
        known.filter(it -> it.isOf(bid.origin()) && !it.standing().isEnded()).isPresent();
    boolean anew = isIts && known.filter(it -> isGrantedAnew(it, bid, seen)).isPresent();
    if (isDoubtful(known, isIts, anew) && flaw != SimFlaw.SANGUINE) {
      return new Found.Doubtful();
    }
    if (isIts || known.filter(it -> it.isOf(from)).isEmpty()) {
      withdraw(from.node(), bid);
    }
    if (known.isEmpty()) {
      return new Found.Known(Standing.QUEUED, from, bid.received(), 1, 0);
    }
    ModelClaim claim = known.get();
    if (!isIts) {
      boolean isItsToLeave =
          claim.isOf(from)
              && claim.fence() == lot.fence()
              && claim.standing() == Standing.QUEUED
              && !claim.running();
      if (flaw != SimFlaw.GREEDY && (!isItsToLeave || !isLeft)) {
        return seen(claim, bid, now);
      }
      withdraw(from.node(), bid);
      claim = claim.of(bid.origin()).granted(trust.nextFence());
    } else if (anew || claim.fence() == 0) {
      claim = claim.granted(trust.nextFence());
    }
    put(bid, claim, now);
    return new Found.Granted(claim.fence());
  }

  /** Whether its owner, or an heir of the bidder, may have sent it, and cannot say so. */
  private boolean isDoubtful(Optional<ModelClaim> known, boolean isIts, boolean anew) {
    return !trust.isWhole()
        && (known.isEmpty()
            || (isIts && (anew || known.filter(it -> it.fence() == 0).isPresent())));
  }

  Assertion.Answer affirm(Assertion assertion, SimFlaw flaw, Instant now) {
    Bid bid = assertion.bid();
    Instant until = now.plus(assertion.left());
    Optional<ModelClaim> known = claim(bid.key(), now).map(it -> renewed(it, bid, now));
    ModelClaim asserted =
        moved(
            claim(bid, assertion.fence(), Standing.QUEUED),
            assertion.standing(),
            assertion.status(),
            until);
    long receipts = assertion.receipts();
    ModelClaim stands;
    if (known.isEmpty()) {
      stands = asserted.received(receipts);
    } else {
      ModelClaim found = known.get();
      long most = Math.max(found.receipts(), receipts);
      if (found.isOf(bid.origin())) {
        stands =
            moved(found, assertion.standing(), assertion.status(), until)
                .received(most)
                .granted(Math.max(found.fence(), assertion.fence()));
      } else if (yields(found, asserted, flaw)) {
        stands = asserted.received(most);
      } else {
        put(bid, found.received(most), now);
        return new Assertion.Answer.Yields(found(found.received(most), bid, now));
      }
    }
    trust.raise(stands.fence());
    put(bid, stands, now);
    return new Assertion.Answer.Stands(stands.fence());
  }

  private boolean yields(ModelClaim found, ModelClaim asserted, SimFlaw flaw) {
    if (trust.isOpen() && rank(found, flaw) > 0 && !isInherited(found, asserted)) {
      return false;
    }
    return rank(found, flaw) == rank(asserted, flaw)
        ? goesBefore(asserted, found)
        : rank(asserted, flaw) > rank(found, flaw);
  }

  private boolean isInherited(ModelClaim found, ModelClaim asserted) {
    return !trust.isWhole()
        && !found.standing().isEnded()
        && asserted.first().equals(found.first())
        && asserted.fence() > found.fence();
  }

  /** What another node has inherited has the same receipt, and a later fence. */
  private static boolean goesBefore(ModelClaim asserted, ModelClaim found) {
    return asserted.first().isBefore(found.first())
        || (asserted.first().equals(found.first()) && asserted.fence() > found.fence());
  }

  /** What has ended is not delivered again, and what was granted goes before what was not. */
  private static int rank(ModelClaim claim, SimFlaw flaw) {
    boolean hasEnded = flaw == SimFlaw.FINAL ? claim.standing().isEnded() : claim.hasEndedForAll();
    return hasEnded ? 2 : claim.fence() > 0 ? 1 : 0;
  }

  private static ModelClaim claim(Bid bid, long fence, Standing standing) {
    return new ModelClaim(
        standing,
        false,
        bid.origin(),
        bid.content(),
        bid.label(),
        fence,
        bid.received().truncatedTo(ChronoUnit.MILLIS),
        1,
        0,
        ModelClaim.NEVER);
  }

  /** With the bid's signed bytes, unless they are known under another name: they stay as long. */
  private void put(Bid bid, ModelClaim claim, Instant now) {
    claims.put(bid.key(), claim);
    if (bid.signed().isPresent()
        && otherName(bid, now).isEmpty()
        && (claim.isOf(bid.origin())
            || aliasExpiry(bid.signed().get(), bid.key(), now).isPresent())) {
      aliases.put(bid.signed().get(), new Alias(bid.id(), claim.expires()));
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
