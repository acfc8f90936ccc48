package io.sallyport.pipeline;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every genuine webhook goes through the ledger: durable ones lie safe before their sender is
 * answered, the others are sent on in their turn, and the end of the turn is written before it is
 * relayed.
 *
 * @param handing how the destination of what follows the integration's path gets its webhooks
 * @param delivery sends on while the sender waits
 * @param forwarding sends on in its own time
 */
public record AdmittedPassage(
    Ledger ledger, Function<String, Handing> handing, Delivery delivery, Forwarding forwarding)
    implements Passage {
  private static final Logger LOG = LoggerFactory.getLogger(AdmittedPassage.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  @Override
  public Future<Outcome> pass(Admission admission) {
    try {
      Handing how = handing.apply(admission.parcel().rest());
      Admission asked =
          admission.forDestination(how.splits(admission.events()), how.patience(), how.timeout());
      Future<Outcome> passed =
          how.durable()
              ? keep(asked)
              : asked.events().size() == 1 ? turn(asked, how) : oneByOne(asked, how, 0);
      return passed.recover(AdmittedPassage::broken);
    } catch (RuntimeException bug) {
      return broken(bug);
    }
  }

  @Override
  public Future<Optional<Outcome>> recall(Admission admission) {
    return ledger
        .recall(admission)
        .map(places -> places.map(all -> told(admission.parcel().id(), all)));
  }

  @Override
  public Future<Delivered> unproved(Parcel parcel) {
    return delivery.send(parcel);
  }

  // --- durable

  private Future<Outcome> keep(Admission admission) {
    return ledger
        .admit(admission)
        .map(
            placed ->
                placed.fold(
                    kept -> {
                      kept.now()
                          .ifPresent(waiting -> forwarding.offer(waiting, admission.parcel()));
                      return told(admission.parcel().id(), kept.places());
                    },
                    AdmittedPassage::limited,
                    AdmittedPassage::unavailable));
  }

  /** Many events have one answer: the most telling word of them. */
  private static Outcome told(EventId delivery, List<Place> places) {
    if (places.size() == 1) {
      return told(places.get(0));
    }
    Outcome.Kept strongest = told(places.get(0));
    for (Place place : places) {
      Outcome.Kept next = told(place);
      if (weight(next) > weight(strongest)) {
        strongest = next;
      }
    }
    return new Outcome.Kept(delivery, strongest.word(), strongest.reason(), Optional.empty());
  }

  private static int weight(Outcome.Kept kept) {
    return switch (kept.word()) {
      case "hold" -> 3;
      case "forward" -> 2;
      case "reject" -> 1;
      default -> 0;
    };
  }

  private static Outcome.Kept told(Place place) {
    return place.fold(
        queued -> new Outcome.Kept(queued.id(), "forward", Optional.empty(), Optional.empty()),
        held -> new Outcome.Kept(held.id(), "hold", Optional.of(held.reason()), Optional.empty()),
        known ->
            new Outcome.Kept(
                known.id(),
                known.standing() == Standing.REJECTED ? "reject" : "duplicate",
                Optional.of(Reason.REPLAY_DUPLICATE),
                known.answer().map(it -> new Outcome.Told(it.status(), it.type(), it.body()))));
  }

  // --- pass-through

  private Future<Outcome> turn(Admission admission, Handing how) {
    return ledger.begin(admission).compose(turn -> take(turn, admission, how));
  }

  /**
   * A batch that goes nowhere is remembered event by event. The first that has no place ends it.
   */
  private Future<Outcome> oneByOne(Admission batch, Handing how, int index) {
    return turn(batch.only(index), how)
        .compose(
            outcome ->
                outcome instanceof Outcome.Refused || index + 1 == batch.events().size()
                    ? Future.succeededFuture(outcome)
                    : oneByOne(batch, how, index + 1));
  }

  private Future<Outcome> take(Turn turn, Admission admission, Handing how) {
    if (turn instanceof Placed.Unavailable none && none.isApart() && how.queuedWhenAway()) {
      return keep(admission);
    }
    if (turn instanceof Turn.Go go) {
      return send(admission.parcel().named(go.id()))
          .recover(AdmittedPassage::notSent)
          .compose(delivered -> settle(go, delivered, how));
    }
    return Future.succeededFuture(answer(turn));
  }

  /** Whatever breaks here, the turn must be settled: nobody else can have it meanwhile. */
  private Future<Delivered> send(Parcel parcel) {
    try {
      return delivery.send(parcel);
    } catch (RuntimeException bug) {
      return Future.failedFuture(bug);
    }
  }

  private static Outcome answer(Turn turn) {
    if (turn instanceof Turn.Has has) {
      return told(has.place());
    }
    if (turn instanceof Turn.Busy busy) {
      return new Outcome.Refused(
          Reason.REPLAY_IN_FLIGHT,
          "the same event is on its way",
          busy.retryAfter(),
          Optional.empty());
    }
    if (turn instanceof Placed.Limited limited) {
      return limited(limited);
    }
    if (turn instanceof Placed.Unavailable none) {
      return unavailable(none);
    }
    throw new IllegalStateException("a turn is one of five");
  }

  /** The end is written before it is relayed: nobody must be told what nobody remembers. */
  private Future<Outcome> settle(Turn.Go go, Delivered delivered, Handing how) {
    Optional<StoredAnswer> answer = finalAnswer(delivered, how);
    Ending ending = answer.isPresent() ? new Ending.Answered(answer.get()) : new Ending.Dropped();
    return ledger
        .settle(go, ending)
        .map(
            settled -> {
              if (answer.isEmpty() || settled != Settled.UNAVAILABLE) {
                return new Outcome.Sent(go.id(), delivered);
              }
              discard(delivered);
              return new Outcome.Refused(
                  Reason.STORE_UNAVAILABLE,
                  "the upstream has answered, and that cannot be written down",
                  RETRY_AFTER,
                  Optional.empty());
            });
  }

  private static Optional<StoredAnswer> finalAnswer(Delivered delivered, Handing how) {
    if (delivered instanceof Delivered.Accepted) {
      return Optional.of(new StoredAnswer(200, "", RawBody.empty()));
    }
    if (!(delivered instanceof Delivered.Relayed relayed) || !how.isFinal(relayed.status())) {
      return Optional.empty();
    }
    boolean small =
        relayed.rest().isEmpty() && relayed.body().length() <= StoredAnswer.BODY_BYTES_MAX;
    String[] type = {""};
    relayed
        .fields()
        .forEach(
            (name, value) -> {
              if (name.equalsIgnoreCase("Content-Type")) {
                type[0] = value;
              }
            });
    return Optional.of(
        new StoredAnswer(
            relayed.status(), type[0], small ? body(relayed.body()) : RawBody.empty()));
  }

  private static RawBody body(Buffer buffer) {
    return RawBody.of(buffer.getBytes());
  }

  /** What is not relayed is read to its end, so that the connection is free again. */
  private static void discard(Delivered delivered) {
    if (delivered instanceof Delivered.Relayed relayed && relayed.rest().isPresent()) {
      relayed.rest().get().exceptionHandler(broken -> {}).handler(unwanted -> {}).resume();
    }
  }

  // --- what has no place

  private static Outcome limited(Placed.Limited limited) {
    Limit limit = limited.limit();
    return new Outcome.Refused(
        limit.reason(),
        "over the limit " + limit.name(),
        limited.retryAfter(),
        Optional.of(new Outcome.Quota(limit.name(), limit.permits(), limit.per(), limit.burst())));
  }

  private static Outcome unavailable(Placed.Unavailable none) {
    return new Outcome.Refused(none.reason(), none.detail(), none.retryAfter(), Optional.empty());
  }

  private static Future<Outcome> broken(Throwable broken) {
    LOG.atError().setCause(broken).log("a webhook could not be taken on");
    return Future.succeededFuture(
        new Outcome.Refused(
            Reason.INTERNAL_ERROR,
            broken.getClass().getSimpleName(),
            RETRY_AFTER,
            Optional.empty()));
  }

  private static Future<Delivered> notSent(Throwable broken) {
    LOG.atError().setCause(broken).log("a webhook could not be sent on");
    return Future.succeededFuture(
        new Delivered.Failed(Reason.INTERNAL_ERROR, broken.getClass().getSimpleName()));
  }
}
