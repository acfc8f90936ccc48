package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves to the other nodes what was granted to this one, so that they can finish it when this one
 * dies. Nothing waits for it: what cannot be left waits for this node, as without it. Belongs to
 * its home.
 */
final class Depositor {
  /** A longer delivery waits for this node. */
  static final int BYTES_MAX = 256 << 10;

  /** More are not on their way at once. */
  static final int UNDER_WAY_MAX = 4_096;

  /** Most of what is granted has ended by then, and need not be left. */
  static final Duration SOON = Duration.ofMillis(50);

  /** Of one shard, in memory and on their way; one more may be above it. */
  static final int BYTES_AT_ONCE = 1 << 20;

  static final int EVENTS_AT_ONCE = 256;

  /** One slice of each of so many shards is in memory. */
  static final int SHARDS_AT_ONCE = 4;

  private static final int TRIES = 3;

  private final Outside outside;
  private final Trust trust;
  private final Estates estates;
  private final Bequests left = new Bequests();
  private final Map<Shard, Deque<Granted>> gathered = new LinkedHashMap<>();
  private final Set<Shard> busy = new HashSet<>();

  /** Events that are gathered, read or on their way. */
  private int underWay;

  private boolean waiting;
  private boolean stopped;

  Depositor(Outside outside, Trust trust, Estates estates) {
    this.outside = outside;
    this.trust = trust;
    this.estates = estates;
  }

  void stop() {
    stopped = true;
  }

  /** It was just granted; what is granted within a moment goes together. */
  void granted(Shard shard, Bid bid, long fence) {
    if (stopped) {
      return;
    }
    if (underWay >= UNDER_WAY_MAX || !estates.hasRoom()) {
      outside.meters().notDeposited(1);
      return;
    }
    underWay++;
    gathered.computeIfAbsent(shard, unused -> new ArrayDeque<>()).add(new Granted(bid, fence));
    gatherIn(SOON);
  }

  /** Whether so many more may be left. */
  boolean hasRoomFor(int events) {
    return underWay + events <= UNDER_WAY_MAX;
  }

  /** It has ended, or is another's, or was granted once more: nothing of it lies there. */
  void gone(Shard shard, Bid bid) {
    left.remove(shard, bid.key());
  }

  /** What lies there counts for nothing any more. */
  void rebuilt(Shard shard) {
    left.remove(shard);
  }

  private void gatherIn(Duration time) {
    if (waiting) {
      return;
    }
    waiting = true;
    outside
        .home()
        .after(
            time,
            () -> {
              waiting = false;
              gather();
            });
  }

  private void gather() {
    if (stopped) {
      return;
    }
    Duration wait = outside.lease().untilKnownAlive();
    if (!wait.isZero()) {
      gatherIn(wait);
      return;
    }
    for (Shard shard : List.copyOf(gathered.keySet())) {
      if (busy.size() < SHARDS_AT_ONCE && busy.add(shard)) {
        slice(shard);
      }
    }
  }

  private void slice(Shard shard) {
    Deque<Granted> all = gathered.getOrDefault(shard, new ArrayDeque<>());
    gathered.remove(shard);
    List<Granted> some = new ArrayList<>();
    while (some.size() < EVENTS_AT_ONCE && !all.isEmpty()) {
      some.add(all.remove());
    }
    if (!all.isEmpty()) {
      gathered.put(shard, all); // behind the other shards
    }
    if (!estates.hasRoom()) {
      ended(shard, some.size(), 0);
      return;
    }
    outside
        .holdings()
        .bequests(some, BYTES_MAX, BYTES_AT_ONCE)
        .onComplete(
            read ->
                outside
                    .home()
                    .run(
                        () -> {
                          if (read.succeeded()) {
                            read(shard, some, read.result());
                          } else {
                            ended(shard, some.size(), 0);
                          }
                        }));
  }

  private void read(Shard shard, List<Granted> asked, List<Optional<RawBody>> bodies) {
    if (bodies.size() < asked.size()) {
      Deque<Granted> rest = gathered.computeIfAbsent(shard, unused -> new ArrayDeque<>());
      for (int i = asked.size() - 1; i >= bodies.size(); i--) {
        rest.addFirst(asked.get(i));
      }
    }
    List<Estates.Deposit> some = new ArrayList<>();
    int tooMany = 0;
    for (int i = 0; i < bodies.size(); i++) {
      Granted granted = asked.get(i);
      if (bodies.get(i).isPresent()) {
        RawBody body = bodies.get(i).get();
        if (left.add(shard, granted.bid().key(), body.size())) {
          some.add(new Estates.Deposit(granted.bid(), granted.fence(), body));
        } else {
          tooMany++;
        }
      }
    }
    underWay -= bodies.size() - some.size(); // the others have ended, or wait for this node
    if (tooMany > 0) {
      outside.meters().notDeposited(tooMany);
    }
    if (some.isEmpty()) {
      ended(shard, 0, 0);
    } else {
      ask(shard, some, 1);
    }
  }

  private void ask(Shard shard, List<Estates.Deposit> some, int attempt) {
    Optional<Epoch> epoch = trust.epoch(shard);
    // After a lapse all is asked for and left once more; until others know that this node is alive,
    // one who does not would take it at once.
    if (epoch.isEmpty() || stopped || !outside.lease().untilKnownAlive().isZero()) {
      if (attempt == 1) { // else it may have come there
        some.forEach(it -> gone(shard, it.bid()));
      }
      ended(shard, some.size(), 0);
      return;
    }
    Asking.of(
        outside.home(),
        () -> estates.deposit(shard, epoch.get(), some),
        reply -> {
          if (reply instanceof Reply.Certain<List<Change.Settlement>> certain) {
            answered(shard, some, certain.value());
            return;
          }
          if (reply instanceof Reply.Suspect<List<Change.Settlement>> suspect) {
            trust.suspect(shard, epoch.get(), suspect.why());
          }
          if (attempt == TRIES) {
            ended(shard, some.size(), 0);
          } else {
            outside
                .home()
                .after(
                    new Pause(outside.random()).next().multipliedBy(attempt),
                    () -> ask(shard, some, attempt + 1));
          }
        });
  }

  private void answered(
      Shard shard, List<Estates.Deposit> some, List<Change.Settlement> settlements) {
    int deposited = 0;
    for (int i = 0; i < some.size(); i++) {
      if (settlements.get(i) == Change.Settlement.SETTLED) {
        deposited++;
      } else {
        gone(shard, some.get(i).bid());
      }
    }
    ended(shard, some.size(), deposited);
  }

  private void ended(Shard shard, int events, int deposited) {
    busy.remove(shard);
    underWay -= events;
    if (!gathered.isEmpty()) {
      gatherIn(SOON);
    }
    if (deposited > 0) {
      outside.meters().deposited(deposited);
    }
    if (events > deposited) {
      outside.meters().notDeposited(events - deposited);
    }
  }
}
