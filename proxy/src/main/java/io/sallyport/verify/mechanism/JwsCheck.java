package io.sallyport.verify.mechanism;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.Refusals;
import io.sallyport.verify.StrictJson;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.primitive.KeyedAlgorithm;
import io.sallyport.verify.mechanism.primitive.PublicAlgorithm.Result;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks a {@link JwsRule}. The policy fixes the algorithms, each algorithm the kind of key, and
 * the key's own {@code alg} the one algorithm; the token chooses among what is left. Nothing in the
 * token is fetched, opened or trusted as a key.
 */
final class JwsCheck implements Check {
  static final int SECRET_BYTES_MIN = JwsRule.SECRET_BYTES_MIN;

  private static final Coverage BODY = Coverage.ofWords(List.of("body"));
  private static final byte[] NOTHING = {'{', '}'};
  private static final String MEDIA_PREFIX = "application/";

  private final JwsRule rule;
  private final Map<String, KeyedAlgorithm> algorithms;
  private final List<String> types;
  private final Requirements requirements;
  private final List<String> covers;

  /** Whether the token is about this body. */
  private final boolean ofBody;

  /**
   * @throws IllegalArgumentException when the rule names an algorithm that there is not, or claims
   *     of a detached payload
   */
  JwsCheck(JwsRule rule, Pins pins) {
    this.rule = rule;
    this.algorithms =
        rule.algorithms().stream()
            .distinct()
            .collect(Collectors.toUnmodifiableMap(name -> name, JwsCheck::algorithm));
    this.types = rule.types().stream().map(JwsCheck::mediaType).toList();
    this.requirements = new Requirements(rule.require());
    this.covers = pins.of(rule).words();
    this.ofBody = isOfBody(rule, pins.loose());
    if (rule.payload().isPresent() && !rule.claims().isEmpty()) {
      throw new IllegalArgumentException("a jws with a detached payload has no claims");
    }
  }

  /**
   * Whether such a token is about the body that it comes with: it stands in it, its payload is of
   * it, or a claim is the body's digest. A bearer token is the same for many, also one that names a
   * part of each.
   */
  static boolean isOfBody(JwsRule rule, Pins loose) {
    return rule.token().reads().touchesBody()
        || rule.payload().map(it -> it.reads().touchesBody()).orElse(false)
        || loose.of(rule).covers(BODY);
  }

  private static KeyedAlgorithm algorithm(String name) {
    return Optional.ofNullable(Algorithms.jose().get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "jws wants one of " + Algorithms.jose().keySet() + ", got " + name));
  }

  @Override
  public Outcome check(Reading reading, Instant now) {
    Outcome outcome;
    try {
      outcome = tryToken(reading, now);
    } catch (Unreadable unreadable) {
      outcome = new Outcome.Refused(unreadable.reason(), unreadable.detail());
    }
    if (outcome instanceof Outcome.Refused) {
      // What did not verify must not be read as claims by whatever else proves this request.
      reading.useToken(NOTHING, NOTHING);
    }
    return outcome;
  }

  private Outcome tryToken(Reading reading, Instant now) {
    byte[] text =
        rule.token()
            .ifPresent(reading)
            .orElseThrow(
                () ->
                    new Unreadable(
                        Reason.SIGNATURE_MISSING, "no token in " + rule.token().source()));
    CompactToken token = CompactToken.of(text);
    KeyedAlgorithm algorithm = algorithms.get(token.algorithm());
    if (algorithm == null) {
      return refused(Reason.SIGNATURE_ALGORITHM, "the token's alg is not in the policy's list");
    }
    if (!types.isEmpty() && !types.contains(mediaType(token.type()))) {
      return refused(Reason.CLAIM_REJECTED, "the token's typ is not in the policy's list");
    }
    byte[] message = message(token, reading);
    // Requirements may read claims (one of several places): false, they refuse before any key is
    // asked for; true, they are true of the very bytes that the signature then has to hold for.
    reading.useToken(token.headerJson(), token.payload().length == 0 ? NOTHING : token.payload());
    Optional<Outcome.Refused> failure = requirements.firstFailure(reading, now);
    if (failure.isPresent()) {
      return failure.get();
    }
    KeyLookup lookup = rule.key().source().lookup(reading, now);
    if (lookup instanceof KeyLookup.Awaiting awaiting) {
      return new Outcome.Awaiting(awaiting.ready());
    }
    if (lookup instanceof KeyLookup.Missing missing) {
      return new Outcome.Refused(missing.reason(), missing.detail());
    }
    Refusals refusals = new Refusals();
    KeyLookup.Found found = (KeyLookup.Found) lookup;
    for (VerificationKey key : found.keys()) {
      Optional<Outcome.Refused> refused = judge(token, algorithm, key, message);
      if (refused.isEmpty()) {
        return claims(token, found.issuer(), reading, now)
            .<Outcome>map(rejected -> rejected)
            .orElseGet(() -> new Outcome.Proven(proof(key, message)));
      }
      refusals.add(refused.get());
    }
    return refusals.orElse(Reason.KEY_UNKNOWN, "there is no key to try");
  }

  private Proof proof(VerificationKey key, byte[] message) {
    Proof proof = new Proof(rule.word(), key.id(), covers);
    return ofBody ? proof.over(Sha256.of(message)) : proof;
  }

  private byte[] message(CompactToken token, Reading reading) {
    if (rule.payload().isEmpty()) {
      if (token.namesPayloadForm()) {
        throw new Unreadable(
            Reason.SIGNATURE_MALFORMED, "the token names b64 though its payload is not detached");
      }
      return token.signingInput();
    }
    if (token.payload().length > 0) {
      throw new Unreadable(
          Reason.SIGNATURE_MALFORMED, "the token carries a payload; want a detached one");
    }
    return token.signingInput(rule.payload().get().bytes(reading));
  }

  private static Optional<Outcome.Refused> judge(
      CompactToken token, KeyedAlgorithm algorithm, VerificationKey key, byte[] message) {
    boolean isPinnedElsewhere =
        key.algorithm().isPresent() && !key.algorithm().get().equals(token.algorithm());
    if (!algorithm.fits(key) || isPinnedElsewhere) {
      return Optional.of(
          refused(Reason.SIGNATURE_ALGORITHM, "the token's alg is not that of key " + key.id()));
    }
    if (key instanceof VerificationKey.Shared shared && shared.bytes().length < SECRET_BYTES_MIN) {
      return Optional.of(
          refused(
              Reason.KEY_UNAVAILABLE,
              "key " + key.id() + " has less than " + SECRET_BYTES_MIN + " bytes"));
    }
    Result result = algorithm.judge(key, message, token.signature());
    if (result == Result.HOLDS) {
      return Optional.empty();
    }
    return Optional.of(
        result == Result.DIFFERS
            ? SignatureJudge.MISMATCH
            : refused(
                Reason.SIGNATURE_MALFORMED, "the signature's bytes are not those of its alg"));
  }

  private Optional<Outcome.Refused> claims(
      CompactToken token, Optional<String> issuer, Reading reading, Instant now) {
    if (rule.payload().isPresent()) {
      return Optional.empty();
    }
    boolean areNeeded =
        rule.expiry() != JwsRule.Expiry.IGNORED || !rule.claims().isEmpty() || issuer.isPresent();
    Optional<ObjectNode> claims = StrictJson.object(token.payload());
    if (claims.isPresent()) {
      // Keys that were discovered speak for their issuer only (RFC 8414 §3.3, RFC 8417 §2.2).
      if (issuer.isPresent() && !claims.get().path("iss").asText("").equals(issuer.get())) {
        return Optional.of(
            refused(Reason.CLAIM_REJECTED, "the claim iss is not the issuer of the key"));
      }
      return Claims.firstFailure(claims.get(), rule, reading, now);
    }
    return areNeeded
        ? Optional.of(refused(Reason.CLAIM_REJECTED, "the payload is no strict JSON object"))
        : Optional.empty();
  }

  /** RFC 7515 §4.1.9: without case, and {@code application/} may be left out. */
  private static String mediaType(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith(MEDIA_PREFIX) ? lower.substring(MEDIA_PREFIX.length()) : lower;
  }

  private static Outcome.Refused refused(Reason reason, String detail) {
    return new Outcome.Refused(reason, detail);
  }
}
