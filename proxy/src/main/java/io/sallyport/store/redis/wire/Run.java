package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Answered;
import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The calls of one slot, from the first attempt to the last answer. A call that has run is never
 * sent again; one that has been refused goes on, as long as there is time.
 */
final class Run {
  /** Redirections are followed so often. */
  private static final int REDIRECTIONS_MAX = 8;

  /** Pauses grow no more after so many. */
  private static final int PAUSES_MAX = 8;

  private final Slot slot;
  private final List<Leg> legs;
  private final Waits waits;
  private final long bytes;
  private final Executor back;
  private final LongSupplier nanos;
  private final Promise<Replies> promise = Promise.promise();
  private Runnable whenOver = () -> {};
  private Optional<RedisAddress> target = Optional.empty();
  private Optional<Identity> server = Optional.empty();
  private Failed blame = new Failed(Trouble.UNREACHABLE, "no connection in time");
  private long lateAt;
  private int redirections;
  private int pauses;
  private int replicas = Integer.MAX_VALUE;
  private boolean isOver;

  /** What a run needs next. */
  enum Next {
    /** Nothing: it is over. */
    NOTHING,
    /** To the slot's master, as it is known now. */
    AGAIN,
    /** The same a little later. */
    LATER
  }

  /**
   * A run that nobody has taken on yet.
   *
   * @param back where the future completes; not here, for what hangs on it may throw
   * @param nanos monotonic
   */
  Run(Slot slot, List<Call> calls, Waits waits, Executor back, LongSupplier nanos) {
    this.back = back;
    this.nanos = nanos;
    this.slot = slot;
    this.legs = calls.stream().map(Leg::new).toList();
    this.waits = waits;
    this.bytes = calls.stream().mapToLong(Call::bytes).sum();
  }

  Slot slot() {
    return slot;
  }

  Waits waits() {
    return waits;
  }

  long bytes() {
    return bytes;
  }

  Future<Replies> future() {
    return promise.future();
  }

  boolean isOver() {
    return isOver;
  }

  /** Where it has been sent for this round, if not to the slot's master ({@code ASK}). */
  Optional<RedisAddress> target() {
    return target;
  }

  List<Leg> openLegs() {
    return legs.stream().filter(Leg::isOpen).toList();
  }

  /** Commands of its next round, at most. */
  int commands() {
    return legs.size() * 3 + 1;
  }

  /**
   * Its time begins.
   *
   * @param over called when it ends
   */
  void begin(Duration within, Runnable over) {
    whenOver = over;
    lateAt = nanos.getAsLong() + within.toNanos() / 4 * 3;
  }

  /** Whether another attempt might end as a timeout, when now it is known that it has not run. */
  boolean isLate() {
    return nanos.getAsLong() - lateAt > 0;
  }

  /** Whether an open call has been answered so in the round that ends. */
  boolean heard(Trouble trouble) {
    return legs.stream().anyMatch(leg -> leg.isOpen() && leg.heard(trouble));
  }

  /** How often it had to wait for the Cluster. */
  int pauses() {
    return pauses;
  }

  /** It waits because of this. */
  void blame(Failed failed) {
    blame = failed;
  }

  /**
   * Every command of a round has been answered, or never will be.
   *
   * @param confirmed how many replicas have what was written
   */
  Next land(int confirmed, Identity from, RedirectedSlots redirected) {
    if (isOver) {
      return Next.NOTHING;
    }
    Optional<RedisAddress> asked = target;
    target = Optional.empty();
    boolean again = false;
    boolean later = false;
    for (Leg leg : openLegs()) {
      Reply heard = leg.land();
      if (heard instanceof Answered) {
        leg.settle(heard);
        replicas = Math.min(replicas, confirmed);
        server = Optional.of(from);
        continue;
      }
      Failed failed = (Failed) heard;
      switch (failed.trouble()) {
        case NOSCRIPT -> {
          if (leg.tell()) {
            leg.refused(failed);
            target = asked;
            again = true;
          } else {
            leg.settle(failed);
          }
        }
        case MOVED, ASK -> {
          Optional<RedisAddress> other = Redirection.address(failed.said(), from.address());
          if (other.isPresent() && redirections < REDIRECTIONS_MAX) {
            leg.refused(failed);
            again = true;
            if (failed.trouble() == Trouble.ASK) {
              target = other;
            } else {
              redirected.moved(slot, other.get());
            }
          } else {
            leg.settle(failed);
          }
        }
        case TRYAGAIN, CLUSTERDOWN -> {
          leg.refused(failed);
          later = true;
        }
        default -> leg.settle(failed);
      }
    }
    redirections += again ? 1 : 0;
    return next(again, later);
  }

  /** Who hears where a slot has gone to. */
  interface RedirectedSlots {
    void moved(Slot slot, RedisAddress to);
  }

  private Next next(boolean again, boolean later) {
    if (later) {
      pauses = Math.min(pauses + 1, PAUSES_MAX);
      target = Optional.empty();
      return Next.LATER;
    }
    if (again) {
      return Next.AGAIN;
    }
    end();
    return Next.NOTHING;
  }

  /** The time is up. */
  void expire() {
    if (!isOver) {
      Failed late = new Failed(Trouble.TIMEOUT, "no answer in time");
      openLegs().forEach(leg -> leg.settleUnheard(late, blame));
      end();
    }
  }

  /** It goes no further: whatever is not under way has not run. */
  void stop(Failed why) {
    if (!isOver) {
      Failed lost = new Failed(Trouble.LOST, why.said());
      openLegs().forEach(leg -> leg.settleUnheard(lost, why));
      end();
    }
  }

  private void end() {
    isOver = true;
    whenOver.run();
    Replies replies =
        new Replies(
            legs.stream().map(Leg::reply).toList(),
            replicas == Integer.MAX_VALUE ? 0 : replicas,
            server);
    back.execute(() -> promise.complete(replies));
  }
}
