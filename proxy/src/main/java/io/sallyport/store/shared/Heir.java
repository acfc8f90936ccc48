package io.sallyport.store.shared;

import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Takes up what dead nodes have left: into this node's journal first, and then it is bid for as
 * what is received is, by a script that takes it from its owner. Belongs to its home.
 *
 * <p>Whoever is taken for dead and is not begins no attempt any more, since its own lease has ended
 * before, and asks for all of it once more when it is certain again: either of the two gets it.
 */
final class Heir {
  static final Duration ROUND = Duration.ofSeconds(2);

  /** Between two looks of which the first has brought nothing that could be taken up. */
  static final Duration ROUND_MOST = Duration.ofSeconds(30);

  private static final Duration GOES_ON = Duration.ofMillis(200);
  private static final int AT_ONCE = 32;
  private static final int BEATS = 2;

  private final Outside outside;
  private final Trust trust;
  private final Members members;
  private final OwnLedger own;
  private final Estates estates;
  private final LongSupplier nanos;
  private final Map<String, Absence> absent = new HashMap<>();
  private Duration pause = ROUND;
  private boolean stopped;

  /** Since when nothing is heard of a node, and how often the roster had answered by then. */
  private record Absence(long since, long beats) {}

  Heir(
      Outside outside,
      Trust trust,
      Members members,
      OwnLedger own,
      Estates estates,
      LongSupplier nanos) {
    this.outside = outside;
    this.trust = trust;
    this.members = members;
    this.own = own;
    this.estates = estates;
    this.nanos = nanos;
  }

  void start() {
    again(ROUND);
  }

  void stop() {
    stopped = true;
  }

  private void again(Duration time) {
    long jitter = outside.random().nextLong(Math.max(1, time.toMillis() / 2));
    outside.home().after(time.plusMillis(jitter), this::round);
  }

  private void round() {
    if (stopped) {
      return;
    }
    Set<Integer> dead = dead();
    if (dead.isEmpty()) {
      pause = ROUND;
      again(ROUND);
      return;
    }
    List<Shard> shards = shuffled(new TreeSet<>(trust.open()));
    shards.remove(Trust.MEETING);
    new Round(new ArrayDeque<>(shards), dead).next();
  }

  private <T> List<T> shuffled(Set<T> all) {
    List<T> some = new ArrayList<>(all);
    Collections.shuffle(some, new Random(outside.random().nextLong()));
    return some;
  }

  /** The numbers of those of whom nothing is heard, although all could be heard. */
  private Set<Integer> dead() {
    Lease lease = outside.lease();
    Duration margin = lease.terms().margin();
    long now = nanos.getAsLong();
    Set<String> names = new HashSet<>(members.all().numbers().keySet()); // the forgotten, too
    names.remove(outside.node());
    lease.others().forEach(seat -> names.remove(seat.node()));
    absent.keySet().retainAll(names);
    Absence begins = new Absence(now, lease.beats());
    names.forEach(name -> absent.putIfAbsent(name, begins));
    if (!lease.isCertain() || lease.steady().compareTo(lease.terms().lease().plus(margin)) < 0) {
      absent.clear();
      return Set.of();
    }
    return absent.entrySet().stream()
        .filter(it -> now - it.getValue().since() >= margin.toNanos())
        // One answer is not enough: when the clock of Redis is set, all seem late until they beat.
        .filter(it -> lease.beats() - it.getValue().beats() >= BEATS)
        .map(it -> new NodeName(it.getKey()).number())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** One look into what dead nodes have left in all shards that are open. */
  private final class Round {
    private final Deque<Shard> shards;
    private final Set<Integer> dead;
    private boolean found;
    private boolean taken;
    private boolean full;

    Round(Deque<Shard> shards, Set<Integer> dead) {
      this.shards = shards;
      this.dead = dead;
    }

    void next() {
      while (goesOn() && !shards.isEmpty()) {
        Shard shard = shards.remove();
        Optional<Epoch> epoch = trust.epoch(shard);
        if (epoch.isPresent()) {
          ask(shard, epoch.get());
          return;
        }
      }
      ended();
    }

    private boolean goesOn() {
      return !stopped && !full && outside.lease().isCertain();
    }

    /** What cannot be taken up stands there still, and is not looked at all the time. */
    private void ended() {
      if (taken || !found) {
        pause = ROUND;
        again(taken ? GOES_ON : ROUND);
        return;
      }
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(ROUND_MOST) < 0 ? longer : ROUND_MOST;
      again(pause);
    }

    private void ask(Shard shard, Epoch epoch) {
      Asking.of(
          outside.home(),
          () -> estates.left(shard, epoch, shuffled(dead), AT_ONCE),
          reply -> {
            if (reply instanceof Reply.Certain<List<RawBody>> certain) {
              found |= !certain.value().isEmpty();
              take(shard, new ArrayDeque<>(certain.value()));
            } else {
              next();
            }
          });
    }

    private void take(Shard shard, Deque<RawBody> left) {
      if (left.isEmpty() || !goesOn()) {
        next();
        return;
      }
      inherit(shard, left.remove())
          .onComplete(
              done ->
                  outside
                      .home()
                      .run(
                          () -> {
                            took(shard, done.succeeded() ? done.result() : OwnLedger.Uptake.FULL);
                            take(shard, left);
                          }));
    }

    private void took(Shard shard, OwnLedger.Uptake what) {
      switch (what) {
        case TAKEN -> {
          taken = true;
          outside.meters().inherited();
        }
        case FULL -> full = true;
        case UNREADABLE -> outside.meters().notInherited(shard);
        case KNOWN -> {} // it is on its way here, or stays until its owner is back
      }
    }

    private Future<OwnLedger.Uptake> inherit(Shard shard, RawBody left) {
      try {
        return own.inherit(shard, left, dead);
      } catch (RuntimeException bug) {
        return Future.failedFuture(bug);
      }
    }
  }
}
