package io.sallyport.store.shared;

import static io.sallyport.store.shared.SimBids.word;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A node: its journal, of which a crash leaves what is synced and some of the rest; what the
 * journal adds up to; and the parts under test over it.
 */
final class SimNode implements OwnLedger, Holdings {
  private static final Duration SYNC = Duration.ofMillis(1);
  private static final Duration LAZY = Duration.ofMillis(30);
  private static final Duration SUPERVISED = Duration.ofMillis(500);
  private static final Ending ANSWERED =
      new Ending.Answered(new StoredAnswer(200, "", RawBody.empty()));
  private static final Duration DOWN = Duration.ofSeconds(1);
  private static final Duration UPSTREAM = Duration.ofMillis(20);

  /** Longer than a lease, so that others may have taken over meanwhile. */
  private static final Duration SLOW = Duration.ofSeconds(40);

  /** So often in the middle of a round of its heir, which must end in time all the same. */
  private static final int HANGS_MOST = 2;

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
  private final List<SimJournal> journal = new ArrayList<>();
  private int synced;

  /** A file of its own, replaced as a whole. */
  private Met met = Met.NEVER;

  private SimRows rows = new SimRows(SimFlaw.NONE);
  private Map<ClaimKey, Long> running = new HashMap<>();
  private Map<ClaimKey, Admission> relayed = new HashMap<>();
  private SimWorld.Loop loop;
  private SimNet net;
  private Ledger ledger;
  private OneOfMany agreement;
  private Consumer<List<Petition>> petitions = unused -> {};
  private Runnable ended = () -> {};
  private boolean up;
  private boolean cut;
  private boolean deaf;

  /** What is on its way upstream, or about to be; and whether it is asked for again then. */
  private final Map<Long, Boolean> hands = new HashMap<>();

  private final List<Long> fresh = new ArrayList<>();
  private long sequence;
  private long fences;
  private int hangs;

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
    journal.add(new SimJournal.Learnt(Fellows.of(name)));
    synced = 1;
  }

  /** It was introduced to these before. */
  void knows(Set<String> names) {
    journal.add(new SimJournal.Learnt(Fellows.of(names)));
    synced = journal.size();
  }

  /** It had this one, granted under this fence, long before. */
  void had(Admission admission, long fence) {
    sequence++;
    Event event = admission.events().get(0);
    Shard shard = Shard.of(admission.integration(), event.home());
    journal.add(
        new SimJournal.EndedLongAgo(sequence, shard, bid(admission, event, sequence), fence));
    synced = journal.size();
  }

  /** It has passed this on, before it began. */
  void hasRelayed(Shard shard, Bid bid, long fence) {
    sequence = bid.origin().sequence();
    journal.add(new SimJournal.Relayed(sequence, shard, bid, fence));
    synced = journal.size();
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
    return rows;
  }

  /** Its next process is configured for another Redis. */
  void moves(SimRedis to) {
    redis = to;
  }

  /** As a process that begins: from its journal. */
  void start() {
    up = true;
    loop = world.new Loop();
    net = new SimNet(name, world, loop, redis, flaw);
    net.cut(cut);
    net.deaf(deaf);
    fresh.clear();
    rows = new SimRows(flaw);
    running = new HashMap<>();
    relayed = new HashMap<>();
    hands.clear();
    journal.forEach(rows::apply);
    if (flaw == SimFlaw.HASTY) {
      rows.takeForGranted().forEach(this::deliver);
    } else {
      rows.askAgain(Set.of());
    }
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
                this,
                this,
                net,
                new SimMembers(),
                new SimMeetings(),
                Away.DEFAULT,
                world.clock(),
                world::nanos,
                world.random,
                new SimMeters(name, story),
                lease,
                Optional.of(flaw == SimFlaw.STALE ? new SimStaleHeir(net, this, loop) : net)),
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
    loop.after(LAZY, this::sync);
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
    int left = synced + world.random.nextInt(journal.size() - synced + 1);
    journal.subList(left, journal.size()).clear();
    synced = left;
  }

  private final class SimMembers implements Members {
    @Override
    public Fellows all() {
      return flaw == SimFlaw.IMPATIENT ? Fellows.of(name) : rows.fellows();
    }

    @Override
    public Future<Void> learn(Fellows others) {
      write(new SimJournal.Learnt(others), true);
      return later(null);
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
      return later(null);
    }
  }

  // --- the journal

  private void write(SimJournal record, boolean isSynced) {
    journal.add(record);
    rows.apply(record);
    if (isSynced) {
      synced = journal.size();
    }
  }

  private void sync() {
    synced = journal.size();
    fresh.forEach(at -> petitions.accept(List.of(rows.petition(at))));
    fresh.clear();
    if (rows.unsettled(0, 1).size() > 0) {
      ended.run();
    }
    loop.after(LAZY, this::sync);
  }

  private <T> Future<T> later(T value) {
    Promise<T> promise = Promise.promise();
    loop.after(world.within(SYNC), () -> promise.tryComplete(value));
    return promise.future();
  }

  // --- its own ledger

  @Override
  public Bid bid(Admission admission, int index) {
    Event event = admission.events().get(index);
    return bid(admission, event, -1 - world.random.nextLong(1L << 50));
  }

  private Bid bid(Admission admission, Event event, long at) {
    return SimBids.of(admission, event, new Origin(number, at, 0));
  }

  @Override
  public Future<Placed> admit(Admission admission) {
    return admit(admission, List.of(new Found.Free()), unused -> {});
  }

  @Override
  public Future<Placed> admit(Admission admission, List<Found> elsewhere, IntConsumer spent) {
    Event event = admission.events().get(0);
    if (rows.knows(event.key())
        || running.containsKey(event.key())
        || elsewhere.get(0) instanceof Found.Known) {
      return later(new Placed.Kept(List.of(known(event)), Optional.empty()));
    }
    if (elsewhere.get(0) instanceof Found.Doubtful) {
      return later(
          new Placed.Kept(
              List.of(new Place.Held(hold(admission), Reason.STORE_REBUILDING)), Optional.empty()));
    }
    if (elsewhere.get(0) instanceof Found.Free free
        && free.ruling().isPresent()
        && free.ruling().get() instanceof Ruling.Stopped stopped) {
      return later(new Placed.Limited(stopped.limit(), stopped.retryAfter()));
    }
    spent.accept(0);
    Bid bid = bid(admission, event, ++sequence);
    Shard shard = Shard.of(admission.integration(), event.home());
    write(new SimJournal.Kept(sequence, shard, bid), true);
    Petition petition = new Petition(sequence, List.of(bid), List.of(shard));
    loop.after(world.within(SYNC), () -> petitions.accept(List.of(petition)));
    return later(
        new Placed.Kept(List.of(new Place.Queued(event.id(), world.now())), Optional.empty()));
  }

  private EventId hold(Admission admission) {
    Event event = admission.events().get(0);
    Bid bid = bid(admission, event, ++sequence);
    story.accept(name + " holds " + word(bid));
    write(
        new SimJournal.Held(sequence, Shard.of(admission.integration(), event.home()), bid), true);
    fresh.add(sequence);
    return event.id();
  }

  /** A person has seen all that is held, and lets it go on. */
  void releaseAll() {
    for (long at : rows.held()) {
      write(new SimJournal.Released(at), true);
      fresh.add(at);
    }
  }

  /** A person would not have one of those that are held, or wait. */
  void refuseSome() {
    List<Long> some = new ArrayList<>(rows.held());
    some.addAll(rows.mayBeGivenUp());
    if (!some.isEmpty()) {
      long at = some.get(world.random.nextInt(some.size()));
      story.accept(name + " refuses " + word(rows.petition(at).bids().get(0)));
      write(new SimJournal.Refused(at), true);
    }
  }

  private Place known(Event event) {
    return new Place.Known(event.id(), Standing.DONE, Optional.empty(), world.now(), 2);
  }

  @Override
  public void passedOver(String integration, List<Limit> limits) {
    story.accept(name + " is over " + limits);
  }

  @Override
  public Future<Turn> begin(Admission admission) {
    return begin(admission, new Found.Free());
  }

  @Override
  public Future<Turn> begin(Admission admission, Found elsewhere) {
    Event event = admission.events().get(0);
    if (rows.knows(event.key()) || elsewhere instanceof Found.Known) {
      return later(new Turn.Has(known(event)));
    }
    if (elsewhere instanceof Found.Doubtful) {
      return later(new Turn.Has(new Place.Held(hold(admission), Reason.STORE_REBUILDING)));
    }
    if (running.putIfAbsent(event.key(), ++fences) != null) {
      return later(new Turn.Busy(event.id(), Duration.ofMillis(50)));
    }
    relayed.put(event.key(), admission);
    return later(new Turn.Go(event.id(), event.key(), fences));
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending) {
    running.remove(go.key());
    relayed.remove(go.key());
    return later(Settled.RECORDED);
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending, Shard shard, long fence) {
    Admission admission = relayed.remove(go.key());
    running.remove(go.key());
    if (ending instanceof Ending.Answered && admission != null) {
      Bid bid = bid(admission, admission.events().get(0), ++sequence);
      write(new SimJournal.Relayed(sequence, shard, bid, fence), true);
      upstream.isPromised(bid.key());
    }
    return later(Settled.RECORDED);
  }

  @Override
  public Future<Optional<List<Place>>> recall(Admission admission) {
    Event event = admission.events().get(0);
    return later(rows.knows(event.key()) ? Optional.of(List.of(known(event))) : Optional.empty());
  }

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
              upstream.relays(key);
              boolean takes = world.chance(0.7);
              Promise<Boolean> answered = Promise.promise();
              loop.after(
                  world.within(UPSTREAM.multipliedBy(3)),
                  () ->
                      ledger
                          .settle(go, takes ? ANSWERED : new Ending.Dropped())
                          .map(settled -> takes && settled != Settled.UNAVAILABLE)
                          .onComplete(answered));
              return answered.future();
            });
  }

  // --- what it holds

  @Override
  public Future<List<Petition>> waiting(long after, int most) {
    synced = journal.size(); // nothing is told before it is synced
    return later(rows.waiting(after, most));
  }

  @Override
  public Waiting waiting() {
    return new Waiting(0, 0, 0);
  }

  @Override
  public void onPetition(Consumer<List<Petition>> listener) {
    petitions = listener;
  }

  @Override
  public Future<Void> answered(Petition petition, List<Found> outcomes) {
    if (!rows.isWaiting(petition.sequence())) {
      return Future.succeededFuture();
    }
    if (outcomes.get(0) instanceof Found.Doubtful) {
      doubted(petition);
    } else {
      story.accept(name + " is told " + word(petition.bids().get(0)) + " " + outcomes.get(0));
      write(new SimJournal.Answered(petition.sequence(), outcomes.get(0)), false);
      deliver(petition.sequence());
    }
    return Future.succeededFuture(); // not synced: told before what is asked later
  }

  private void doubted(Petition petition) {
    if (rows.isCaseInDoubt(petition.sequence())) {
      Bid bid = petition.bids().get(0);
      story.accept(name + " holds what waited, " + word(bid));
      Bid held = bid.of(new Origin(number, ++sequence, 0));
      write(new SimJournal.Doubted(petition.sequence(), held), false);
      fresh.add(sequence);
    }
  }

  void want(List<String> integrations) {
    agreement.want(integrations, Duration.ofSeconds(10));
  }

  /** Again and again, until the application takes it. */
  private void deliver(long at) {
    loop.after(
        world.within(UPSTREAM),
        () -> {
          if (rows.deliverable(at).isEmpty() || hands.containsKey(at)) {
            return;
          }
          if (flaw != SimFlaw.CARELESS && agreement.term() == 0) {
            deliver(at);
            return;
          }
          hands.put(at, false);
          int term = agreement.term();
          Duration most = isSlow() ? SLOW : UPSTREAM; // a disk that hangs
          loop.after(world.within(most), () -> attempt(at, term));
        });
  }

  private boolean isSlow() {
    return upstream.hangs() && world.chance(0.1);
  }

  private void failed(long at, boolean wasLast) {
    if (wasLast && rows.deliverable(at).isPresent()) {
      hands.remove(at);
      story.accept(name + " gives up " + at);
      write(new SimJournal.Died(at), false);
    } else {
      released(at);
    }
  }

  /** A person has all tried again that was tried in vain. */
  void reviveAll() {
    for (long at : rows.dead()) {
      story.accept(name + " tries again " + at);
      write(new SimJournal.Revived(at), true);
      if (flaw == SimFlaw.BOLD) {
        deliver(at);
      } else {
        fresh.add(at);
      }
    }
  }

  /** It is in nobody's hands any more, and asked for again where that is due. */
  private void released(long at) {
    boolean turns = Boolean.TRUE.equals(hands.remove(at));
    if (turns && flaw != SimFlaw.SURE && rows.askAgain(at)) {
      petitions.accept(List.of(rows.petition(at)));
    }
    deliver(at);
  }

  private void attempt(long at, int term) {
    Optional<Bid> bid = rows.deliverable(at);
    if (bid.isEmpty()) {
      hands.remove(at);
      return;
    }
    boolean isOver = flaw == SimFlaw.OLD_TERMS ? agreement.term() == 0 : agreement.term() != term;
    if (flaw != SimFlaw.CARELESS && isOver) {
      released(at);
      return;
    }
    synced = journal.size(); // so is the grant of what is handed out
    upstream.receives(bid.get());
    story.accept(
        name + " delivers " + word(bid.get()) + " of " + bid.get().origin() + rows.fence(at));
    if (upstream.isDown()) {
      Duration most = isSlow() ? SLOW : DOWN; // an application that hangs
      boolean isLast = world.chance(0.02);
      loop.after(world.within(most), () -> failed(at, isLast));
    } else if (world.chance(0.2)) {
      released(at);
    } else {
      upstream.takes(bid.get());
      loop.after(
          world.within(UPSTREAM),
          () -> {
            hands.remove(at);
            if (rows.deliverable(at).isPresent()) {
              write(new SimJournal.Delivered(at), false);
            }
          });
    }
  }

  @Override
  public Future<List<Optional<RawBody>>> bequests(
      List<Granted> granted, int bytesMost, int bytesInAll) {
    return later(
        granted.stream()
            .map(
                it ->
                    rows.shardOf(it.bid().key())
                        .map(shard -> RawBody.ofText(upstream.leave(shard, it))))
            .toList());
  }

  @Override
  public Future<Grants> granted(Cursor from, int most) {
    return later(
        flaw == SimFlaw.UNRENEWED
            ? new Grants(List.of(), Cursor.END)
            : rows.granted(from, ROWS_AT_ONCE));
  }

  @Override
  public Future<Void> askAgain() {
    story.accept(name + " asks again");
    if (flaw != SimFlaw.SURE) {
      rows.askAgain(hands.keySet());
      hands.replaceAll((at, turns) -> true);
    }
    return later(null);
  }

  @Override
  public Future<Uptake> inherit(Shard shard, RawBody left, Set<Integer> owners) {
    Promise<Uptake> done = Promise.promise();
    Duration most = isSlow() && ++hangs <= HANGS_MOST ? SLOW : SYNC; // the others may come back
    loop.after(world.within(most), () -> done.complete(takeUp(shard, left, owners)));
    return done.future();
  }

  private Uptake takeUp(Shard shard, RawBody left, Set<Integer> owners) {
    Granted found = upstream.leftAs(new String(left.toBytes(), StandardCharsets.UTF_8));
    Bid theirs = found.bid();
    if (!owners.contains(theirs.origin().node())) {
      return Uptake.UNREADABLE;
    }
    if (!rows.mayInherit(theirs.key()) || running.containsKey(theirs.key())) {
      return Uptake.KNOWN;
    }
    sequence++;
    Bid mine = theirs.of(new Origin(number, sequence, 0));
    story.accept(name + " takes up " + word(mine) + " of " + theirs.origin());
    Estates.Lot lot = new Estates.Lot(theirs.origin(), found.fence());
    write(new SimJournal.Inherited(sequence, shard, mine, lot), true);
    upstream.inherits(mine.origin(), theirs.origin());
    Petition petition = rows.petition(sequence);
    Duration slow = world.chance(0.2) ? Duration.ofSeconds(20) : SYNC;
    loop.after(world.within(slow), () -> petitions.accept(List.of(petition)));
    return Uptake.TAKEN;
  }

  @Override
  public Future<List<Ended>> unsettled(Optional<Ended> behind, int most) {
    long after = behind.map(it -> it.bid().origin().sequence()).orElse(0L);
    return later(rows.unsettled(after, most));
  }

  @Override
  public void onEnded(Runnable listener) {
    ended = listener;
  }

  @Override
  public void settled(List<Ended> told) {
    told.forEach(
        it ->
            write(
                new SimJournal.Told(it.bid().key(), it.change().standing(), it.change().fence()),
                false));
  }

  /** So many rows were read. */
  private static final int ROWS_AT_ONCE = 3;

  @Override
  public Future<Piece> remembered(Cursor from, int most) {
    return later(rows.remembered(from, ROWS_AT_ONCE));
  }

  @Override
  public Future<Void> asserted(Shard shard, ClaimKey key, Assertion.Answer answer) {
    story.accept(name + " asserted " + rows.name(key) + ": " + answer);
    write(new SimJournal.Asserted(key, answer), false);
    return later(null);
  }
}
