package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What waits for one shard; one question at a time is on its way to it. Belongs to its granter's
 * home.
 */
final class Lane {
  /** How soon it is looked again whether this process is the node. */
  private static final Duration UNCERTAIN = Duration.ofMillis(100);

  private static final Duration RUNNING_MOST = Duration.ofSeconds(1);

  private final Shard shard;
  private final Outside outside;
  private final Trust trust;
  private final Optional<HandOver> handOver;
  private final Unread unread;
  private final Owner owner;
  private final Pause pause;
  private final Deque<Slot> waiting = new ArrayDeque<>();
  private boolean asking;
  private boolean pausing;

  /** Whether it did not answer for certain when it was asked last. */
  private boolean unanswered;

  /** How often it was opened, wholly or in part. */
  private int opens;

  /** The first that was left for later since a node is missing; none from before it was opened. */
  private long doubted = Unread.NONE;

  /** The first that is in the store alone, since there was no room for it. */
  private long left = Unread.NONE;

  /**
   * When something was asked.
   *
   * @param generation of the shard
   * @param opens how often it had been opened by then
   */
  record Then(long generation, int opens) {}

  /** Whose petitions they are. */
  interface Owner {
    /** Whether nothing is asked any more. */
    boolean isStopped();

    /** Whether a petition is in memory. */
    boolean has(long sequence);

    /** The last bid of a petition has been answered. */
    void answered(Asked all);
  }

  /** One in which nothing waits. */
  Lane(
      Shard shard,
      Outside outside,
      Trust trust,
      Optional<HandOver> handOver,
      Unread unread,
      Owner owner) {
    this.shard = shard;
    this.outside = outside;
    this.trust = trust;
    this.handOver = handOver;
    this.unread = unread;
    this.owner = owner;
    this.pause = new Pause(outside.random());
  }

  /** One bid of a petition. */
  void add(Asked asked, int index) {
    add(new Slot(asked, index));
  }

  private void add(Slot slot) {
    waiting.add(slot);
    ask();
  }

  /** It may be built upon, wholly or in part. */
  void opened() {
    unanswered = false;
    opens++;
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

  /** It is in the store that this one waits until all nodes are heard, or is held until then. */
  void doubts(Asked one, int index) {
    Found found = one.found(index);
    if (!isLeftForLater(one.petition, index)) {
      outside.meters().closed(shard, found);
    }
    long sequence = one.petition.sequence();
    if (counts(found, one.then(index))) {
      doubted = Math.min(doubted, sequence);
    } else {
      left = Math.min(left, sequence);
      goBack();
    }
  }

  /** The first that waits here, where it is not answered now. */
  Optional<Asked> probe() {
    return isStuck() ? Optional.ofNullable(waiting.peekFirst()).map(Slot::asked) : Optional.empty();
  }

  /** Whether it stays in the store: until what was left before it has been read. */
  boolean leaves(long sequence) {
    boolean does = left != Unread.NONE && (isStuck() || sequence > left);
    left = does ? Math.min(left, sequence) : left;
    return does;
  }

  void readsFrom(long sequence) {
    if (left >= sequence && !isStuck()) {
      left = Unread.NONE;
    }
  }

  private boolean isStuck() {
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
          boolean isLeft = !owner.has(sequence);
          left = isLeft ? Math.min(left, sequence) : left;
          return isLeft;
        });
  }

  private void ask() {
    if (asking || pausing || owner.isStopped() || waiting.isEmpty()) {
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
    Instant asked = outside.clock().instant();
    Then then = new Then(epoch.get().generation(), opens);
    boolean inherits = inherits(waiting.getFirst());
    List<Slot> slots = new ArrayList<>(Math.min(Granter.BIDS_AT_ONCE, waiting.size()));
    while (slots.size() < Granter.BIDS_AT_ONCE
        && !waiting.isEmpty()
        && inherits(waiting.getFirst()) == inherits) {
      slots.add(waiting.remove());
    }
    Asking.of(
        outside.home(),
        () -> inherits ? inherit(epoch.get(), slots) : accept(epoch.get(), slots),
        reply -> {
          if (reply instanceof Reply.Certain<List<Found>> certain) {
            trust.seen(shard, epoch.get().generation(), certain.fence(), asked);
          }
          replied(slots, epoch.get(), then, reply);
        });
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

  private void replied(List<Slot> slots, Epoch epoch, Then then, Reply<List<Found>> reply) {
    asking = false;
    // What was granted just before the shard was closed is not told to those who rebuild it.
    boolean inForce = isInForce(epoch.generation());
    if (inForce && reply instanceof Reply.Certain<List<Found>> certain) {
      pause.over();
      boolean wasStuck = unanswered;
      unanswered = false;
      for (int i = 0; i < slots.size(); i++) {
        found(slots.get(i), certain.value().get(i), then);
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

  private static boolean isLeftForLater(Holdings.Petition petition, int index) {
    Bid bid = petition.bids().get(index);
    return bid.held() || bid.vouched() || petition.wasGranted();
  }

  private void found(Slot slot, Found found, Then then) {
    if (found instanceof Found.Running running) {
      Duration wait = running.left().compareTo(RUNNING_MOST) < 0 ? running.left() : RUNNING_MOST;
      later(wait.plusMillis(1), () -> add(slot));
      return;
    }
    if (found instanceof Found.Granted) {
      outside.meters().granted(shard, 1);
      if (inherits(slot)) {
        outside.meters().inherited();
      }
    } else if (!(found instanceof Found.Doubtful)) {
      outside.meters().closed(shard, found);
    }
    if (slot.asked().answered(slot.index(), found, then)) {
      owner.answered(slot.asked());
    }
  }

  /**
   * Whether what was found then counts: a grant in its own generation, and a doubt until the shard
   * is opened again.
   */
  boolean counts(Found found, Then then) {
    if (found instanceof Found.Granted) {
      return isInForce(then.generation());
    }
    return !(found instanceof Found.Doubtful) || then.opens() == opens;
  }

  private boolean isInForce(long generation) {
    return trust.epoch(shard).filter(it -> it.generation() == generation).isPresent();
  }

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
}
