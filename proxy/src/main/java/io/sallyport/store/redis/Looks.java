package io.sallyport.store.redis;

import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Lets those who look at one shard at the same time look together: one call is under way to a
 * shard, and what is asked meanwhile leaves with the next. A call for each event costs Redis six
 * times as much as one for sixty-four. Whoever comes to a shard that is not being asked waits for
 * nobody.
 *
 * <p>Safe from any thread; answers come on the context of whoever asked.
 */
final class Looks {
  /** More bids are not in a call, unless one admission has more. */
  static final int BIDS_MAX = 256;

  /** More do not wait for the next call to a shard. */
  static final int WAITING_MAX = 4_096;

  private final Asked asked;
  private final Duration within;
  private final LongSupplier nanos;
  private final ConcurrentMap<Shard, Lane> lanes = new ConcurrentHashMap<>();

  /** Asks a shard once. */
  interface Asked {
    Future<Reply<List<Found>>> ask(Shard shard, Epoch epoch, List<Bid> events, Duration within);
  }

  /**
   * For all shards.
   *
   * @param within how long the first of those who look together may wait, from when it came
   * @param nanos monotonic
   */
  Looks(Asked asked, Duration within, LongSupplier nanos) {
    this.asked = asked;
    this.within = within;
    this.nanos = nanos;
  }

  /** As {@link io.sallyport.store.shared.SharedIndex#look}. */
  Future<Reply<List<Found>>> look(Shard shard, Epoch epoch, List<Bid> events) {
    return lanes.computeIfAbsent(shard, Lane::new).look(epoch, events);
  }

  /** Somebody who looks. */
  private static final class Looker {
    final Epoch epoch;
    final List<Bid> events;
    final long until;
    final Promise<Reply<List<Found>>> promise = Promise.promise();
    final Optional<Context> home = Optional.ofNullable(Vertx.currentContext());

    Looker(Epoch epoch, List<Bid> events, long until) {
      this.epoch = epoch;
      this.events = events;
      this.until = until;
    }

    void tell(AsyncResult<Reply<List<Found>>> answer) {
      if (home.isEmpty() || home.equals(Optional.ofNullable(Vertx.currentContext()))) {
        promise.handle(answer);
      } else {
        home.get().runOnContext(go -> promise.handle(answer));
      }
    }
  }

  /** One shard. */
  private final class Lane {
    private final Shard shard;
    private final Deque<Looker> waiting = new ArrayDeque<>();
    private int waitingBids;
    private boolean asking;

    Lane(Shard shard) {
      this.shard = shard;
    }

    Future<Reply<List<Found>>> look(Epoch epoch, List<Bid> events) {
      Looker looker = new Looker(epoch, events, nanos.getAsLong() + within.toNanos());
      synchronized (this) {
        if (waitingBids + events.size() > WAITING_MAX) {
          return Future.succeededFuture(new Reply.Away<>("too many look at " + shard));
        }
        waiting.add(looker);
        waitingBids += events.size();
        if (asking) {
          return looker.promise.future();
        }
        asking = true;
      }
      send();
      return looker.promise.future();
    }

    private void send() {
      List<Looker> together = next();
      while (!together.isEmpty()) {
        long left = together.get(0).until - nanos.getAsLong();
        if (left > 0) {
          send(together, Duration.ofNanos(left));
          return;
        }
        tell(together, Future.succeededFuture(new Reply.Away<>("not asked in time")));
        together = next();
      }
    }

    /** The next ones of one generation; nobody is asking any more where there is none. */
    private synchronized List<Looker> next() {
      List<Looker> together = new ArrayList<>();
      int bids = 0;
      while (!waiting.isEmpty()) {
        Looker first = waiting.element();
        boolean fits =
            together.isEmpty()
                || (bids + first.events.size() <= BIDS_MAX
                    && first.epoch.generation() == together.get(0).epoch.generation());
        if (!fits) {
          break;
        }
        together.add(waiting.remove());
        bids += first.events.size();
      }
      waitingBids -= bids;
      asking = !together.isEmpty();
      return together;
    }

    private void send(List<Looker> together, Duration left) {
      List<Bid> bids = new ArrayList<>();
      Epoch epoch = together.get(0).epoch;
      for (Looker looker : together) {
        bids.addAll(looker.events);
        epoch = epoch.seen(looker.epoch.fence());
      }
      Epoch newest = epoch;
      Future.<Void>succeededFuture()
          .compose(go -> asked.ask(shard, newest, bids, left))
          .onComplete(
              answer -> {
                tell(together, answer);
                send();
              });
    }

    private void tell(List<Looker> together, AsyncResult<Reply<List<Found>>> answer) {
      int from = 0;
      for (Looker looker : together) {
        int to = from + looker.events.size();
        looker.tell(part(answer, from, to));
        from = to;
      }
    }

    private static AsyncResult<Reply<List<Found>>> part(
        AsyncResult<Reply<List<Found>>> answer, int from, int to) {
      return answer.succeeded() && answer.result() instanceof Reply.Certain<List<Found>> certain
          ? Future.succeededFuture(
              new Reply.Certain<>(List.copyOf(certain.value().subList(from, to)), certain.fence()))
          : answer;
    }
  }
}
