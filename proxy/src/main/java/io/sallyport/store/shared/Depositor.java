package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Gathered.Event;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Leaves to the other nodes what was granted to this one, so that they can finish it when this one
 * dies. Nothing waits for it: what cannot be left now is missed, and tried once more when there is
 * room for it; until then it waits for this node, as without it. Belongs to its home.
 */
final class Depositor {
  /** A longer delivery waits for this node. */
  static final int BYTES_MAX = Estates.DELIVERY_BYTES_MAX;

  /** More do not wait here: they are read from the store when these have been left. */
  static final int UNDER_WAY_MAX = 4_096;

  /** Most of what is granted has ended by then, and need not be left. */
  static final Duration SOON = Duration.ofMillis(50);

  /**
   * Of one shard, in memory and on their way; one more may be above it. They share connections with
   * questions for whose answers senders wait.
   */
  static final int BYTES_AT_ONCE = 256 << 10;

  static final int EVENTS_AT_ONCE = 256;

  /** One slice of each of so many shards is in memory. */
  static final int SHARDS_AT_ONCE = 2;

  /** Since whatever has ended is refused, too. */
  private static final Duration TOLD_BY_THEN = Duration.ofSeconds(10);

  private static final int TRIES = 3;

  private final Outside outside;
  private final Trust trust;
  private final Estates estates;
  private final Bequests left;
  private final Gathered gathered = new Gathered(UNDER_WAY_MAX);
  private final AtomicLong rebuilt = new AtomicLong();
  private Consumer<Shard> missed = unused -> {};
  private boolean waiting;
  private boolean stopped;

  Depositor(Outside outside, Trust trust, Estates estates) {
    this.outside = outside;
    this.trust = trust;
    this.estates = estates;
    this.left = new Bequests(estates::bytesMost);
  }

  /** Is told of each shard of which something was not left that could be later. */
  void onMissed(Consumer<Shard> listener) {
    missed = listener;
  }

  void stop() {
    stopped = true;
  }

  /** It was just granted; what is granted within a moment goes together. */
  void granted(Shard shard, Bid bid, long fence) {
    if (!stopped) {
      take(shard, new Event(new Granted(bid, fence), false));
    }
  }

  /** It was granted before, and perhaps not left. */
  void again(Shard shard, Granted granted) {
    Event event = new Event(granted, true);
    if (!stopped && !left.isThere(shard, event.key()) && !gathered.has(shard, event.key())) {
      take(shard, event);
    }
  }

  private void take(Shard shard, Event event) {
    if (!hasRoom(shard)) {
      missed(shard, List.of(event));
    } else if (gathered.add(shard, event)) {
      gatherIn(SOON);
    } else {
      missed.accept(shard); // and is read from the store as soon as these have been left
    }
  }

  /** Whether anything more may be left now. */
  boolean hasRoom() {
    return left.hasRoom();
  }

  private boolean hasRoom(Shard shard) {
    return left.hasRoom(shard);
  }

  /** Whether it is worth reading from the store what was missed of a shard. */
  boolean hasMuchRoom(Shard shard) {
    return trust.epoch(shard).isPresent() && left.hasMuchRoom(shard);
  }

  /** Whether so many may wait that were missed: half of the room is for what is granted. */
  boolean takes(int events) {
    return gathered.hasRoomFor(UNDER_WAY_MAX / 2 + events);
  }

  /** How much is left now, as far as this node knows. Any thread. */
  long bytes() {
    return left.bytes();
  }

  /** Whether it has been left for certain, and nothing has been heard that would undo that. */
  boolean isLeft(Shard shard, ClaimKey key) {
    return trust.epoch(shard).isPresent() && left.isThere(shard, key);
  }

  /** It has ended, or is another's, or was granted once more: nothing of it lies there. */
  void gone(Shard shard, Bid bid) {
    left.remove(shard, bid.key());
    gathered.remove(shard, bid.key());
  }

  /** What lies there counts for nothing any more. */
  void rebuilt(Shard shard) {
    rebuilt.incrementAndGet();
    left.remove(shard);
  }

  /** How often that was so. Any thread. */
  long rebuilt() {
    return rebuilt.get();
  }

  private void missed(Shard shard, List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    int first = (int) events.stream().filter(it -> !it.again()).count();
    if (first > 0) {
      outside.meters().notDeposited(first);
    }
    missed.accept(shard);
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
    for (Shard shard : gathered.shards()) {
      if (gathered.handsFull() < SHARDS_AT_ONCE && !gathered.isInHand(shard)) {
        slice(shard);
      }
    }
  }

  private void slice(Shard shard) {
    if (!hasRoom(shard)) { // what is read would find none
      gathered.take(shard, UNDER_WAY_MAX);
      done(shard);
      return;
    }
    List<Event> some = gathered.take(shard, EVENTS_AT_ONCE);
    outside
        .holdings()
        .bequests(some.stream().map(Event::granted).toList(), BYTES_MAX, BYTES_AT_ONCE)
        .onComplete(
            read ->
                outside
                    .home()
                    .run(
                        () -> {
                          if (read.succeeded()) {
                            read(shard, some, read.result());
                          } else {
                            done(shard);
                          }
                        }));
  }

  private void read(Shard shard, List<Event> asked, List<Optional<RawBody>> bodies) {
    asked.subList(bodies.size(), asked.size()).forEach(it -> gathered.putBack(shard, it));
    List<Estates.Deposit> some = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      Event event = asked.get(i);
      if (!gathered.isInHand(shard, event.key())) {
        continue; // it has ended meanwhile
      }
      if (bodies.get(i).isEmpty()) {
        gathered.letGo(shard, event.key()); // it has ended, or waits for this node
        continue;
      }
      RawBody body = bodies.get(i).get();
      if (left.add(shard, event.key(), body.size())) {
        some.add(new Estates.Deposit(event.granted().bid(), event.granted().fence(), body));
      }
    }
    ask(shard, some, 1);
  }

  private void ask(Shard shard, List<Estates.Deposit> all, int attempt) {
    List<Estates.Deposit> some =
        all.stream().filter(it -> gathered.isInHand(shard, it.bid().key())).toList();
    Optional<Epoch> epoch = trust.epoch(shard);
    // After a lapse all is asked for and left once more; until others know that this node is alive,
    // one who does not would take it at once.
    if (some.isEmpty()
        || epoch.isEmpty()
        || stopped
        || !outside.lease().untilKnownAlive().isZero()) {
      done(shard);
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
          } else {
            outside.meters().unanswered(shard, reply);
          }
          if (attempt == TRIES) {
            done(shard);
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
    List<Event> refused = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      Estates.Deposit it = some.get(i);
      ClaimKey key = it.bid().key();
      boolean isLeft = settlements.get(i) == Change.Settlement.SETTLED;
      deposited += isLeft ? 1 : 0;
      Optional<Event> event = gathered.letGo(shard, key);
      if (event.isPresent() && isLeft) { // else it has ended meanwhile
        left.arrived(shard, key, it.left().size());
      } else if (event.isPresent()) {
        left.refused(shard, key);
        refused.add(event.get());
      }
    }
    if (deposited > 0) {
      outside.meters().deposited(deposited);
    }
    if (!refused.isEmpty()) {
      outside.home().after(TOLD_BY_THEN, () -> refused(shard, refused));
    }
    done(shard);
  }

  /** What has not ended found no room there. */
  private void refused(Shard shard, List<Event> events) {
    missed(shard, events.stream().filter(it -> left.isRefused(shard, it.key())).toList());
  }

  /** What is still in hand was not left. */
  private void done(Shard shard) {
    missed(shard, gathered.done(shard));
    if (!gathered.isEmpty()) {
      gatherIn(SOON);
    }
  }
}
