package io.sallyport.handshake;

import io.sallyport.handshake.HandshakeRule.Condition;
import io.sallyport.handshake.HandshakeRule.Reply;
import io.sallyport.secret.Secret;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registration challenges of one integration.
 *
 * <p>Two looks at every request: {@link #unsigned} before the signature is checked, for challenges
 * that carry none, and {@link #signed} after it has verified. What either finds is answered here
 * with the upstream down, and is never forwarded.
 */
public final class Handshakes {
  private static final int HEADER_VALUE_BYTES_MAX = 1_024;
  private static final int BODY_BYTES_MAX = 16 * 1024;

  private final List<HandshakeRule> unsigned;
  private final List<HandshakeRule> signed;
  private final RequirementJudge judge;
  private final Confirmer confirmer;
  private final SecretIntake intake;

  public Handshakes(
      List<HandshakeRule> rules, RequirementJudge judge, Confirmer confirmer, SecretIntake intake) {
    this.unsigned = rules.stream().filter(rule -> !rule.verified()).toList();
    this.signed = rules.stream().filter(HandshakeRule::verified).toList();
    this.judge = judge;
    this.confirmer = confirmer;
    this.intake = intake;
  }

  /** The challenge that this request is, where challenges of its kind carry no signature. */
  public Optional<HandshakeRule> unsigned(Reading reading) {
    return find(unsigned, reading);
  }

  /** The challenge that this request is, once its signature has verified. */
  public Optional<HandshakeRule> signed(Reading reading) {
    return find(signed, reading);
  }

  /** Answers a challenge that {@link #unsigned} or {@link #signed} found in this reading. */
  public Future<HandshakeOutcome> answer(HandshakeRule rule, Reading reading, Instant now) {
    try {
      if (rule.require().stream().anyMatch(Handshakes::readsKey) && !useKey(rule, reading, now)) {
        return Future.succeededFuture(
            new HandshakeOutcome.Refused(
                Reason.KEY_UNAVAILABLE, "no active key to judge the challenge by"));
      }
      Optional<HandshakeOutcome.Refused> refused = refusal(rule, reading, now);
      if (refused.isPresent()) {
        return Future.succeededFuture(refused.get());
      }
      return rule.bootstrap().isPresent()
          ? takeSecret(rule, rule.bootstrap().get(), reading, now)
          : reply(rule, reading, now);
    } catch (Unreadable e) {
      return Future.succeededFuture(
          new HandshakeOutcome.Refused(Reason.HANDSHAKE_MALFORMED, e.detail()));
    }
  }

  private static Optional<HandshakeRule> find(List<HandshakeRule> rules, Reading reading) {
    for (HandshakeRule rule : rules) {
      if (isMeant(rule.when(), reading)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  private static boolean isMeant(HandshakeRule.When when, Reading reading) {
    if (when.method().isPresent() && !when.method().get().equals(reading.inbound().method())) {
      return false;
    }
    for (Condition condition : when.conditions()) {
      if (!holds(condition, reading)) {
        return false;
      }
    }
    return true;
  }

  /** What cannot be read is no challenge: it goes on to the signature check, which refuses it. */
  private static boolean holds(Condition condition, Reading reading) {
    try {
      Optional<byte[]> found = condition.place().ifPresent(reading);
      return found.isPresent()
          && (condition.text().isEmpty()
              || Arrays.equals(
                  found.get(), condition.text().get().getBytes(StandardCharsets.UTF_8)));
    } catch (Unreadable e) {
      return false;
    }
  }

  private Optional<HandshakeOutcome.Refused> refusal(
      HandshakeRule rule, Reading reading, Instant now) {
    boolean keyed = rule.reply() instanceof Reply.Answer answer && answer.keyed();
    for (Requirement requirement : rule.require()) {
      boolean guards = keyed && requirement.rule() instanceof ValueRule.Like;
      if (!judge.holds(requirement, reading, now)) {
        return Optional.of(
            guards
                ? oracle(requirement)
                : new HandshakeOutcome.Refused(
                    Reason.HANDSHAKE_TOKEN,
                    requirement.value().source() + " is not what it must be"));
      }
      if (guards
          && rule.reply() instanceof Reply.Answer answer
          && !OracleGuard.isHarmless(requirement.value().bytes(reading), answer.signedPrefixes())) {
        return Optional.of(oracle(requirement));
      }
    }
    return Optional.empty();
  }

  private static HandshakeOutcome.Refused oracle(Requirement requirement) {
    return new HandshakeOutcome.Refused(
        Reason.HANDSHAKE_ORACLE,
        requirement.value().source()
            + " could be the content of an event: answering would sign it for whoever asked");
  }

  private Future<HandshakeOutcome> takeSecret(
      HandshakeRule rule, Template bootstrap, Reading reading, Instant now) {
    Secret secret = Secret.of(bootstrap.bytes(reading));
    return intake
        .take(reading.inbound(), secret)
        .compose(
            taken ->
                taken
                    ? reply(rule, reading, now)
                    : Future.succeededFuture(
                        new HandshakeOutcome.Refused(
                            Reason.BOOTSTRAP_CLOSED,
                            "a platform delivered a secret while the integration was not open for"
                                + " one")));
  }

  private Future<HandshakeOutcome> reply(HandshakeRule rule, Reading reading, Instant now) {
    if (rule.reply() instanceof Reply.Confirmation confirmation) {
      return confirmer
          .confirm(confirmation.url().text(reading), confirmation.host())
          .map(
              confirmed ->
                  (HandshakeOutcome)
                      new HandshakeOutcome.Answered(200, Map.of(), "", RawBody.empty()))
          .otherwise(
              fault ->
                  new HandshakeOutcome.Refused(
                      Reason.HANDSHAKE_UNCONFIRMED, "the address could not be fetched"));
    }
    return rule.reply() instanceof Reply.Answer answer
        ? Future.succeededFuture(write(rule, answer, reading, now))
        : Future.failedFuture(new IllegalStateException("a reply is an answer or a confirmation"));
  }

  private static HandshakeOutcome write(
      HandshakeRule rule, Reply.Answer answer, Reading reading, Instant now) {
    if (answer.keyed() && !useKey(rule, reading, now)) {
      return new HandshakeOutcome.Refused(
          Reason.KEY_UNAVAILABLE, "no active key to answer the challenge with");
    }
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, Template> field : answer.headers().entrySet()) {
      byte[] value = field.getValue().bytes(reading);
      if (value.length > HEADER_VALUE_BYTES_MAX || !isFieldValue(value)) {
        return new HandshakeOutcome.Refused(
            Reason.HANDSHAKE_MALFORMED,
            "the challenge cannot stand in the field " + field.getKey());
      }
      headers.put(field.getKey(), new String(value, StandardCharsets.ISO_8859_1));
    }
    byte[] body = answer.body().isPresent() ? answer.body().get().bytes(reading) : new byte[0];
    if (body.length > BODY_BYTES_MAX) {
      return new HandshakeOutcome.Refused(
          Reason.HANDSHAKE_MALFORMED, "the challenge is longer than an answer may be");
    }
    return new HandshakeOutcome.Answered(
        answer.status(), headers, answer.type().orElse(""), RawBody.of(body));
  }

  /**
   * A challenge may be signed in a way of its own (WeChat's echostr), which only comparing shows.
   */
  private static boolean readsKey(Requirement requirement) {
    return requirement.value().usesKey()
        || (requirement.rule() instanceof ValueRule.Is is && is.expected().usesKey());
  }

  private static boolean useKey(HandshakeRule rule, Reading reading, Instant now) {
    if (rule.keys().isEmpty()
        || !(rule.keys().get().lookup(reading, now) instanceof KeyLookup.Found found)) {
      return false;
    }
    for (VerificationKey key : found.keys()) {
      if (key instanceof VerificationKey.Shared shared) {
        reading.useKey(shared.id(), shared.bytes());
        return true;
      }
    }
    return false;
  }

  /** RFC 9110 §5.5, without obs-text: what is echoed must not be able to end the field. */
  private static boolean isFieldValue(byte[] value) {
    for (byte b : value) {
      if (b < 0x20 || b == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
