package io.sallyport.cli.dev;

import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Delivery;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Stands between the gate and the upstream: keeps the last delivery, so that it can be sent once
 * more, and what the upstream said to the newest ones.
 */
final class Tap {
  /** How many answers wait for their line to be printed. */
  private static final int ANSWERS_MAX = 256;

  private final Context context;
  private final LongSupplier nanos;
  private final Map<String, Upstream> answers = new LinkedHashMap<>();
  private Optional<Sent> last = Optional.empty();

  /**
   * @param nanos a monotonic clock
   */
  Tap(Vertx vertx, LongSupplier nanos) {
    this.context = vertx.getOrCreateContext();
    this.nanos = nanos;
  }

  /**
   * What the upstream said.
   *
   * @param status its own; empty when it did not answer
   * @param fault why not
   */
  record Upstream(Optional<Integer> status, Optional<Reason> fault, String detail, Duration took) {}

  /** A delivery that was sent on once more. */
  record Again(Parcel parcel, Upstream upstream) {}

  private record Sent(Delivery delivery, Parcel parcel) {}

  /** The delivery to upstreams, watched. */
  Delivery over(Delivery delivery) {
    return parcel -> {
      keep(delivery, parcel);
      return send(delivery, parcel)
          .map(
              sent -> {
                note(parcel, sent.upstream());
                return sent.delivered();
              });
    };
  }

  /** What the upstream said to an event, told once. */
  synchronized Optional<Upstream> answerTo(String event) {
    return Optional.ofNullable(answers.remove(event));
  }

  /** Sends the last delivery once more; empty when there was none. Never fails. */
  Future<Optional<Again>> again() {
    Optional<Sent> taken = nextAttempt();
    if (taken.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Promise<Optional<Again>> done = Promise.promise();
    Parcel parcel = taken.get().parcel();
    context.runOnContext(
        unused ->
            send(taken.get().delivery(), parcel)
                .map(
                    sent -> {
                      drop(sent.delivered());
                      return Optional.of(new Again(parcel, sent.upstream()));
                    })
                .onComplete(done));
    return done.future();
  }

  private synchronized Optional<Sent> nextAttempt() {
    last = last.map(it -> new Sent(it.delivery(), it.parcel().again()));
    return last;
  }

  /** Only what was verified: a policy under trial lets other things through, too. */
  private synchronized void keep(Delivery delivery, Parcel parcel) {
    if (!parcel.wouldReject()) {
      last = Optional.of(new Sent(delivery, parcel));
    }
  }

  private synchronized void note(Parcel parcel, Upstream upstream) {
    answers.put(parcel.id().value(), upstream);
    if (answers.size() > ANSWERS_MAX) {
      answers.remove(answers.keySet().iterator().next());
    }
  }

  private record Done(Delivered delivered, Upstream upstream) {}

  private Future<Done> send(Delivery delivery, Parcel parcel) {
    long began = nanos.getAsLong();
    return delivery
        .send(parcel)
        .map(
            delivered -> {
              Duration took = Duration.ofNanos(nanos.getAsLong() - began);
              return new Done(delivered, upstream(delivered, took));
            });
  }

  private static Upstream upstream(Delivered delivered, Duration took) {
    if (delivered instanceof Delivered.Relayed relayed) {
      return new Upstream(Optional.of(relayed.status()), Optional.empty(), "", took);
    }
    if (delivered instanceof Delivered.Answered answered) {
      return new Upstream(Optional.of(answered.status()), Optional.empty(), "", took);
    }
    if (delivered instanceof Delivered.Failed failed) {
      return new Upstream(Optional.empty(), Optional.of(failed.reason()), failed.detail(), took);
    }
    return new Upstream(Optional.empty(), Optional.empty(), "", took);
  }

  /** Nobody reads the answer to what was sent again, and its connection must become free. */
  private static void drop(Delivered delivered) {
    if (delivered instanceof Delivered.Relayed relayed) {
      relayed
          .rest()
          .ifPresent(
              rest ->
                  rest.exceptionHandler(gone -> {})
                      .endHandler(end -> {})
                      .handler(part -> {})
                      .resume());
    }
  }
}
