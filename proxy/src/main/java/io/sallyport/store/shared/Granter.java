package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks the shards for what waits in this node's journal, in the order of its receipt within each
 * shard, and lets go on what is granted. What was asked and not answered for certain is asked
 * again: a bid may be repeated.
 *
 * <p>Belongs to its home. So many petitions are in memory; the others are read from the store again
 * when these are done. Those of shards that are closed, or do not answer, make room for the others
 * where it is wanted: but for the first of each shard they are left in the store until it answers.
 */
final class Granter {
  static final int BIDS_AT_ONCE = 256;
  static final int PETITIONS_MAX = 4_096;
  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
  private static final Duration RUNNING_MOST = Duration.ofSeconds(1);

  /** How soon it is looked again whether this process is the node. */
  private static final Duration UNCERTAIN = Duration.ofMillis(100);

  private final Outside outside;
  private final Trust trust;
  private final Turns turns;
  private final Optional<HandOver> handOver;
  private final Map<Long, Asked> asked = new HashMap<>();
  private final Map<Shard, Lane> lanes = new TreeMap<>();

  private final Unread unread;
  private boolean stopped;

  /**
   * Has asked for nothing yet.
   *
   * @param turns are told of what was granted and is on its way into the journal
   * @param handOver by what others finish what this node leaves; empty where they do not
   */
  Granter(Outside outside, Trust trust, Turns turns, Optional<HandOver> handOver) {
    this.outside = outside;
    this.trust = trust;
    this.turns = turns;
    this.handOver = handOver;
    this.unread = new Unread(outside, more -> !stopped && hasRoom(more), new FromTheStore());
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
    if (unread.isThere() || !hasRoom(1)) {
      unread.from(petition.sequence());
    } else {
      take(petition, outside.lease().term() > 1);
    }
  }

  /** What was not in memory. */
  private final class FromTheStore implements Unread.Taker {
    @Override
    public void readsFrom(long sequence) {
      lanes.values().forEach(lane -> lane.readsFrom(sequence));
    }

    @Override
    public void take(Petition petition) {
      Granter.this.take(petition, true);
    }
  }

  /**
   * Asks for it.
   *
   * @param anew whether it may have been granted before this process began, or was not certain to
   *     be the node
   */
  private void take(Petition petition, boolean anew) {
    if (asked.containsKey(petition.sequence()) || isLeft(petition)) {
      return;
    }
    Asked one = new Asked(petition, anew);
    asked.put(petition.sequence(), one);
    for (int i = 0; i < petition.bids().size(); i++) {
      lanes.computeIfAbsent(petition.shards().get(i), Lane::new).add(new Slot(one, i));
    }
  }

  // --- what there is room for

  /** Each shard has one more: by that it is found out that it answers again. */
  private boolean hasRoom(int more) {
    if (asked.size() + more <= PETITIONS_MAX + lanes.size()) {
      return true;
    }
    makeRoom();
    return asked.size() + more <= PETITIONS_MAX + lanes.size();
  }

  /** Leaves in the store what none of its shards will answer for now. */
  private void makeRoom() {
    Map<Asked, Integer> standing = new HashMap<>();
    lanes.values().forEach(lane -> lane.count(standing));
    standing.forEach(
        (one, slots) -> {
          if (slots == one.open) {
            asked.remove(one.petition.sequence());
          }
        });
    if (!standing.isEmpty()) {
      lanes.values().forEach(Lane::leaveWhatIsNotAsked);
    }
  }

  /** Whether it waits in the store, as what came before it does. */
  private boolean isLeft(Petition petition) {
    for (Shard shard : petition.shards()) {
      Lane lane = lanes.get(shard);
      if (lane != null && lane.isLeft(petition.sequence())) {
        lane.left = Math.min(lane.left, petition.sequence());
        return true;
      }
    }
    return false;
  }

  /** How many petitions are. */
  int inMemory() {
    return asked.size();
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
                            asked.remove(one.petition.sequence());
                            handOver.ifPresent(it -> it.answered(one.petition, one.all()));
                            unread.read();
                          } else {
                            outside.home().after(STORE_PAUSE, () -> answered(one));
                          }
                        }));
  }

  /**
   * Asks once more for what was granted in a generation that is over: one event may have waited
   * long for those that came with it, and its shard was not told of the grant when it was rebuilt.
   */
  private boolean isInForce(Asked one) {
    boolean all = true;
    for (int i = 0; i < one.outcomes.length; i++) {
      Shard shard = one.petition.shards().get(i);
      boolean over =
          one.outcomes[i] instanceof Found.Granted && !isInForce(shard, one.generations[i]);
      if (over) {
        all = false;
        one.isOpenAgain(i);
        lanes.computeIfAbsent(shard, Lane::new).add(new Slot(one, i));
      }
    }
    return all;
  }

  private boolean isInForce(Shard shard, long generation) {
    return trust.epoch(shard).filter(it -> it.generation() == generation).isPresent();
  }

  // --- one shard

  /** One bid of a petition. */
  private record Slot(Asked asked, int index) {
    Bid bid() {
      Bid bid = asked.petition.bids().get(index);
      return asked.anew ? bid.asAnew() : bid;
    }

    /** Of one that another has left. */
    Estates.Inheritance left() {
      return new Estates.Inheritance(bid(), asked.petition.from().orElseThrow());
    }
  }

  /** What waits for one shard; one question at a time is on its way to it. */
  private final class Lane {
    private final Shard shard;
    private final Deque<Slot> waiting = new ArrayDeque<>();
    private final Pause pause = new Pause(outside.random());
    private boolean asking;
    private boolean pausing;

    /** Whether it did not answer for certain when it was asked last. */
    private boolean unanswered;

    /** The first that was left for later since a node is missing. */
    private long doubted = Unread.NONE;

    /** The first that is in the store alone, since there was no room for it. */
    private long left = Unread.NONE;

    Lane(Shard shard) {
      this.shard = shard;
    }

    void add(Slot slot) {
      waiting.add(slot);
      ask();
    }

    /** It may be built upon, wholly or in part. */
    void opened() {
      unanswered = false;
      ask();
      left = Math.min(doubted, left);
      doubted = Unread.NONE;
      goBack();
    }

    private void goBack() {
      if (left != Unread.NONE) {
        unread.back(left);
      }
    }

    /** Whether it stays in the store: until what was left before it has been read. */
    boolean isLeft(long sequence) {
      return left != Unread.NONE && (isStuck() || sequence > left);
    }

    void readsFrom(long sequence) {
      if (left >= sequence && !isStuck()) {
        left = Unread.NONE;
      }
    }

    boolean isStuck() {
      return unanswered || trust.epoch(shard).isEmpty();
    }

    /** What waits here and could wait elsewhere: all but the first, which is asked again. */
    void count(Map<Asked, Integer> standing) {
      if (waiting.size() > 1 && isStuck()) {
        waiting.stream().skip(1).forEach(slot -> standing.merge(slot.asked(), 1, Integer::sum));
      }
    }

    void leaveWhatIsNotAsked() {
      waiting.removeIf(
          slot -> {
            long sequence = slot.asked().petition.sequence();
            boolean isLeft = !asked.containsKey(sequence);
            left = isLeft ? Math.min(left, sequence) : left;
            return isLeft;
          });
    }

    void ask() {
      if (asking || pausing || stopped || waiting.isEmpty()) {
        return;
      }
      Optional<Epoch> epoch = trust.epoch(shard);
      if (epoch.isEmpty()) {
        trust.want(shard);
        return;
      }
      if (!outside.lease().isCertain()) {
        again(UNCERTAIN);
        return;
      }
      asking = true;
      boolean inherits = inherits(waiting.getFirst());
      List<Slot> slots = new ArrayList<>(Math.min(BIDS_AT_ONCE, waiting.size()));
      while (slots.size() < BIDS_AT_ONCE
          && !waiting.isEmpty()
          && inherits(waiting.getFirst()) == inherits) {
        slots.add(waiting.remove());
      }
      Asking.of(
          outside.home(),
          () -> inherits ? inherit(epoch.get(), slots) : accept(epoch.get(), slots),
          reply -> replied(slots, epoch.get(), reply));
    }

    private boolean inherits(Slot slot) {
      return handOver.isPresent() && slot.asked().petition.from().isPresent();
    }

    private Future<Reply<List<Found>>> accept(Epoch epoch, List<Slot> slots) {
      return outside.index().accept(shard, epoch, slots.stream().map(Slot::bid).toList());
    }

    private Future<Reply<List<Found>>> inherit(Epoch epoch, List<Slot> slots) {
      return handOver.orElseThrow().inherit(shard, epoch, slots.stream().map(Slot::left).toList());
    }

    private void replied(List<Slot> slots, Epoch epoch, Reply<List<Found>> reply) {
      asking = false;
      // What was granted just before the shard was closed is not told to those who rebuild it.
      boolean inForce = isInForce(shard, epoch.generation());
      if (inForce && reply instanceof Reply.Certain<List<Found>> certain) {
        pause.over();
        boolean wasStuck = unanswered;
        unanswered = false;
        trust.seen(shard, epoch.generation(), certain.fence());
        for (int i = 0; i < slots.size(); i++) {
          found(slots.get(i), certain.value().get(i), epoch.generation());
        }
        ask();
        if (wasStuck) {
          goBack();
        }
        unread.read();
        return;
      }
      for (int i = slots.size() - 1; i >= 0; i--) {
        waiting.addFirst(slots.get(i));
      }
      unanswered = true;
      if (reply instanceof Reply.Suspect<List<Found>> suspect) {
        trust.suspect(shard, epoch, suspect.why());
      } else {
        outside.meters().unanswered(shard, reply);
      }
      again(pause.next());
      unread.read();
    }

    private void again(Duration time) {
      pausing = true;
      later(
          time,
          () -> {
            pausing = false;
            ask();
          });
    }

    /** By then the shard may be closed, and there may be room for others instead. */
    private void later(Duration time, Runnable what) {
      outside
          .home()
          .after(
              time,
              () -> {
                what.run();
                unread.read();
              });
    }

    private static boolean isLeftForLater(Bid bid, Found found) {
      return found instanceof Found.Doubtful && (bid.held() || bid.vouched());
    }

    private void found(Slot slot, Found found, long generation) {
      if (found instanceof Found.Running running) {
        Duration wait = running.left().compareTo(RUNNING_MOST) < 0 ? running.left() : RUNNING_MOST;
        later(wait.plusMillis(1), () -> add(slot));
        return;
      }
      if (found instanceof Found.Doubtful) {
        doubted = Math.min(doubted, slot.asked().petition.sequence());
      }
      if (found instanceof Found.Granted) {
        outside.meters().granted(shard, 1);
      } else if (!isLeftForLater(slot.bid(), found)) {
        outside.meters().closed(shard, found);
      }
      if (slot.asked().answered(slot.index(), found, generation)) {
        Granter.this.answered(slot.asked());
      }
    }
  }
}
