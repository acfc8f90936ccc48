package io.sallyport.store.shared;

import static io.sallyport.store.shared.SimBids.word;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Settled;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A node: its machine, which outlives its processes, and the parts under test in each of them; and
 * what senders and people do there.
 */
final class SimNode {
  private static final Duration SUPERVISED = Duration.ofMillis(500);
  private static final Ending ANSWERED =
      new Ending.Answered(new StoredAnswer(200, "", RawBody.empty()));

  /** Shorter than some of them are away. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  final String name;
  private final int number;
  private final SimWorld world;
  private SimRedis redis;
  private final SimUpstream upstream;
  private final Consumer<String> story;
  private final SimFlaw flaw;
  private final Consumer<SimNode> starts;
  private final SimStore store;
  private final SimDeliveries deliveries;
  private final SimOwnLedger own;
  private final SimHoldings holdings;

  /** A file of its own, replaced as a whole. */
  private Met met = Met.NEVER;

  private SimWorld.Loop loop;
  private SimNet net;
  private Ledger ledger;
  private OneOfMany agreement;
  private boolean up;
  private boolean cut;
  private boolean deaf;

  SimNode(
      String name,
      int number,
      SimWorld world,
      SimRedis redis,
      SimUpstream upstream,
      SimFlaw flaw,
      Consumer<String> story,
      Consumer<SimNode> starts) {
    this.starts = starts;
    this.story = story;
    this.flaw = flaw;
    this.name = name;
    this.number = number;
    this.world = world;
    this.redis = redis;
    this.upstream = upstream;
    this.store = new SimStore(world, flaw);
    this.deliveries =
        new SimDeliveries(name, world, store, upstream, flaw, story, () -> agreement.term());
    this.own = new SimOwnLedger(name, number, world, store, upstream, deliveries, story);
    this.holdings = new SimHoldings(name, number, store, upstream, deliveries, flaw, story);
    store.had(new SimJournal.Learnt(Fellows.of(name)));
  }

  /** It was introduced to these before. */
  void knows(Set<String> names) {
    store.had(new SimJournal.Learnt(Fellows.of(names)));
  }

  /** It had this one, granted under this fence, long before. */
  void had(Admission admission, long fence) {
    long sequence = store.nextSequence();
    Event event = admission.events().get(0);
    Shard shard = Shard.of(admission.integration(), event.home());
    Bid bid = SimBids.of(admission, event, new Origin(number, sequence, 0));
    store.had(new SimJournal.EndedLongAgo(sequence, shard, bid, fence));
  }

  /** It has passed this on, before it began. */
  void hasRelayed(Shard shard, Bid bid, long fence) {
    long sequence = bid.origin().sequence();
    store.goesOnBehind(sequence);
    store.had(new SimJournal.Relayed(sequence, shard, bid, fence));
  }

  int number() {
    return number;
  }

  boolean isUp() {
    return up;
  }

  SimWorld.Loop loop() {
    return loop;
  }

  SimNet net() {
    return net;
  }

  /** The machine's way to Redis: it stays so when the process is another. */
  void cut(boolean isCut) {
    if (isCut != cut) { // what else has cut it is mended in its own time
      cut = isCut;
      net.cut(isCut);
    }
  }

  /** The same the other way round. */
  void deaf(boolean isDeaf) {
    deaf = isDeaf;
    net.deaf(isDeaf);
  }

  OneOfMany agreement() {
    return agreement;
  }

  Ledger ledger() {
    return ledger;
  }

  SimRows rows() {
    return store.rows();
  }

  /** Its next process is configured for another Redis. */
  void moves(SimRedis to) {
    redis = to;
  }

  // --- its processes

  /** As a process that begins: from its journal. */
  void start() {
    up = true;
    loop = world.new Loop();
    net = new SimNet(name, world, loop, redis, flaw);
    net.cut(cut);
    net.deaf(deaf);
    store.opens(loop);
    own.begin();
    deliveries.begin();
    Lease lease =
        new Lease(
            name,
            number,
            Boot.random(world.random),
            loop,
            net,
            Lease.Terms.DEFAULT,
            world::nanos,
            world.random);
    OneOfMany node =
        new OneOfMany(
            new OneOfMany.Parts(
                name,
                loop,
                own,
                holdings,
                net,
                new SimMembers(),
                new SimMeetings(),
                Away.DEFAULT,
                world.clock(),
                world::nanos,
                world.random,
                new SimMeters(name, story),
                lease,
                Optional.of(flaw == SimFlaw.STALE ? new SimStaleHeir(net, own, loop) : net)),
            PATIENCE);
    ledger = node.ledger();
    agreement = node;
    lease.onLost(refusal -> refused(node, refusal));
    node.start()
        .onSuccess(
            came -> {
              if (came instanceof Lease.Start.Refused it) {
                refused(node, it.refusal());
              }
            });
    want(List.of("shop", "relay"));
    store.syncsNowAndThen();
  }

  void want(List<String> integrations) {
    agreement.want(integrations, Duration.ofSeconds(10));
  }

  /**
   * The process ends, and is started again as by whatever supervises it. So it goes where the last
   * beat of the process before comes late, which looks as if that one were alive.
   */
  private void refused(OneOfMany node, Refusal refusal) {
    world.after(
        Duration.ZERO,
        () -> {
          if (up && agreement == node) {
            story.accept(name + " ends: " + refusal);
            crash();
            world.after(SUPERVISED, () -> starts.accept(this));
          }
        });
  }

  /** As by {@code kill -9}. */
  void crash() {
    up = false;
    loop.die();
    store.crash();
  }

  private final class SimMembers implements Members {
    @Override
    public Fellows all() {
      return flaw == SimFlaw.IMPATIENT ? Fellows.of(name) : rows().fellows();
    }

    @Override
    public Future<Void> learn(Fellows others) {
      store.write(new SimJournal.Learnt(others), true);
      return store.later(null);
    }
  }

  private final class SimMeetings implements Meetings {
    @Override
    public Met last() {
      return met;
    }

    @Override
    public Future<Void> note(Met now) {
      met = now;
      return store.later(null);
    }
  }

  // --- its senders

  /** Sends an event on while its sender waits: whether that was answered 2xx. */
  Future<Boolean> relay(Admission admission) {
    ClaimKey key = admission.events().get(0).key();
    return ledger
        .begin(admission)
        .compose(
            turn -> {
              if (!(turn instanceof Turn.Go go)) {
                return Future.succeededFuture(turn instanceof Turn.Has);
              }
              story.accept(name + " relays " + go.id().value().substring(0, 8));
              upstream.relays(name, key);
              boolean takes = world.chance(0.7);
              Promise<Boolean> answered = Promise.promise();
              loop.after(
                  world.within(upstream.answersWithin()),
                  () ->
                      ledger
                          .settle(go, takes ? ANSWERED : new Ending.Dropped())
                          .map(settled -> takes && settled != Settled.UNAVAILABLE)
                          .onComplete(answered));
              return answered.future();
            });
  }

  // --- its people

  /** A person has seen all that is held, and lets it go on. */
  void releaseAll() {
    for (long at : rows().held()) {
      store.write(new SimJournal.Released(at), true);
      store.askOnceSynced(at);
    }
  }

  /** A person would not have one of those that are held, or wait. */
  void refuseSome() {
    List<Long> some = new ArrayList<>(rows().held());
    some.addAll(rows().mayBeGivenUp());
    if (!some.isEmpty()) {
      long at = some.get(world.random.nextInt(some.size()));
      story.accept(name + " refuses " + word(rows().petition(at).bids().get(0)));
      store.write(new SimJournal.Refused(at), true);
    }
  }

  /** A person has all tried again that was tried in vain. */
  void reviveAll() {
    for (long at : rows().dead()) {
      story.accept(name + " tries again " + at);
      store.write(new SimJournal.Revived(at), true);
      if (flaw == SimFlaw.BOLD) {
        deliveries.deliver(at);
      } else {
        store.askOnceSynced(at);
      }
    }
  }
}
