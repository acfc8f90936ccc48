package io.sallyport.policy.example;

import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.WebAddress;
import io.sallyport.facts.Identification;
import io.sallyport.handshake.Confirmer;
import io.sallyport.handshake.HandshakeOutcome;
import io.sallyport.handshake.HandshakeRule;
import io.sallyport.handshake.Handshakes;
import io.sallyport.ingress.Answers;
import io.sallyport.ingress.Answers.Kind;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.verdict.Finding;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Checked;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.Verifier;
import io.sallyport.verify.mechanism.Requirements;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.AuthenticWebhook;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Proof;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Takes one request down the road of its policy as far as the verdict: the same stages, but no
 * upstream, no confirmation is fetched, no secret is taken in.
 *
 * <p>Everything that the stages wait for must be there at once: with fixed answers for what would
 * be fetched, all futures are complete when they are returned.
 */
public final class Rehearsal {
  private final Policy policy;
  private final Verifier verifier;
  private final Handshakes handshakes;

  public Rehearsal(Policy policy) {
    this.policy = policy;
    this.verifier =
        new Verifier(
            policy.verification() instanceof Verification.Signed signed
                ? signed.check()
                : (reading, now) -> new Outcome.Proven(new Proof("none", "", List.of())));
    this.handshakes =
        new Handshakes(
            policy.handshakes(),
            (requirement, reading, now) ->
                new Requirements(List.of(requirement)).firstFailure(reading, now).isEmpty(),
            confirmer(),
            (inbound, secret) -> Future.succeededFuture(false));
  }

  /**
   * Judges a request.
   *
   * @param url the externally registered URL of what was called, without query
   */
  public Rehearsed judge(InboundWebhook inbound, String url) {
    if (!isAccepted(inbound) && !isOfChallenge(inbound)) {
      return rejected(Reason.METHOD_NOT_ALLOWED, "the policy does not accept it", inbound, url);
    }
    if (inbound.body().size() > policy.acceptance().bodyBytesMax()) {
      return rejected(
          Reason.BODY_TOO_LARGE, "the body is larger than accept.max-body", inbound, url);
    }
    Reading reading = policy.language().read(inbound, url);
    Instant now = inbound.receivedAt();
    Optional<HandshakeRule> challenge = handshakes.unsigned(reading);
    if (challenge.isPresent()) {
      return answer(challenge.get(), reading, now, inbound, url);
    }
    Checked checked = there(verifier.check(reading, now));
    return checked.fold(
        authentic -> genuine(authentic.webhook(), reading, now, url),
        forged -> rejected(forged.reason(), forged.detail(), inbound, url));
  }

  private Rehearsed genuine(AuthenticWebhook webhook, Reading reading, Instant now, String url) {
    Optional<HandshakeRule> challenge = handshakes.signed(reading);
    if (challenge.isPresent()) {
      return answer(challenge.get(), reading, now, webhook.inbound(), url);
    }
    if (!isAccepted(webhook.inbound())) {
      return rejected(
          Reason.METHOD_NOT_ALLOWED, "only a challenge has this method", webhook.inbound(), url);
    }
    Finding fresh = policy.freshness().map(it -> it.judge(reading, now)).orElse(Finding.clear());
    if (!fresh.isClear()) {
      return rejected(
          fresh.reason().orElse(Reason.INTERNAL_ERROR), fresh.detail(), webhook.inbound(), url);
    }
    Identification identification = policy.facts().read(webhook, reading);
    return identification.fold(
        identified -> forwarded(identified.webhook(), url),
        stopped -> rejected(stopped.reason(), stopped.detail(), webhook.inbound(), url));
  }

  private boolean isAccepted(InboundWebhook inbound) {
    return policy.acceptance().methods().contains(inbound.method());
  }

  /** A challenge may come by a method that deliveries do not have. */
  private boolean isOfChallenge(InboundWebhook inbound) {
    return policy.handshakes().stream()
        .anyMatch(it -> it.when().method().filter(inbound.method()::equals).isPresent());
  }

  private Rehearsed forwarded(IdentifiedWebhook webhook, String url) {
    Optional<Answers.Shape> shape = shape(Kind.ACCEPTED);
    return new Rehearsed(
        "forward",
        Optional.empty(),
        "",
        webhook.facts(),
        webhook.items().size(),
        shape.flatMap(Answers.Shape::status).orElse(200),
        body(shape, webhook.inbound(), url));
  }

  private Rehearsed answer(
      HandshakeRule challenge, Reading reading, Instant now, InboundWebhook inbound, String url) {
    HandshakeOutcome outcome = there(handshakes.answer(challenge, reading, now));
    if (outcome instanceof HandshakeOutcome.Answered answered) {
      return new Rehearsed(
          "handshake",
          Optional.empty(),
          "",
          Facts.none(),
          0,
          answered.status(),
          answered.body().asText());
    }
    HandshakeOutcome.Refused refused = (HandshakeOutcome.Refused) outcome;
    return rejected(refused.reason(), refused.detail(), inbound, url);
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
