package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Petition;
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
 * when these are done.
 */
final class Granter {
  static final int BIDS_AT_ONCE = 256;
  static final int PETITIONS_MAX = 4_096;
  private static final int PAGE = 512;
  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
  private static final Duration RUNNING_MOST = Duration.ofSeconds(1);

  /** How soon it is looked again whether this process is the node. */
  private static final Duration UNCERTAIN = Duration.ofMillis(100);

  private final Outside outside;
  private final Trust trust;
  private final Turns turns;
  private final Map<Long, Asked> asked = new HashMap<>();
  private final Map<Shard, Lane> lanes = new TreeMap<>();

  /** Whether there is more in the store than in memory; at the start there may be. */
  private boolean behind = true;

  private boolean missed;
  private boolean reading;
  private long cursor;
  private boolean stopped;

  /**
   * Has asked for nothing yet.
   *
   * @param turns are told of what was granted and is on its way into the journal
   */
  Granter(Outside outside, Trust trust, Turns turns) {
    this.outside = outside;
    this.trust = trust;
    this.turns = turns;
  }

  /** Before the store takes anything. */
  void start() {
    outside.holdings().onPetition(all -> outside.home().run(() -> all.forEach(this::offer)));
    trust.onOpen(
        shard -> {
          Lane lane = lanes.get(shard);
          if (lane != null) {
            lane.ask();
            if (lane.doubted) {
              lane.doubted = false;
              readAnew();
            }
          }
        });
    outside.home().run(this::read);
  }

  /** Asks no more. */
  void stop() {
    outside.home().run(() -> stopped = true);
  }

  private void offer(Petition petition) {
    if (behind) {
      missed = true; // it stands in the store, perhaps behind where that was read
    } else if (asked.size() >= PETITIONS_MAX) {
      readAnew();
    } else {
      take(petition);
    }
  }

  private void take(Petition petition) {
    if (asked.containsKey(petition.sequence())) {
      return;
    }
    Asked one = new Asked(petition);
    asked.put(petition.sequence(), one);
    for (int i = 0; i < petition.bids().size(); i++) {
      lanes.computeIfAbsent(petition.shards().get(i), Lane::new).add(new Slot(one, i));
    }
  }

  // --- what the store has

  /** What was doubtful stands in the store still, and is asked for once more. */
  private void readAnew() {
    behind = true;
    missed = true;
    cursor = 0;
    read();
  }

  private void read() {
    if (!behind || reading || stopped || asked.size() > PETITIONS_MAX - PAGE) {
      return;
    }
    reading = true;
    missed &= cursor != 0;
    outside
        .holdings()
        .waiting(cursor, PAGE)
        .onComplete(
            page ->
                outside
                    .home()
                    .run(
                        () -> {
                          reading = false;
                          if (page.succeeded()) {
                            readUntil(page.result());
                          } else {
                            outside.home().after(STORE_PAUSE, this::read);
                          }
                        }));
  }

  private void readUntil(List<Petition> page) {
    for (Petition petition : page) {
      cursor = petition.sequence();
      take(petition);
    }
    if (page.size() == PAGE) {
      read();
    } else if (missed) {
      cursor = 0;
      read();
    } else {
      behind = false;
      cursor = 0;
    }
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
                            read();
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
      return asked.petition.bids().get(index);
    }
  }

  /** What waits for one shard; one question at a time is on its way to it. */
  private final class Lane {
    private final Shard shard;
    private final Deque<Slot> waiting = new ArrayDeque<>();
    private final Pause pause = new Pause(outside.random());
    private boolean asking;
    private boolean pausing;

    /** Whether something was left for later since a node is missing. */
    private boolean doubted;

    Lane(Shard shard) {
      this.shard = shard;
    }

    void add(Slot slot) {
      waiting.add(slot);
      ask();
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
      List<Slot> slots = new ArrayList<>(Math.min(BIDS_AT_ONCE, waiting.size()));
      while (slots.size() < BIDS_AT_ONCE && !waiting.isEmpty()) {
        slots.add(waiting.remove());
      }
      Asking.of(
          outside.home(),
          () -> outside.index().accept(shard, epoch.get(), slots.stream().map(Slot::bid).toList()),
          reply -> replied(slots, epoch.get(), reply));
    }

    private void replied(List<Slot> slots, Epoch epoch, Reply<List<Found>> reply) {
      asking = false;
      // What was granted just before the shard was closed is not told to those who rebuild it.
      boolean inForce = isInForce(shard, epoch.generation());
      if (inForce && reply instanceof Reply.Certain<List<Found>> certain) {
        pause.over();
        trust.seen(shard, epoch.generation(), certain.fence());
        for (int i = 0; i < slots.size(); i++) {
          found(slots.get(i), certain.value().get(i), epoch.generation());
        }
        ask();
        return;
      }
      for (int i = slots.size() - 1; i >= 0; i--) {
        waiting.addFirst(slots.get(i));
      }
      if (reply instanceof Reply.Suspect<List<Found>> suspect) {
        trust.suspect(shard, epoch, suspect.why());
      } else {
        outside.meters().unanswered(shard, reply);
      }
      again(pause.next());
    }

    private void again(Duration time) {
      pausing = true;
      outside
          .home()
          .after(
              time,
              () -> {
                pausing = false;
                ask();
              });
    }

    private static boolean isLeftForLater(Bid bid, Found found) {
      return found instanceof Found.Doubtful && (bid.held() || bid.vouched());
    }

    private void found(Slot slot, Found found, long generation) {
      if (found instanceof Found.Running running) {
        Duration wait = running.left().compareTo(RUNNING_MOST) < 0 ? running.left() : RUNNING_MOST;
        outside.home().after(wait.plusMillis(1), () -> add(slot));
        return;
      }
      doubted |= found instanceof Found.Doubtful;
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
