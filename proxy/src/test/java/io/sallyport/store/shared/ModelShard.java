package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The claims of one shard, over two maps; what is decided about them. Times are given. */
final class ModelShard {
  /** How long a claim's owner has to speak where what he has left does not count any more. */
  static final Duration OWNERS_TURN = Duration.ofMinutes(20);

  private final Duration ownersTurn;
  private final ModelClaims claims;
  private final ModelLegacies legacies;
  private final ModelLimits limits = new ModelLimits(); // those of a copy are full
  final ModelTrust trust;

  ModelShard(Duration ownersTurn) {
    this.ownersTurn = ownersTurn;
    claims = new ModelClaims();
    legacies = new ModelLegacies();
    trust = new ModelTrust();
  }

  /** A copy that goes its own way. */
  ModelShard(ModelShard other) {
    ownersTurn = other.ownersTurn;
    claims = new ModelClaims(other.claims);
    legacies = new ModelLegacies(other.legacies);
    trust = new ModelTrust(other.trust);
  }

  Optional<ModelClaim> claim(ClaimKey key, Instant now) {
    return claims.claim(key, now);
  }

  /** Drops claims and signed bytes. */
  void evict(Predicate<Instant> byExpiry) {
    claims.evict(byExpiry);
  }

  void moved(Predicate<Instant> byExpiry) {
    evict(byExpiry);
    trust.isMoved();
  }

  /** How long signed bytes are known, where they are known under this name. */
  Optional<Instant> aliasExpiry(ClaimKey signed, ClaimKey key, Instant now) {
    return claims.aliasExpiry(signed, key, now);
  }

  Found look(Bid bid, Instant now) {
    return claim(bid.key(), now)
        .map(claim -> seen(claim, bid, now))
        .orElseGet(
            () ->
                claims
                    .otherName(bid, now)
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
              ? ModelClaim.later(claim.expires(), now.plus(bid.memory()))
              : claim.expires();
      ModelClaim received = claim.received(claim.receipts() + 1).until(until);
      claims.put(bid, received, now);
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
    Optional<EventId> first = claims.otherName(bid, now);
    if (first.isPresent()) {
      return new Found.Reused(first.get());
    }
    if (isDoubtful(bid)) {
      if (bid.held() && runs.isEmpty()) {
        claims.put(bid, ModelClaim.asIn(bid, 0, Standing.HELD), now); // copies of it are known
      }
      return new Found.Doubtful();
    }
    Optional<Ruling> ruling = runs.flatMap(unused -> limits.spend(bid, true, now));
    if (!ruling.map(ModelLimits::letsPass).orElse(true)) {
      return new Found.Free(ruling);
    }
    ModelClaim claim =
        ModelClaim.asIn(bid, trust.nextFence(), bid.held() ? Standing.HELD : Standing.QUEUED);
    claims.put(bid, runs.map(claim::runningUntil).orElse(claim), now);
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

  /** Whether what was granted before may be on its way to others. */
  private boolean isGrantedAnew(ModelClaim claim, Bid bid, long seen) {
    boolean anew = bid.anew() && claim.fence() <= seen;
    if (anew) {
      legacies.withdraw(bid.origin().node(), bid.key());
    }
    return anew;
  }

  private Found again(ModelClaim claim, Bid bid, long seen, boolean runs, Instant now) {
    boolean anew = isGrantedAnew(claim, bid, seen);
    boolean isJudged = claim.standing() != Standing.DONE && bid.held();
    if (claim.standing().isEnded() && !isJudged) {
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
    claims.put(bid, granted, now);
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
    claims.remove(bid, now);
    limits.giveBack(bid, now);
    return Change.Settlement.SETTLED;
  }

  Change.Settlement settle(Bid bid, Change change, SimFlaw flaw, Instant now) {
    Optional<ModelClaim> known = claim(bid.key(), now);
    if (known.isEmpty() && change.fence() <= 0) {
      return Change.Settlement.SUPERSEDED;
    }
    ModelClaim claim = known.orElseGet(() -> ModelClaim.asIn(bid, change.fence(), Standing.QUEUED));
    boolean isItsOwn =
        claim.fence() == 0 ? claim.isOf(bid.origin()) : claim.fence() == change.fence();
    Instant until = now.plus(change.memory());
    if (!isItsOwn && change.fence() > 0 && flaw != SimFlaw.TARDY) {
      ModelClaim begun = claim;
      claim =
          ModelClaim.asIn(bid, change.fence(), Standing.QUEUED)
              .moved(change.standing(), change.status(), until);
      isItsOwn = claim.goesBeforeTurn(begun);
    }
    if (!isItsOwn) {
      return Change.Settlement.SUPERSEDED;
    }
    trust.raise(change.fence());
    ModelClaim moved = claim.moved(change.standing(), change.status(), until);
    claims.put(bid, moved, now);
    if (moved.standing() != Standing.QUEUED || moved.running()) {
      legacies.withdraw(bid.origin().node(), bid.key());
    }
    return Change.Settlement.SETTLED;
  }

  // --- estates

  Change.Settlement deposit(Bid bid, long fence, RawBody left, Instant now) {
    boolean isIts =
        claim(bid.key(), now)
            .filter(it -> it.isOf(bid.origin()) && it.fence() == fence)
            .filter(it -> it.standing() == Standing.QUEUED && !it.running())
            .isPresent();
    return isIts && legacies.leave(bid.origin().node(), trust.generation(), bid.key(), left)
        ? Change.Settlement.SETTLED
        : Change.Settlement.SUPERSEDED;
  }

  Set<ClaimKey> left(int owner) {
    return trust.isOpen() ? legacies.leftBy(owner, trust.generation()) : Set.of();
  }

  List<RawBody> left(List<Integer> owners, int most) {
    return legacies.leftByFirstOf(owners, trust.generation(), most);
  }

  Found inherit(Bid bid, long seen, Estates.Lot lot, SimFlaw flaw, Instant now) {
    Optional<ModelClaim> known = claim(bid.key(), now);
    if (known.isEmpty()) {
      legacies.withdraw(lot.origin().node(), bid.key());
      return flaw == SimFlaw.SANGUINE
          ? new Found.Known(Standing.QUEUED, lot.origin(), bid.received(), 1, 0)
          : takeUnknown(bid, lot, now);
    }
    ModelClaim claim = known.get();
    boolean isJudged = bid.held() && claim.standing() != Standing.DONE;
    if (!claim.isOf(bid.origin()) || (claim.standing().isEnded() && !isJudged)) {
      return inheritFrom(claim, bid, lot, flaw, now);
    }
    boolean anew = isGrantedAnew(claim, bid, seen);
    boolean isUnsure = !trust.isWhole() && (anew || claim.fence() == 0);
    if ((claim.standing() == Standing.HELD && !bid.held()) || isUnsure) {
      return new Found.Doubtful();
    }
    legacies.withdraw(lot.origin().node(), bid.key());
    ModelClaim granted = anew || claim.fence() == 0 ? claim.granted(trust.nextFence()) : claim;
    claims.put(bid, granted, now);
    return new Found.Granted(granted.fence());
  }

  /** Granted where all have spoken who could have ended it, and no end of it is forgotten. */
  private Found takeUnknown(Bid bid, Estates.Lot lot, Instant now) {
    Optional<EventId> first = claims.otherName(bid, now);
    if (first.isPresent()) {
      return new Found.Reused(first.get());
    }
    Duration age = Duration.between(bid.received().truncatedTo(ChronoUnit.MILLIS), now);
    boolean isYoung = age.multipliedBy(2).compareTo(bid.memory()) < 0;
    if (!trust.isWhole() || !trust.fellows().forgotten().isEmpty() || !isYoung) {
      return new Found.Doubtful();
    }
    trust.raise(lot.fence());
    ModelClaim claim = ModelClaim.asIn(bid, trust.nextFence(), Standing.QUEUED);
    claims.put(bid, claim, now);
    return new Found.Granted(claim.fence());
  }

  private Found inheritFrom(ModelClaim claim, Bid bid, Estates.Lot lot, SimFlaw flaw, Instant now) {
    int owner = lot.origin().node();
    boolean isItsToLeave =
        !bid.held()
            && claim.isOf(lot.origin())
            && claim.fence() == lot.fence()
            && claim.standing() == Standing.QUEUED
            && !claim.running();
    boolean isLeft = legacies.leftBy(owner, trust.generation()).contains(bid.key());
    if (!isItsToLeave && flaw != SimFlaw.GREEDY) {
      if (!claim.isOf(lot.origin())) {
        legacies.withdraw(owner, bid.key());
      }
      return seen(claim, bid, now);
    }
    if (!isLeft && flaw != SimFlaw.GREEDY) {
      return waitForItsOwner(claim, bid, now);
    }
    legacies.withdraw(owner, bid.key());
    ModelClaim granted = claim.of(bid.origin()).granted(trust.nextFence());
    claims.put(bid, granted, now);
    return new Found.Granted(granted.fence());
  }

  private Found waitForItsOwner(ModelClaim claim, Bid bid, Instant now) {
    Duration left = ownersTurn.minus(trust.quiet(now));
    if (left.compareTo(Duration.ZERO) > 0) {
      return new Found.Running(left);
    }
    claims.put(
        bid,
        claim.of(bid.origin()).granted(0).in(Standing.HELD, claim.status(), claim.expires()),
        now);
    return new Found.Doubtful();
  }

  Assertion.Answer affirm(Assertion assertion, SimFlaw flaw, Instant now) {
    Bid bid = assertion.bid();
    Instant until = now.plus(assertion.left());
    Optional<ModelClaim> known = claim(bid.key(), now).map(it -> renewed(it, bid, now));
    ModelClaim asserted =
        ModelClaim.asIn(bid, assertion.fence(), Standing.QUEUED)
            .moved(assertion.standing(), assertion.status(), until);
    long receipts = assertion.receipts();
    ModelClaim stands;
    if (known.isEmpty()) {
      stands = asserted.received(receipts);
    } else {
      ModelClaim found = known.get();
      long most = Math.max(found.receipts(), receipts);
      if (found.isOf(bid.origin())) {
        stands =
            found
                .moved(assertion.standing(), assertion.status(), until)
                .received(most)
                .granted(Math.max(found.fence(), assertion.fence()));
      } else if (new ModelPrecedence(trust, flaw).yields(found, asserted)) {
        stands = asserted.received(most);
      } else {
        claims.put(bid, found.received(most), now);
        return new Assertion.Answer.Yields(found(found.received(most), bid, now));
      }
    }
    trust.raise(stands.fence());
    claims.put(bid, stands, now);
    return new Assertion.Answer.Stands(stands.fence());
  }
}
