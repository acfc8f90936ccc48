package io.sallyport.pipeline;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AdmissionRule;
import io.sallyport.admit.Doubt;
import io.sallyport.facts.FactsReader;
import io.sallyport.facts.Identification;
import io.sallyport.freshness.Freshness;
import io.sallyport.handshake.HandshakeOutcome;
import io.sallyport.handshake.HandshakeRule;
import io.sallyport.handshake.Handshakes;
import io.sallyport.route.Router;
import io.sallyport.verdict.Finding;
import io.sallyport.verdict.Reason;
import io.sallyport.verdict.Verdict;
import io.sallyport.verify.Checked;
import io.sallyport.verify.Verifier;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.Arrival;
import io.sallyport.webhook.AuthenticWebhook;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole life of one webhook up to the verdict, and its sending on. One pipeline per
 * integration, rebuilt when its policy changes; a request keeps the one it began with.
 *
 * <p>Nothing here waits unless a key has to be fetched or a challenge confirmed: then, and only
 * then, the futures are not complete when they are returned.
 *
 * @param handshakes the platform's registration challenges
 * @param mayChallenge takes a permit for one more challenge of this source
 * @param verifier the one that can make an authentic webhook
 * @param freshness how far the signed time may be from now; empty where the sender signs none
 * @param admission what is asked of the ledger
 * @param doubt what makes an event doubtful that the ledger does not know
 * @param passage takes on what was judged
 * @param monitorUntil until then, what fails verification is sent on, marked
 */
public record Pipeline(
    Language language,
    Handshakes handshakes,
    Predicate<InetAddress> mayChallenge,
    Verifier verifier,
    Optional<Freshness> freshness,
    FactsReader facts,
    AdmissionRule admission,
    Doubt doubt,
    Router router,
    Passage passage,
    Optional<Instant> monitorUntil) {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final String HANDSHAKE = "handshake";
  private static final String VERIFY = "verify";
  private static final String FRESHNESS = "freshness";
  private static final String FACTS = "facts";

  /** The verdict alone; see {@link #examine}. */
  public Future<Verdict> judge(Arrival arrival) {
    return examine(arrival).map(Judged::verdict);
  }

  /** Judges a request. Never fails: what breaks is a refusal, and nothing is sent on. */
  public Future<Judged> examine(Arrival arrival) {
    try {
      Reading reading = language.read(arrival.inbound(), arrival.url());
      Instant now = arrival.inbound().receivedAt();
      Optional<HandshakeRule> challenge = handshakes.unsigned(reading);
      if (challenge.isPresent()) {
        return answer(challenge.get(), reading, now).map(Judged::of);
      }
      Optional<Checked> checked = verifier.checkNow(reading, now);
      return checked.isPresent()
          ? proceed(checked.get(), reading, arrival)
          : verifier
              .check(reading, now)
              .compose(late -> proceed(late, reading, arrival))
              .recover(broken -> failClosed(broken).map(Judged::of));
    } catch (RuntimeException broken) {
      return failClosed(broken).map(Judged::of);
    }
  }

  /** Takes on what a verdict lets through. Never fails. */
  public Future<Outcome> pass(Arrival arrival, Judged judged) {
    try {
      return judged.admission().isPresent()
          ? passage.pass(judged.admission().get())
          : unproved(Parcel.unverified(arrival));
    } catch (RuntimeException broken) {
      return failed(broken).map(it -> new Outcome.Sent(Parcel.unverified(arrival).id(), it));
    }
  }

  private Future<Outcome> unproved(Parcel parcel) {
    return passage
        .unproved(parcel)
        .recover(Pipeline::failed)
        .map(delivered -> new Outcome.Sent(parcel.id(), delivered));
  }

  private Future<Judged> proceed(Checked checked, Reading reading, Arrival arrival) {
    Instant now = arrival.inbound().receivedAt();
    return checked instanceof Checked.Authentic authentic
        ? believe(authentic.webhook(), reading, arrival)
        : Future.succeededFuture(
            Judged.of(
                checked.fold(
                    unused -> {
                      throw new IllegalStateException("authentic webhooks have gone the other way");
                    },
                    forged -> refuse(VERIFY, forged.reason(), forged.detail(), now))));
  }

  private Future<Judged> believe(AuthenticWebhook webhook, Reading reading, Arrival arrival) {
    Instant now = arrival.inbound().receivedAt();
    Optional<HandshakeRule> challenge = handshakes.signed(reading);
    if (challenge.isPresent()) {
      return answer(challenge.get(), reading, now).map(Judged::of);
    }
    Finding fresh = freshness.map(it -> it.judge(reading, now)).orElseGet(Finding::clear);
    return Future.succeededFuture(
        fresh
            .reason()
            .map(reason -> tooOld(webhook, reading, arrival, reason, fresh.detail()))
            .orElseGet(() -> route(webhook, reading, arrival)));
  }

  /** Refused, unless it turns out to be a late copy of what is known. */
  private Judged tooOld(
      AuthenticWebhook webhook, Reading reading, Arrival arrival, Reason reason, String detail) {
    Verdict refusal = refuse(FRESHNESS, reason, detail, arrival.inbound().receivedAt());
    return reason == Reason.TIMESTAMP_STALE && refusal instanceof Verdict.Reject
        ? new Judged(refusal, route(webhook, reading, arrival).admission())
        : Judged.of(refusal);
  }

  /**
   * What a refused webhook is told after all, because it is a copy of one that has its place; empty
   * when it is none. Never fails.
   */
  public Future<Optional<Outcome>> recall(Judged judged) {
    return judged.admission().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : passage
            .recall(judged.admission().get())
            .recover(
                broken -> {
                  LOG.atError().setCause(broken).log("a late copy could not be looked up");
                  return Future.succeededFuture(Optional.empty());
                });
  }

  private Judged route(AuthenticWebhook webhook, Reading reading, Arrival arrival) {
    Identification identification = facts.read(webhook, reading);
    return identification.fold(
        identified ->
            new Judged(
                router.decide(identified.webhook()),
                Optional.of(
                    unlessDoubtful(
                        admission.of(identified.webhook(), arrival, reading), arrival, reading))),
        stopped -> Judged.of(new Verdict.Reject(FACTS, stopped.reason(), stopped.detail())));
  }

  private Admission unlessDoubtful(Admission asked, Arrival arrival, Reading reading) {
    return doubt
        .hold(
            freshness.flatMap(rule -> rule.notBefore(reading)),
            arrival.inbound().receivedAt(),
            asked.keeping().memory())
        .map(asked::held)
        .orElse(asked);
  }

  private Future<Verdict> answer(HandshakeRule challenge, Reading reading, Instant now) {
    if (!mayChallenge.test(reading.inbound().source())) {
      return Future.succeededFuture(
          new Verdict.Reject(HANDSHAKE, Reason.LIMIT_HANDSHAKE, "too many challenges"));
    }
    return handshakes
        .answer(challenge, reading, now)
        .map(Pipeline::verdict)
        .recover(Pipeline::failClosed);
  }

  private static Verdict verdict(HandshakeOutcome outcome) {
    if (outcome instanceof HandshakeOutcome.Answered answered) {
      return new Verdict.Handshake(
          answered.status(), answered.headers(), answered.type(), answered.body());
    }
    HandshakeOutcome.Refused refused = (HandshakeOutcome.Refused) outcome;
    return new Verdict.Reject(HANDSHAKE, refused.reason(), refused.detail());
  }

  private Verdict refuse(String stage, Reason reason, String detail, Instant now) {
    Verdict.Reject reject = new Verdict.Reject(stage, reason, detail);
    return monitorUntil.isPresent() && now.isBefore(monitorUntil.get())
        ? new Verdict.WouldReject(reject)
        : reject;
  }

  /** The one place where breakage becomes a verdict: it refuses, and never sends on. */
  private static Future<Verdict> failClosed(Throwable broken) {
    LOG.atError().setCause(broken).log("a webhook could not be judged");
    return Future.succeededFuture(
        new Verdict.Reject("pipeline", Reason.INTERNAL_ERROR, broken.getClass().getSimpleName()));
  }

  private static Future<Delivered> failed(Throwable broken) {
    LOG.atError().setCause(broken).log("a webhook could not be sent on");
    return Future.succeededFuture(
        new Delivered.Failed(Reason.INTERNAL_ERROR, broken.getClass().getSimpleName()));
  }
}
