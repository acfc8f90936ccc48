package io.sallyport.explain;

import io.sallyport.facts.Identification;
import io.sallyport.freshness.Freshness;
import io.sallyport.handshake.HandshakeOutcome;
import io.sallyport.handshake.HandshakeRule;
import io.sallyport.handshake.Handshakes;
import io.sallyport.observe.Printable;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Stages;
import io.sallyport.refusals.Refusal;
import io.sallyport.verdict.Finding;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Checked;
import io.sallyport.verify.NearestMiss;
import io.sallyport.verify.Verifier;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.AuthenticWebhook;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Proof;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a request through the stages of a policy once more and tells what each says. Nothing comes
 * of it: no challenge is confirmed, no secret taken in, nothing is sent on.
 *
 * <p>The policy is the present one, so that an operator sees whether a change has mended it; the
 * time is that of the request's receipt, or everything would be stale by now.
 */
public final class Explainer {
  private static final int TEXT_CHARS_MAX = 200;

  /** A unit mistaken for another is a thousandfold off: never within a day. */
  private static final Duration NEAR = Duration.ofDays(1);

  /** What these said depends on the request and the policy alone. */
  private static final Set<String> STAGES_AGAIN =
      Set.of("handshake", "verify", "freshness", "facts");

  /** What was refused for these would be judged otherwise, or do something, another time. */
  private static final Set<Reason> ONCE =
      Set.of(
          Reason.BOOTSTRAP_CLOSED,
          Reason.HANDSHAKE_UNCONFIRMED,
          Reason.LIMIT_HANDSHAKE,
          Reason.METHOD_NOT_ALLOWED);

  private final Policy policy;
  private final Sender sender;
  private final NearMisses nearMisses;
  private final Handshakes handshakes;

  public Explainer(Policy policy, Sender sender, NearMisses nearMisses) {
    this.policy = policy;
    this.sender = sender;
    this.nearMisses = nearMisses;
    this.handshakes =
        Stages.handshakes(
            policy,
            (url, host) -> Future.failedFuture("an explanation fetches nothing"),
            (inbound, secret) -> Future.succeededFuture(false));
  }

  /**
   * Explains a request.
   *
   * @param subject what it is called: its reference, or its file
   * @return fails only on a bug of ours
   */
  public Future<Explanation> explain(String subject, InboundWebhook inbound, String url) {
    Trail trail = new Trail(subject, inbound, sender);
    Reading reading = policy.language().read(inbound, url);
    Instant now = inbound.receivedAt();
    Optional<HandshakeRule> challenge = handshakes.unsigned(reading);
    if (challenge.isPresent()) {
      return answer(trail, challenge.get(), reading, now);
    }
    return new Verifier(Stages.check(policy, handshakes))
        .check(reading, now)
        .compose(it -> verified(trail, it, reading, url));
  }

  private Future<Explanation> verified(Trail trail, Checked checked, Reading reading, String url) {
    return checked.fold(
        authentic -> admitted(trail, authentic.webhook(), reading),
        forged ->
            nearMisses
                .of(policy, reading.inbound(), url)
                .map(hints -> trail.refused("verify", forged.reason(), forged.detail(), hints)));
  }

  private Future<Explanation> admitted(Trail trail, AuthenticWebhook webhook, Reading reading) {
    Instant now = webhook.inbound().receivedAt();
    trail.ok("verify", proof(webhook.proof()));
    Optional<HandshakeRule> challenge = handshakes.signed(reading);
    if (challenge.isPresent()) {
      return answer(trail, challenge.get(), reading, now);
    }
    if (policy.freshness().isEmpty()) {
      trail.skip("freshness", "the sender signs no time of sending");
    } else {
      Finding finding = policy.freshness().get().judge(reading, now);
      if (finding.reason().isPresent()) {
        return Future.succeededFuture(
            trail.refused(
                "freshness",
                finding.reason().get(),
                finding.detail(),
                hints(policy.freshness().get(), reading, now)));
      }
      trail.ok("freshness", "the signed time is near enough");
    }
    Identification identification = policy.facts().read(webhook, reading);
    return Future.succeededFuture(
        identification.fold(
            identified -> {
              trail.ok("facts", facts(identified.webhook()));
              trail.ok("route", route(identified.webhook()));
              return trail.end();
            },
            stopped -> trail.refused("facts", stopped.reason(), stopped.detail(), List.of())));
  }

  private static String route(IdentifiedWebhook webhook) {
    return webhook.crowded()
        ? "%s: more than %d events, would be held as one now"
            .formatted(Reason.BATCH_TOO_LARGE.code(), IdentifiedWebhook.ITEMS_MAX)
        : "would be sent on now";
  }

  /** A time that is far from now in the policy's unit may be near in another. */
  private static List<String> hints(Freshness freshness, Reading reading, Instant now) {
    try {
      byte[] text = freshness.from().bytes(reading);
      boolean isNear =
          freshness
              .unit()
              .read(text)
              .filter(time -> Duration.between(time, now).abs().compareTo(NEAR) <= 0)
              .isPresent();
      return isNear
          ? List.of()
          : NearestMiss.ofTime(new String(text, StandardCharsets.ISO_8859_1), now)
              .map(List::of)
              .orElse(List.of());
    } catch (Unreadable absent) {
      return List.of(); // the refusal says already what is absent
    }
  }

  private static String proof(Proof proof) {
    return proof.mechanism().equals("none")
        ? "nothing proves the sender: the policy says so"
        : "%s verifies with key `%s`".formatted(proof.mechanism(), printable(proof.keyId()));
  }

  private static String facts(IdentifiedWebhook webhook) {
    List<String> parts = new ArrayList<>();
    Facts facts = webhook.facts();
    facts.type().ifPresent(type -> parts.add("type " + printable(type.value())));
    facts.account().ifPresent(account -> parts.add("account " + printable(account.value())));
    facts.id().ifPresent(id -> parts.add("id " + printable(id.value())));
    if (webhook.items().size() != 1) {
      parts.add(webhook.items().size() + " items");
    }
    parts.add(webhook.id().value());
    return String.join(", ", parts);
  }

  /** A challenge that brings a secret or names an address to fetch is only recognised. */
  private Future<Explanation> answer(
      Trail trail, HandshakeRule challenge, Reading reading, Instant now) {
    if (challenge.bootstrap().isPresent()
        || challenge.reply() instanceof HandshakeRule.Reply.Confirmation) {
      trail.skip("handshake", "a challenge whose answer changes something: not tried again");
      return Future.succeededFuture(trail.end());
    }
    return handshakes.answer(challenge, reading, now).map(outcome -> answered(trail, outcome));
  }

  private static Explanation answered(Trail trail, HandshakeOutcome outcome) {
    if (outcome instanceof HandshakeOutcome.Refused refused) {
      return trail.refused("handshake", refused.reason(), refused.detail(), List.of());
    }
    if (outcome instanceof HandshakeOutcome.Answered answered) {
      trail.ok("handshake", "would be answered " + answered.status() + " now, and not sent on");
    }
    return trail.end();
  }

  /** Whether running a refusal through its stages again tells more than what was kept of it. */
  public static boolean canRunAgain(Refusal refusal) {
    return refusal.isWhole()
        && STAGES_AGAIN.contains(refusal.stage())
        && !ONCE.contains(refusal.reason());
  }

  /** What is known of a refusal that cannot be run again: an early one, or one without its body. */
  public static Explanation recorded(Refusal refusal, Sender sender) {
    Reason reason = refusal.reason();
    Trail trail = new Trail(refusal.reference(), refusal.inbound(), sender);
    return refusal.isWhole()
        ? trail.refused(refusal.stage(), reason, refusal.detail(), List.of())
        : trail.refused(
            refusal.stage(),
            reason,
            refusal.detail(),
            List.of(
                "its %d bytes were too many to keep, so it was not run again"
                    .formatted(refusal.bodyBytes())));
  }

  static String printable(String text) {
    return Printable.of(text, TEXT_CHARS_MAX);
  }
}
