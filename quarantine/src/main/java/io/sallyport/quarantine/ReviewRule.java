package io.sallyport.quarantine;

import io.sallyport.quarantine.Answer.Why;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.item.ItemState.Claimed;
import io.sallyport.quarantine.item.ItemState.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** Who may make which move, and when. Pure: the item and the time come in, a ruling goes out. */
record ReviewRule(Duration claimLength) {

  ReviewRule {
    if (claimLength.isNegative() || claimLength.isZero()) {
      throw new IllegalArgumentException("a claim must last");
    }
  }

  Ruling claim(HeldItem item, String reviewer, Instant now) {
    return whileOpen(
        item,
        now,
        held -> Ruling.move(held.claim(reviewer, now.plus(claimLength))),
        claimed ->
            claimed.reviewer().equals(reviewer) || !claimed.isBindingAt(now)
                ? Ruling.move(claimed.lapse().claim(reviewer, now.plus(claimLength)))
                : Ruling.refuse(Why.CLAIMED));
  }

  Ruling giveBack(HeldItem item, String reviewer, Instant now) {
    return byClaimant(item, reviewer, now, claimed -> Ruling.move(claimed.lapse()));
  }

  Ruling release(HeldItem item, Decision decision, Instant now) {
    return decide(item, decision, now, claimed -> claimed.release(decision));
  }

  Ruling reject(HeldItem item, Decision decision, Instant now) {
    return decide(item, decision, now, claimed -> claimed.reject(decision));
  }

  /** Due or not, never a matter of who asks. Not yet due is {@link Why#NOT_DUE}. */
  Ruling expire(HeldItem item, Instant now) {
    return item.state()
        .fold(
            held -> expire(held, now),
            claimed -> expire(claimed.lapse(), now),
            closed -> Ruling.refuse(Why.CLOSED),
            closed -> Ruling.refuse(Why.CLOSED),
            closed -> Ruling.refuse(Why.CLOSED));
  }

  private static Ruling expire(Held held, Instant now) {
    return held.isOverAt(now) ? Ruling.move(held.expire()) : Ruling.refuse(Why.NOT_DUE);
  }

  private static Ruling decide(
      HeldItem item, Decision decision, Instant now, Function<Claimed, ItemState> move) {
    if (!item.wasShownFor(decision)) {
      return Ruling.refuse(Why.OTHER_BYTES);
    }
    return byClaimant(item, decision.reviewer(), now, claimed -> Ruling.move(move.apply(claimed)));
  }

  private static Ruling byClaimant(
      HeldItem item, String reviewer, Instant now, Function<Claimed, Ruling> move) {
    return whileOpen(
        item,
        now,
        held -> Ruling.refuse(Why.NOT_CLAIMED),
        claimed -> {
          if (!claimed.isBindingAt(now)) {
            return Ruling.refuse(Why.NOT_CLAIMED);
          }
          return claimed.reviewer().equals(reviewer)
              ? move.apply(claimed)
              : Ruling.refuse(Why.CLAIMED);
        });
  }

  /** An item past its limit is closed for reviewers even before the sweep has written it down. */
  private static Ruling whileOpen(
      HeldItem item, Instant now, Function<Held, Ruling> held, Function<Claimed, Ruling> claimed) {
    return item.state()
        .fold(
            waiting -> waiting.isOverAt(now) ? Ruling.refuse(Why.CLOSED) : held.apply(waiting),
            taken -> taken.lapse().isOverAt(now) ? Ruling.refuse(Why.CLOSED) : claimed.apply(taken),
            closed -> Ruling.refuse(Why.CLOSED),
            closed -> Ruling.refuse(Why.CLOSED),
            closed -> Ruling.refuse(Why.CLOSED));
  }

  /** What the rule says: a legal move, or why not. */
  sealed interface Ruling {

    <T> T fold(Function<ItemState, T> move, Function<Why, T> refuse);

    static Ruling move(ItemState next) {
      return new Move(next);
    }

    static Ruling refuse(Why why) {
      return new Refuse(why);
    }
  }

  private record Move(ItemState next) implements Ruling {
    @Override
    public <T> T fold(Function<ItemState, T> move, Function<Why, T> refuse) {
      return move.apply(next);
    }
  }

  private record Refuse(Why why) implements Ruling {
    @Override
    public <T> T fold(Function<ItemState, T> move, Function<Why, T> refuse) {
      return refuse.apply(why);
    }
  }
}
