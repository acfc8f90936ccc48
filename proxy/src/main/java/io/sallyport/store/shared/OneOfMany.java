package io.sallyport.store.shared;

import io.sallyport.admit.Forgetting;
import io.sallyport.admit.Ledger;
import io.sallyport.loop.Home;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A node that agrees with others: its own store, the index that all share, and what goes between
 * them.
 */
public final class OneOfMany {
  /** How long a node that is stopped tells what has ended. */
  static final Duration FAREWELL = Duration.ofSeconds(1);

  private final Lease lease;
  private final Trust trust;
  private final Granter granter;
  private final Optional<Continuity> continuity;
  private final Optional<Depositor> depositor;
  private final Optional<Renewal> renewal;
  private final Parting parting;
  private final Teller teller;
  private final SharedLedger ledger;
  private final Home home;
  private final AwaitedShards awaited;
  private final Census census;
  private volatile Set<String> served = Set.of();

  /**
   * What it is made of.
   *
   * @param node the name of this node, which no other has
   * @param home the one thread that asks and tells
   * @param random for jitter
   * @param clock of this machine, as the store's
   * @param nanos monotonic, in nanoseconds
   * @param lease that nobody else is this node; on the same home, not begun
   * @param estates by which nodes finish what a dead one leaves; empty where they do not
   */
  public record Parts(
      String node,
      Home home,
      OwnLedger own,
      Holdings holdings,
      SharedIndex index,
      Members members,
      Meetings meetings,
      Away away,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      Told told,
      Lease lease,
      Optional<Estates> estates) {}

  /** Before the store takes anything; nothing is asked until {@link #start}. */
  public OneOfMany(Parts parts) {
    this(parts, Trust.PATIENCE);
  }

  /**
   * One that waits for others as long as this.
   *
   * @param patience before a shard is opened in part without those who do not sign
   */
  public OneOfMany(Parts parts, Duration patience) {
    this(parts, patience, SharedLedger.CERTAIN_WITHIN);
  }

  /**
   * One whose senders, too, wait as long as this.
   *
   * @param patience before a shard is opened in part without those who do not sign
   * @param certainWithin how long whoever would pass an event through waits for its grant, at most
   */
  public OneOfMany(Parts parts, Duration patience, Duration certainWithin) {
    Outside outside =
        new Outside(
            parts.node(),
            parts.home(),
            parts.index(),
            parts.holdings(),
            parts.random(),
            parts.clock(),
            parts.lease(),
            parts.told());
    this.lease = parts.lease();
    Turns turns = new Turns();
    Acquaintance known = new Acquaintance(outside, parts.members(), parts.meetings());
    this.home = parts.home();
    this.trust = new Trust(outside, known, turns::areUnderWay, patience);
    this.awaited = new AwaitedShards(home, trust);
    this.census = new Census(outside, known, trust);
    Optional<HandOver> handOver =
        parts.estates().map(it -> new HandOver(it, new Depositor(outside, trust, it)));
    this.granter = new Granter(outside, trust, turns, handOver, parts.nanos());
    this.depositor = handOver.map(HandOver::depositor);
    this.renewal = depositor.map(it -> new Renewal(outside, trust, it));
    this.continuity =
        parts
            .estates()
            .map(
                it ->
                    new Continuity(
                        outside,
                        granter,
                        new Heir(
                            outside,
                            trust,
                            new Absences(outside, parts.members(), parts.nanos()),
                            parts.own(),
                            it,
                            integration -> served.contains(integration))));
    this.parting = new Parting(home, lease, depositor, continuity, () -> isOpen(Trust.MEETING));
    this.teller = new Teller(outside, trust, told -> handOver.ifPresent(it -> it.told(told)));
    this.ledger =
        new SharedLedger(
            parts.own(),
            outside,
            trust,
            turns,
            parts.away(),
            certainWithin,
            parts.clock(),
            parts.nanos());
  }

  /** What admits. */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * Begins to ask for what waits, and to tell what has ended, when this process is the node for
   * certain. Where another process is, nothing is asked, and this one should end.
   *
   * @return what it came to; never fails
   */
  public Future<Lease.Start> start() {
    trust.onOpen(awaited::opened);
    renewal.ifPresent(it -> trust.onOpen(it::opened));
    lease.onEntered(trust::start);
    lease.takesUp(parting::takesUp);
    lease.onLost(refusal -> halt());
    continuity.ifPresent(Continuity::start);
    granter.start();
    teller.start();
    return lease.start();
  }

  /** How it parts from the others. */
  public Parting parting() {
    return parting;
  }

  /**
   * Asks no more, tells what has ended, for {@link #FAREWELL} at most, and gives the place free;
   * what waits is asked for by the next process. What it has left, the others take up 5 to 15
   * seconds later unless the next process is there by then: with it, what had ended without their
   * being told, and your application gets that once more.
   *
   * @return completes when the others were told, or could not be
   */
  public Future<Void> stop() {
    asksNoMore();
    Promise<Void> told = Promise.promise();
    teller.told().onComplete(unused -> told.tryComplete());
    Runnable callOff = home.after(FAREWELL, told::tryComplete);
    return told.future()
        .compose(
            unused -> {
              callOff.run();
              halt();
              return lease.leave();
            });
  }

  private void halt() {
    asksNoMore();
    teller.stop();
    trust.stop();
  }

  private void asksNoMore() {
    granter.stop();
    home.run(
        () -> {
          continuity.ifPresent(Continuity::stop);
          renewal.ifPresent(Renewal::stop);
          depositor.ifPresent(Depositor::stop);
        });
  }

  /**
   * The term in which attempts of what is taken from the queue may begin, and in no other; 0 while
   * none may: others may take this node for dead, or it has not asked for all of it once more.
   * Where nobody finishes what it leaves there is but one. Any thread.
   */
  public int term() {
    return continuity.map(Continuity::term).orElse(1);
  }

  /** How many bytes this node has left to others, as far as it knows. Any thread. */
  public long leftBytes() {
    return depositor.map(Depositor::bytes).orElse(0L);
  }

  /** Is told each time that a term begins, on the home; any thread. */
  public void onTerm(Runnable listener) {
    continuity.ifPresent(it -> it.onTerm(listener));
  }

  /**
   * This node delivers for these integrations, and for no others any more. Asks for all their
   * shards before an event needs one: what is passed through would be told to come again meanwhile.
   * Any thread.
   *
   * @return completes when they are open, or after that time; never fails
   */
  public Future<Void> want(Collection<String> integrations, Duration most) {
    served = Set.copyOf(integrations);
    return awaited.want(integrations, most);
  }

  /** How the nodes stand with each other. Any thread. */
  public Future<Nodes> nodes() {
    return census.nodes();
  }

  /**
   * A node will never come back: nobody waits for what it remembers. What it was granted and the
   * index does not know any more is as if it had never been; what it does know stays claimed. Any
   * thread.
   *
   * @return fails when this node cannot write that down
   */
  public Future<Forgetting> forget(String name) {
    return census.forget(name);
  }

  /** The shards that may be built upon now. Any thread. */
  public Set<Shard> open() {
    return trust.open();
  }

  /**
   * What these shards say is not to be built upon, for a reason that they do not know of: the nodes
   * agree on them anew. Any thread.
   */
  public void doubt(Set<Shard> which, String why) {
    which.forEach(shard -> trust.epoch(shard).ifPresent(epoch -> trust.suspect(shard, epoch, why)));
  }

  /** Whether a shard may be built upon now. Any thread. */
  public boolean isOpen(Shard shard) {
    return trust.epoch(shard).isPresent();
  }
}
