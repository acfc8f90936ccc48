package io.sallyport.store.shared;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Remembered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An event of a simulated node's: how it stands there, and what becomes of it. */
final class SimRow {
  private static final Duration LONG_AGO = Duration.ofHours(3);

  final long sequence;
  final Shard shard;
  private final Bid first;
  private final SimFlaw flaw;
  private Standing standing = Standing.WAITING;
  private long fence;
  private boolean unsettled;
  private Duration ago = Duration.ZERO;

  /** A person has let it go on. */
  private boolean released;

  /** Whether it was ever this node's to deliver. */
  private boolean wasGranted;

  /** It was tried in vain once, whatever became of it then. */
  private boolean died;

  /** A person would not have it, and nobody is asked for it any more. */
  private boolean asksNoMore;

  /** Whose it was, where it is to be inherited. */
  private Optional<Estates.Lot> from = Optional.empty();

  /** Whose it is, where another node has it. */
  private Optional<Found.Known> elsewhere = Optional.empty();

  /** It waits. */
  SimRow(long sequence, Shard shard, Bid bid, SimFlaw flaw) {
    this.sequence = sequence;
    this.shard = shard;
    this.first = bid;
    this.flaw = flaw;
  }

  // --- what becomes of it

  /** A person must see it first. */
  SimRow hold() {
    standing = Standing.HELD;
    return this;
  }

  void release() {
    standing = Standing.WAITING;
    released = true;
    elsewhere = Optional.empty();
  }

  /** By a person: what was held is rejected, and what waits is given up. */
  void refuse() {
    standing = standing == Standing.HELD ? Standing.REJECTED : Standing.DISCARDED;
    unsettled = fence > 0;
  }

  SimRow inherit(Estates.Lot lot) {
    from = Optional.of(lot);
    return this;
  }

  /** By pass-through. */
  SimRow relay(long granted) {
    fence = granted;
    deliver();
    return this;
  }

  /** It has ended, and that was told, long before the history begins. */
  SimRow endLongAgo(long granted) {
    standing = Standing.DONE;
    fence = granted;
    ago = LONG_AGO;
    return this;
  }

  void deliver() {
    standing = Standing.DONE;
    unsettled = true;
  }

  /** It was tried in vain. */
  void die() {
    standing = Standing.DEAD;
    died = true;
    unsettled = true;
  }

  void revive() {
    standing = flaw == SimFlaw.BOLD ? Standing.QUEUED : Standing.WAITING;
    unsettled = true;
  }

  /** Whether it was granted and is asked for again. */
  boolean askAgain() {
    boolean asks = isGranted();
    if (asks) {
      standing = Standing.WAITING;
    }
    return asks;
  }

  void takeForGranted() {
    standing = Standing.QUEUED;
  }

  /** The others know how it stood then. */
  void told(Standing then, long thenFence) {
    unsettled &= toldAs() != then || fence != thenFence;
  }

  void answered(Found found) {
    boolean held = isHeld();
    if (isRefused()) {
      refused(found);
    } else if (found instanceof Found.Granted granted) {
      fence = granted.fence();
      from = Optional.empty();
      wasGranted |= !held;
      standing = held ? Standing.HELD : Standing.QUEUED;
    } else if (held) {
      elsewhere = found instanceof Found.Known known ? Optional.of(known) : Optional.empty();
    } else {
      closed(found);
    }
  }

  /** A grant is noted, and told with its end; what is another's is left to it. */
  private void refused(Found found) {
    asksNoMore = true;
    if (found instanceof Found.Granted granted) {
      fence = granted.fence();
      unsettled = true;
    } else if (flaw != SimFlaw.FINAL
        && found instanceof Found.Known known
        && known.origin().node() != first.origin().node()) {
      elsewhere = Optional.of(known);
    }
  }

  private void closed(Found found) {
    standing = Standing.DONE;
    fence = 0;
    elsewhere = found instanceof Found.Known known ? Optional.of(known) : Optional.empty();
  }

  void asserted(Assertion.Answer answer) {
    if (elsewhere.isPresent()) {
      return;
    }
    if (answer instanceof Assertion.Answer.Stands stands) {
      fence = stands.fence();
    } else if (!(((Assertion.Answer.Yields) answer).to() instanceof Found.Known)) {
      askAgain();
    } else if (isRefused() && fence == 0) {
      refused(((Assertion.Answer.Yields) answer).to());
    } else if (isOpen() && !isHeld()) {
      closed(((Assertion.Answer.Yields) answer).to());
    }
  }

  // --- how it stands

  boolean isOpen() {
    return !standing.isEnded();
  }

  /** It is this node's to deliver. */
  boolean isGranted() {
    return standing == Standing.QUEUED;
  }

  /** A person has to judge it. */
  boolean isHeld() {
    return standing == Standing.HELD;
  }

  /** A person here would not have it. */
  boolean isRefused() {
    return standing == Standing.REJECTED || standing == Standing.DISCARDED;
  }

  /** The same of what was granted to this node. */
  boolean isRefusedForAll() {
    return isRefused() && fence > 0;
  }

  /** It was tried in vain, until a person has it tried again. */
  boolean isDead() {
    return standing == Standing.DEAD;
  }

  /** It was granted, and is asked for again. */
  boolean isAskedAgain() {
    return standing == Standing.WAITING && fence > 0;
  }

  boolean asks() {
    boolean isAtRest = isHeld() || (isRefused() && !asksNoMore);
    boolean asksThoughHeld = isAtRest && fence == 0 && elsewhere.isEmpty();
    return standing == Standing.WAITING || asksThoughHeld;
  }

  /** Whether a doubt makes a case of it. */
  boolean isCaseInDoubt() {
    return standing == Standing.WAITING && fence == 0 && !released;
  }

  /** Whether a person may give it up: it waits for the others. */
  boolean mayBeGivenUp() {
    return standing == Standing.WAITING && from.isEmpty();
  }

  /** Whether it was this node's, and nobody here has refused it. */
  boolean isOwed() {
    return wasGranted && !isRefused();
  }

  /** Whether it is such a one, came before that, and was never tried in vain. */
  boolean isOwedSince(Instant before) {
    return isOwed() && !died && first.received().isBefore(before);
  }

  /** It has ended, here or elsewhere. */
  boolean isDone() {
    return standing == Standing.DONE && elsewhere.map(Found.Known::hasEndedForAll).orElse(true);
  }

  /** It is another's, which has not ended it. */
  boolean isOpenElsewhere() {
    return standing == Standing.DONE && elsewhere.filter(it -> !it.hasEndedForAll()).isPresent();
  }

  boolean isElsewhere() {
    return elsewhere.isPresent();
  }

  /** Whether another has it, who has not ended it, or it is held here, too. */
  boolean isLeftToItsOwner() {
    return elsewhere.filter(it -> !hasEnded(it) || isHeld()).isPresent();
  }

  private boolean hasEnded(Found.Known it) {
    return flaw == SimFlaw.HEARSAY ? it.standing().isEnded() : it.hasEndedForAll();
  }

  boolean isUnsettled() {
    return unsettled;
  }

  // --- what others are asked for and told

  /** As it came. */
  Bid first() {
    return first;
  }

  long fence() {
    return fence;
  }

  /** As its next question has it. */
  Bid bid() {
    return new Bid(
        first.id(),
        first.signed(),
        first.content(),
        first.label(),
        first.origin(),
        first.received(),
        first.memory(),
        isHeld() || isRefused(),
        released && fence == 0);
  }

  Petition petition() {
    boolean hasGrant = fence != 0 && from.isEmpty();
    return new Petition(sequence, List.of(bid()), List.of(shard), from, hasGrant);
  }

  Ended ended() {
    return new Ended(shard, first, new Change(first.key(), fence, toldAs(), 0, first.memory()));
  }

  /** What is not delivered before others agree is on its way for them. */
  private Standing toldAs() {
    return standing == Standing.WAITING ? Standing.QUEUED : standing;
  }

  Holdings.Grant grant() {
    return new Holdings.Grant(shard, new Holdings.Granted(bid(), fence));
  }

  Remembered remembered() {
    return new Remembered(
        shard,
        new Assertion(
            elsewhere.map(it -> first.of(it.origin())).orElse(first),
            isElsewhere() ? Standing.DONE : standing,
            fence,
            1,
            0,
            standing.isEnded() ? first.memory().minus(ago) : Duration.ZERO));
  }
}
