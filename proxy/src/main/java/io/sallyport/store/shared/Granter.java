package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Petition;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Asks the shards for what waits in this node's journal, in the order of its receipt within each
 * shard, and lets go on what is granted. What was asked and not answered for certain is asked
 * again: a bid may be repeated.
 *
 * <p>Belongs to its home. So many petitions are in memory, with so many events; the others are read
 * from the store again when these are done. Those of shards that are closed, or do not answer, make
 * room for the others where it is wanted: but for the first of each shard they are left in the
 * store until it answers. So there are at most {@value #PETITIONS_MAX} petitions and one for each
 * shard, and {@value #EVENTS_MAX} events and those of one petition, up to 1,000, for each shard.
 */
final class Granter {
  static final int BIDS_AT_ONCE = 256;
  static final int PETITIONS_MAX = 4_096;

  /** What is asked for takes some hundred bytes an event; a petition may be of 1,000. */
  static final int EVENTS_MAX = 16_384;

  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  private final Outside outside;
  private final Trust trust;
  private final Turns turns;
  private final Optional<HandOver> handOver;
  private final LongSupplier nanos;
  private final Map<Long, Asked> asked = new HashMap<>();
  private final Map<Shard, Lane> lanes = new TreeMap<>();

  private final Unread unread;

  /**
   * What was decided since a page was asked for, and may stand in it all the same. No more than was
   * in memory when the page was asked for, so less than {@link #PETITIONS_MAX} and one for each
   * lane: what comes while a page is on its way is left for the next.
   */
  private final Set<Long> decidedMeanwhile = new HashSet<>();

  /** Of all that was asked. */
  private int events;

  private boolean stopped;

  /**
   * Has asked for nothing yet.
   *
   * @param turns are told of what was granted and is on its way into the journal
   * @param handOver by what others finish what this node leaves; empty where they do not
   * @param nanos monotonic
   */
  Granter(
      Outside outside, Trust trust, Turns turns, Optional<HandOver> handOver, LongSupplier nanos) {
    this.outside = outside;
    this.trust = trust;
    this.turns = turns;
    this.handOver = handOver;
    this.nanos = nanos;
    this.unread = new Unread(outside, this::isRoomFor, new FromTheStore());
  }

  /** More waits in the store than what it has told of. */
  void readAgain() {
    unread.from(1);
  }

  /** Before the store takes anything. */
  void start() {
    outside.holdings().onPetition(all -> outside.home().run(() -> all.forEach(this::offer)));
    trust.onOpen(
        shard -> {
          Lane lane = lanes.get(shard);
          if (lane != null) {
            lane.opened();
          }
        });
    outside.home().run(unread::read);
  }

  /** Asks no more. */
  void stop() {
    outside.home().run(() -> stopped = true);
  }

  private void offer(Petition petition) {
    Asked known = asked.get(petition.sequence());
    if (known != null && known.petition.equals(petition)) {
      return; // it was read before it was told of
    }
    if (unread.isThere() || !hasRoom(1, petition.bids().size())) {
      unread.has(petition);
    } else {
      take(petition, outside.lease().term() > 1, OptionalLong.of(nanos.getAsLong()));
    }
  }

  /** What was not in memory. */
  private final class FromTheStore implements Unread.Taker {
    @Override
    public void readsFrom(long sequence) {
      lanes.values().forEach(lane -> lane.readsFrom(sequence));
    }

    @Override
    public boolean take(Petition petition) {
      // Once more it would get another fence, of which the journal does not hear: it has its grant.
      // Or it would be one receipt more of what has been closed. What was parted, and still waits,
      // has been told once more by then.
      if (decidedMeanwhile.contains(petition.sequence())) {
        return false;
      }
      Granter.this.take(petition, true, OptionalLong.empty());
      return true;
    }

    @Override
    public void offer(Petition petition) {
      Granter.this.offer(petition);
    }

    @Override
    public void asks() {
      decidedMeanwhile.clear();
    }
  }

  /**
   * Asks for it.
   *
   * @param anew whether it may have been granted before this process began, or was not certain to
   *     be the node; what was, and is tried again by a person, says so itself
   */
  private void take(Petition petition, boolean anew, OptionalLong promised) {
    if (asked.containsKey(petition.sequence()) || isLeft(petition)) {
      return;
    }
    Asked one = new Asked(petition, anew || petition.wasGranted(), promised);
    asked.put(petition.sequence(), one);
    events += one.events();
    for (int i = 0; i < petition.bids().size(); i++) {
      lane(petition.shards().get(i)).add(one, i);
    }
  }

  private Lane lane(Shard shard) {
    return lanes.computeIfAbsent(
        shard, it -> new Lane(it, outside, trust, handOver, unread, new Petitioner()));
  }

  private final class Petitioner implements Lane.Owner {
    @Override
    public boolean isStopped() {
      return stopped;
    }

    @Override
    public boolean has(long sequence) {
      return asked.containsKey(sequence);
    }

    @Override
    public void answered(Asked all) {
      Granter.this.answered(all);
    }
  }

  // --- what there is room for

  private boolean isRoomFor(int petitions, int more) {
    return !stopped && hasRoom(petitions, more);
  }

  private boolean hasRoom(int petitions, int more) {
    if (isWithin(petitions, more)) {
      return true;
    }
    makeRoom();
    return isWithin(petitions, more);
  }

  /** Each shard has one more: by that it is found out that it answers again. */
  private boolean isWithin(int petitions, int more) {
    return asked.size() + petitions <= PETITIONS_MAX + lanes.size()
        && (events + more <= EVENTS_MAX || events + more <= EVENTS_MAX + ofProbes());
  }

  private int ofProbes() {
    Set<Asked> probes = new HashSet<>();
    lanes.values().forEach(lane -> lane.probe().ifPresent(probes::add));
    return probes.stream().mapToInt(Asked::events).sum();
  }

  /** Leaves in the store what waits only for shards that do not answer. */
  private void makeRoom() {
    Map<Asked, Integer> standing = new HashMap<>();
    lanes.values().forEach(lane -> lane.count(standing));
    standing.forEach(
        (one, slots) -> {
          if (slots == one.open) {
            isAskedNoMore(one);
          }
        });
    if (!standing.isEmpty()) {
      lanes.values().forEach(Lane::leaveWhatIsNotAsked);
    }
  }

  private void isAskedNoMore(Asked one) {
    if (asked.remove(one.petition.sequence(), one)) {
      events -= one.events();
    }
  }

  /** Whether it waits in the store, as what came before it does. */
  private boolean isLeft(Petition petition) {
    for (Shard shard : petition.shards()) {
      Lane lane = lanes.get(shard);
      if (lane != null && lane.leaves(petition.sequence())) {
        return true;
      }
    }
    return false;
  }

  /** How many petitions are. */
  int inMemory() {
    return asked.size();
  }

  /** How many events those are about. */
  int eventsInMemory() {
    return events;
  }

  /** What is passed over in the page that comes. */
  int decidedMeanwhile() {
    return decidedMeanwhile.size();
  }

  // --- what comes of it

  private void answered(Asked one) {
    if (stopped) {
      return;
    }
    // Before it is looked at what is in force: whoever rebuilds is told of what is decided, so this
    // node signs nothing until it is.
    one.petition.shards().forEach(turns::begins);
    if (!isInForce(one)) {
      one.petition.shards().forEach(turns::ended);
      unread.read();
      return;
    }
    outside
        .holdings()
        .answered(one.petition, one.all())
        .onComplete(
            done ->
                outside
                    .home()
                    .run(
                        () -> {
                          one.petition.shards().forEach(turns::ended);
                          if (done.succeeded()) {
                            isWritten(one);
                          } else {
                            outside.home().after(STORE_PAUSE, () -> answered(one));
                          }
                        }));
  }

  private void isWritten(Asked one) {
    isAskedNoMore(one);
    if (unread.isReading() && isDecided(one)) {
      decidedMeanwhile.add(one.petition.sequence());
    }
    for (int i = 0; i < one.events(); i++) {
      if (one.found(i) instanceof Found.Doubtful) {
        lane(one.petition.shards().get(i)).doubts(one, i);
      }
    }
    one.promised.ifPresent(since -> tell(one, since));
    handOver.ifPresent(it -> it.answered(one.petition, one.all()));
    unread.read();
  }

  /** Whether it is no more what it was: what came with a grant and waits has a place of its own. */
  private static boolean isDecided(Asked one) {
    List<Found> all = one.all();
    return all.stream().anyMatch(Found.Granted.class::isInstance)
        || all.stream().noneMatch(Found.Doubtful.class::isInstance);
  }

  private void tell(Asked one, long since) {
    Shard shard = one.petition.shards().get(0);
    outside.meters().decided(shard, Duration.ofNanos(nanos.getAsLong() - since));
  }

  /**
   * Asks once more for what does not count any more: one event may have waited long for those that
   * came with it, and its shard was not told of the grant when it was rebuilt, or has been opened
   * since it could not say whether it is new.
   */
  private boolean isInForce(Asked one) {
    boolean all = true;
    for (int i = 0; i < one.events(); i++) {
      Lane lane = lane(one.petition.shards().get(i));
      if (!lane.counts(one.found(i), one.then(i))) {
        all = false;
        one.isOpenAgain(i);
        lane.add(one, i);
      }
    }
    return all;
  }
}
