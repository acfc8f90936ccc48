package io.sallyport.quarantine.item;

import java.time.Instant;
import java.util.function.Function;

/**
 * Where a held item stands: {@code held → claimed → released | rejected}, or {@code expired} when
 * nobody decided in time. Each state has only its legal moves as methods; the last three have none,
 * because a decision stands.
 */
public sealed interface ItemState {

  /** Says one thing for each state. A sixth state breaks the build here, not at run time. */
  <T> T fold(
      Function<Held, T> held,
      Function<Claimed, T> claimed,
      Function<Released, T> released,
      Function<Rejected, T> rejected,
      Function<Expired, T> expired);

  /** Whether somebody may still decide: held or claimed. */
  default boolean isOpen() {
    return fold(held -> true, claimed -> true, done -> false, done -> false, done -> false);
  }

  /**
   * Waiting for a reviewer.
   *
   * @param expiresAt when nobody may decide any more; inclusive: at this very instant it is too
   *     late
   */
  record Held(Instant expiresAt) implements ItemState {

    /** Whether it is too late to decide. */
    public boolean isOverAt(Instant now) {
      return !now.isBefore(expiresAt);
    }

    /**
     * A reviewer takes the item, so that two people do not work on the same one. The claim never
     * outlasts the item.
     *
     * @param until when the claim lapses by itself; exclusive
     */
    public Claimed claim(String reviewer, Instant until) {
      return new Claimed(reviewer, until.isBefore(expiresAt) ? until : expiresAt, this);
    }

    /** Nobody decided in time. */
    public Expired expire() {
      return new Expired(expiresAt);
    }

    @Override
    public <T> T fold(
        Function<Held, T> held,
        Function<Claimed, T> claimed,
        Function<Released, T> released,
        Function<Rejected, T> rejected,
        Function<Expired, T> expired) {
      return held.apply(this);
    }
  }

  /**
   * A reviewer is looking at it.
   *
   * @param reviewer who; not blank
   * @param until when the claim lapses; exclusive
   * @param held the state it lapses into
   */
  record Claimed(String reviewer, Instant until, Held held) implements ItemState {

    public Claimed {
      if (reviewer.isBlank()) {
        throw new IllegalArgumentException("a claim needs a reviewer");
      }
    }

    /** Whether the claim still keeps others away. At {@code until} itself it does not. */
    public boolean isBindingAt(Instant now) {
      return now.isBefore(until);
    }

    /**
     * The claim ran out, or the reviewer gave it up: the item waits again, no longer than before.
     */
    public Held lapse() {
      return held;
    }

    /** The event goes on to its target. */
    public Released release(Decision decision) {
      return new Released(madeByClaimant(decision));
    }

    /** The event goes nowhere. */
    public Rejected reject(Decision decision) {
      return new Rejected(madeByClaimant(decision));
    }

    private Decision madeByClaimant(Decision decision) {
      if (!decision.reviewer().equals(reviewer)) {
        throw new IllegalStateException("only the reviewer who claimed an item decides on it");
      }
      return decision;
    }

    @Override
    public <T> T fold(
        Function<Held, T> held,
        Function<Claimed, T> claimed,
        Function<Released, T> released,
        Function<Rejected, T> rejected,
        Function<Expired, T> expired) {
      return claimed.apply(this);
    }
  }

  /** Judged harmless. It is on its way, or has arrived; the delivery's own record says which. */
  record Released(Decision decision) implements ItemState {
    @Override
    public <T> T fold(
        Function<Held, T> held,
        Function<Claimed, T> claimed,
        Function<Released, T> released,
        Function<Rejected, T> rejected,
        Function<Expired, T> expired) {
      return released.apply(this);
    }
  }

  /** Judged harmful. It never reaches its target. */
  record Rejected(Decision decision) implements ItemState {
    @Override
    public <T> T fold(
        Function<Held, T> held,
        Function<Claimed, T> claimed,
        Function<Released, T> released,
        Function<Rejected, T> rejected,
        Function<Expired, T> expired) {
      return rejected.apply(this);
    }
  }

  /**
   * Nobody judged it in time. Silence is not consent: it never reaches its target.
   *
   * @param at the item's own limit, not the moment somebody noticed
   */
  record Expired(Instant at) implements ItemState {
    @Override
    public <T> T fold(
        Function<Held, T> held,
        Function<Claimed, T> claimed,
        Function<Released, T> released,
        Function<Rejected, T> rejected,
        Function<Expired, T> expired) {
      return expired.apply(this);
    }
  }
}
