package io.sallyport.store.shared;

import io.sallyport.observe.LinesAMinute;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what dead nodes have left: into this node's journal first, and then it is bid for as
 * what is received is, by a script that takes it from its owner. Belongs to its home.
 *
 * <p>Whoever is taken for dead and is not begins no attempt any more, since its own lease has ended
 * before, and asks for all of it once more when it is certain again: either of the two gets it.
 */
final class Heir {
  /** How often it is seen who is dead, about as often as that can change. */
  static final Duration ROUND = Duration.ofSeconds(2);

  /**
   * Between two looks of which the first has brought nothing that could be taken up: the dead leave
   * nothing new.
   */
  static final Duration ROUND_MOST = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Heir.class);
  private static final LinesAMinute FAULTS = new LinesAMinute(System::nanoTime);
  private static final Duration GOES_ON = Duration.ofMillis(200);
  private static final int AT_ONCE = 32;

  /** At first: other heirs begin at the same time, and should not write down the same. */
  private static final int AT_ONCE_FIRST = 4;

  private final Outside outside;
  private final Trust trust;
  private final Absences absences;
  private final OwnLedger own;
  private final Estates estates;
  private final Predicate<String> serves;
  private final Refused refused = new Refused();
  private Set<Integer> dead = Set.of();
  private Set<Shard> open = Set.of();
  private Duration pause = ROUND;
  private int atOnce = AT_ONCE_FIRST;
  private Runnable callOff = () -> {};
  private boolean looks;
  private boolean rests;
  private boolean stopped;

  /**
   * Has looked at nothing yet.
   *
   * @param serves whether this node delivers for an integration
   */
  Heir(
      Outside outside,
      Trust trust,
      Absences absences,
      OwnLedger own,
      Estates estates,
      Predicate<String> serves) {
    this.serves = serves;
    this.outside = outside;
    this.trust = trust;
    this.absences = absences;
    this.own = own;
    this.estates = estates;
  }

  void start() {
    watch();
  }

  void stop() {
    stopped = true;
  }

  /** Takes up nothing while it rests; what it has in hand it finishes. */
  void rests(boolean now) {
    rests = now;
    dead = Set.of(); // when it goes on, it looks afresh
    open = Set.of();
  }

  /** Whether it looks for what the dead leave. */
  boolean takesUp() {
    return !stopped && !rests;
  }

  /** Whether a round is not over; while it rests none begins. */
  boolean isTakingUp() {
    return looks;
  }

  /**
   * Sees all that the roster says, however seldom it looks for what is left: who was there for a
   * moment is not dead at once again.
   */
  private void watch() {
    if (stopped) {
      return;
    }
    after(ROUND, this::watch);
    Set<Integer> deadNow = absences.dead();
    Set<Shard> openNow = trust.open();
    if (rests || (dead.equals(deadNow) && open.equals(openNow))) {
      return;
    }
    dead = deadNow;
    open = openNow;
    pause = ROUND;
    atOnce = AT_ONCE_FIRST;
    if (!looks) {
      callOff.run();
      look();
    }
  }

  private Runnable after(Duration time, Runnable what) {
    long jitter = outside.random().nextLong(Math.max(1, time.toMillis() / 2));
    return outside.home().after(time.plusMillis(jitter), what);
  }

  private void look() {
    if (stopped || rests) {
      return;
    }
    if (absences.dead().isEmpty()) {
      dead = Set.of(); // until somebody is
      return;
    }
    List<Shard> shards = shuffled(new TreeSet<>(trust.open()));
    shards.remove(Trust.MEETING);
    shards.removeIf(shard -> !serves.test(shard.integration())); // here it would lie for ever
    looks = true;
    new Round(new ArrayDeque<>(shards)).next();
  }

  private <T> List<T> shuffled(Set<T> all) {
    List<T> some = new ArrayList<>(all);
    Collections.shuffle(some, new Random(outside.random().nextLong()));
    return some;
  }

  /**
   * One look into what dead nodes have left in all shards that are open. It may take longer than
   * somebody needs to come back and leave anew what he has by then, so who is dead is asked at each
   * step: what is read while he is can only be what he left before.
   */
  private final class Round {
    private final Deque<Shard> shards;
    private final Set<String> overQuota = new HashSet<>();
    private boolean found;
    private boolean taken;
    private boolean full;

    Round(Deque<Shard> shards) {
      this.shards = shards;
    }

    void next() {
      Set<Integer> dead = absences.dead();
      while (goesOn() && !dead.isEmpty() && !shards.isEmpty()) {
        Shard shard = shards.remove();
        Optional<Epoch> epoch = trust.epoch(shard);
        if (epoch.isPresent() && hasRoom(shard)) {
          ask(shard, epoch.get(), dead);
          return;
        }
      }
      ended();
    }

    private boolean goesOn() {
      return !stopped && !rests && !full && outside.lease().isCertain();
    }

    /** One integration that is at its bound keeps nobody from taking up what is of others. */
    private boolean hasRoom(Shard shard) {
      return !overQuota.contains(shard.integration());
    }

    /** What cannot be taken up stands there still, and is not looked at all the time. */
    private void ended() {
      looks = false;
      atOnce = found ? Math.min(AT_ONCE, atOnce * 2) : AT_ONCE_FIRST;
      if (taken) {
        pause = ROUND;
        callOff = after(GOES_ON, Heir.this::look);
        return;
      }
      callOff = after(pause, Heir.this::look);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(ROUND_MOST) < 0 ? longer : ROUND_MOST;
    }

    private void ask(Shard shard, Epoch epoch, Set<Integer> dead) {
      Asking.of(
          outside.home(),
          () -> estates.left(shard, epoch, shuffled(dead), atOnce),
          reply -> {
            boolean inForce =
                trust.epoch(shard).filter(it -> it.generation() == epoch.generation()).isPresent();
            if (inForce && reply instanceof Reply.Certain<List<RawBody>> certain) {
              found |= !certain.value().isEmpty();
              take(shard, dead, new ArrayDeque<>(certain.value()));
              return;
            }
            if (reply instanceof Reply.Suspect<List<RawBody>> suspect) {
              trust.suspect(shard, epoch, suspect.why());
            } else {
              outside.meters().unanswered(shard, reply);
            }
            next();
          });
    }

    private void take(Shard shard, Set<Integer> dead, Deque<RawBody> left) {
      if (left.isEmpty() || !goesOn() || !hasRoom(shard)) {
        next();
        return;
      }
      if (!absences.dead().containsAll(dead)) {
        shards.add(shard); // what the others have left
        next();
        return;
      }
      RawBody first = left.remove();
      inherit(shard, dead, first)
          .onComplete(
              done ->
                  outside
                      .home()
                      .run(
                          () -> {
                            if (done.succeeded()) {
                              took(shard, first, done.result());
                            } else { // the others need not be like it
                              failed(shard, done.cause());
                            }
                            take(shard, dead, left);
                          }));
    }

    private void took(Shard shard, RawBody left, OwnLedger.Uptake what) {
      switch (what) {
        case TAKEN -> taken = true;
        case FULL -> {
          full = true;
          outside.meters().notInheritedForRoom(shard);
        }
        case OVER_QUOTA -> {
          overQuota.add(shard.integration());
          outside.meters().notInheritedForRoom(shard);
        }
        case UNREADABLE -> {
          if (refused.isNew(left)) {
            outside.meters().notInherited(shard);
          }
        }
        case KNOWN -> {} // it is on its way here, or stays until its owner is back
      }
    }

    private void failed(Shard shard, Throwable cause) {
      FAULTS.write(
          LOG.atWarn().setCause(cause).addKeyValue("shard", shard.toString()),
          "what a dead node has left could not be taken up; it is looked at again");
    }

    private Future<OwnLedger.Uptake> inherit(Shard shard, Set<Integer> dead, RawBody left) {
      try {
        return own.inherit(shard, left, dead);
      } catch (RuntimeException bug) {
        return Future.failedFuture(bug);
      }
    }
  }
}
