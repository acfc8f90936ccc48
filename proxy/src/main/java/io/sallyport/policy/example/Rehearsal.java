package io.sallyport.policy.example;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Doubt;
import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.WebAddress;
import io.sallyport.handshake.Confirmer;
import io.sallyport.ingress.Acceptance;
import io.sallyport.ingress.Answers;
import io.sallyport.ingress.Answers.Kind;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Outcome;
import io.sallyport.pipeline.Passage;
import io.sallyport.pipeline.Pipeline;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Stages;
import io.sallyport.verdict.Reason;
import io.sallyport.verdict.Verdict;
import io.sallyport.webhook.Arrival;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Takes one request down the road of its policy as far as the verdict, through the policy's own
 * pipeline: but no upstream is called, no confirmation fetched, no secret taken in.
 *
 * <p>Everything that the stages wait for must be there at once: with fixed answers for what would
 * be fetched, all futures are complete when they are returned.
 */
public final class Rehearsal {
  private final Policy policy;
  private final Acceptance acceptance;
  private final Pipeline pipeline;

  public Rehearsal(Policy policy) {
    this.policy = policy;
    this.acceptance = Stages.acceptance(policy);
    this.pipeline =
        Stages.pipeline(
            policy,
            new Stages.Outside(
                source -> true,
                confirmer(),
                (inbound, secret) -> Future.succeededFuture(false),
                Doubt.NONE,
                new Nowhere()));
  }

  /**
   * Judges a request. What a policy under trial would let through all the same is refused here.
   *
   * @param url the externally registered URL of what was called, without query
   */
  public Rehearsed judge(InboundWebhook inbound, String url) {
    if (!acceptance.methods().contains(inbound.method())) {
      return rejected(Reason.METHOD_NOT_ALLOWED, "the policy does not accept it", inbound, url);
    }
    if (inbound.body().size() > acceptance.bodyBytesMax()) {
      return rejected(
          Reason.BODY_TOO_LARGE, "the body is larger than accept.max-body", inbound, url);
    }
    Verdict verdict = there(pipeline.judge(new Arrival(inbound, url, "")));
    return verdict.fold(
        forward -> forwarded(forward.webhook(), url),
        Rehearsal::answered,
        would -> rejected(would.reject(), inbound, url),
        reject -> rejected(reject, inbound, url));
  }

  private Rehearsed forwarded(IdentifiedWebhook webhook, String url) {
    boolean held = webhook.crowded();
    Optional<Answers.Shape> shape =
        (held ? shape(Kind.HELD) : Optional.<Answers.Shape>empty()).or(() -> shape(Kind.ACCEPTED));
    return new Rehearsed(
        held ? "hold" : "forward",
        held ? Optional.of(Reason.BATCH_TOO_LARGE) : Optional.empty(),
        "",
        webhook.facts(),
        webhook.items().size(),
        shape.flatMap(Answers.Shape::status).orElse(200),
        body(shape, webhook.inbound(), url));
  }

  private static Rehearsed answered(Verdict.Handshake answer) {
    return new Rehearsed(
        "handshake",
        Optional.empty(),
        "",
        Facts.none(),
        0,
        answer.status(),
        answer.body().asText());
  }

  private Rehearsed rejected(Verdict.Reject reject, InboundWebhook inbound, String url) {
    if (reject.reason() == Reason.INTERNAL_ERROR) {
      throw new IllegalStateException("a stage broke: " + reject.detail());
    }
    return rejected(reject.reason(), reject.detail(), inbound, url);
  }

  private Rehearsed rejected(Reason reason, String detail, InboundWebhook inbound, String url) {
    Optional<Answers.Shape> shape = kind(reason).flatMap(this::shape);
    return Rehearsed.rejected(
        reason,
        detail,
        shape.flatMap(Answers.Shape::status).orElse(reason.answer().status()),
        body(shape, inbound, url));
  }

  private Optional<Kind> kind(Reason reason) {
    return switch (reason.answer()) {
      case REFUSED ->
          Optional.of(isStale(reason) && shape(Kind.STALE).isPresent() ? Kind.STALE : Kind.REFUSED);
      case LIMITED -> Optional.of(Kind.LIMITED);
      case BUSY -> Optional.of(Kind.BUSY);
      default -> Optional.empty();
    };
  }

  private static boolean isStale(Reason reason) {
    return reason == Reason.TIMESTAMP_STALE || reason == Reason.TIMESTAMP_FUTURE;
  }

  private Optional<Answers.Shape> shape(Kind kind) {
    return Optional.ofNullable(policy.answers().shapes().get(kind));
  }

  private String body(Optional<Answers.Shape> shape, InboundWebhook inbound, String url) {
    return shape
        .flatMap(Answers.Shape::body)
        .map(template -> template.text(policy.language().read(inbound, url)))
        .orElse("");
  }

  /** Nothing is sent on while a policy is tried. */
  private static final class Nowhere implements Passage {
    @Override
    public Future<Outcome> pass(Admission admission) {
      return Future.failedFuture("an example is judged and goes nowhere");
    }

    @Override
    public Future<Optional<Outcome>> recall(Admission admission) {
      return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Delivered> unproved(Parcel parcel) {
      return Future.failedFuture("an example is judged and goes nowhere");
    }
  }

  /** Says yes to an address that would be fetched. */
  private static Confirmer confirmer() {
    return (url, host) ->
        WebAddress.parse(url) instanceof AddressCheck.Allowed allowed
                && host.matches(allowed.address().host())
            ? Future.succeededFuture()
            : Future.failedFuture("the address is not one that may be fetched");
  }

  private static <T> T there(Future<T> future) {
    if (!future.isComplete()) {
      throw new IllegalStateException("a rehearsal waits for nothing");
    }
    if (future.failed()) {
      throw new IllegalStateException("a stage broke", future.cause());
    }
    return future.result();
  }
}
