package io.sallyport.store.shared;

import io.sallyport.admit.Ledger;
import io.sallyport.loop.Home;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A node that agrees with others: its own store, the index that all share, and what goes between
 * them.
 */
public final class OneOfMany {
  private final Trust trust;
  private final Granter granter;
  private final Teller teller;
  private final SharedLedger ledger;

  /**
   * What it is made of.
   *
   * @param node the name of this node, which no other has
   * @param home the one thread that asks and tells
   * @param random for jitter
   * @param clock of this machine, as the store's
   * @param nanos monotonic, in nanoseconds
   */
  public record Parts(
      String node,
      Home home,
      OwnLedger own,
      Holdings holdings,
      SharedIndex index,
      Members members,
      Away away,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      Told told) {}

  /** Before the store takes anything; nothing is asked until {@link #start}. */
  public OneOfMany(Parts parts) {
    Outside outside =
        new Outside(
            parts.node(),
            parts.home(),
            parts.index(),
            parts.holdings(),
            parts.random(),
            parts.clock(),
            parts.told());
    Turns turns = new Turns();
    this.trust = new Trust(outside, parts.members(), turns::areUnderWay);
    this.granter = new Granter(outside, trust);
    this.teller = new Teller(outside, trust);
    this.ledger =
        new SharedLedger(
            parts.own(), outside, trust, turns, parts.away(), parts.clock(), parts.nanos());
  }

  /** What admits. */
  public Ledger ledger() {
    return ledger;
  }

  /** Begins to ask for what waits, and to tell what has ended. */
  public void start() {
    granter.start();
    teller.start();
    trust.start();
  }

  /** Asks and tells no more; what waits is asked for by the next process. */
  public void stop() {
    granter.stop();
    teller.stop();
    trust.stop();
  }

  /** Whether a shard may be built upon now. Any thread. */
  public boolean isOpen(Shard shard) {
    return trust.epoch(shard).isPresent();
  }
}
