package io.sallyport.verify.mechanism.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.Refusals;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.Algorithms;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.Requirements;
import io.sallyport.verify.mechanism.Sha256;
import io.sallyport.verify.mechanism.http.StructuredField.Member;
import io.sallyport.verify.mechanism.primitive.KeyedAlgorithm;
import io.sallyport.verify.mechanism.primitive.PublicAlgorithm.Result;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.Proof;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks an {@link HttpSignatureRule}: of the signatures that the policy selects, one must hold
 * over at least what it demands. Others neither help nor harm.
 */
public final class HttpSignatureCheck implements Check {
  private static final byte[] NOTHING = {'{', '}'};

  /** JOSE names that a key may be published for, and what they are called here. */
  private static final Map<String, String> PUBLISHED_FOR =
      Map.of(
          "HS256", "hmac-sha256",
          "PS512", "rsa-pss-sha512",
          "RS256", "rsa-v1_5-sha256",
          "ES256", "ecdsa-p256-sha256",
          "ES384", "ecdsa-p384-sha384",
          "EdDSA", "ed25519",
          "Ed25519", "ed25519");

  private final HttpSignatureRule rule;
  private final List<String> algorithms;
  private final Cover cover;
  private final Requirements requirements;
  private final List<String> covers;

  /** Whether the body's digest is among it. */
  private final boolean ofBody;

  /**
   * @throws IllegalArgumentException when the rule names an algorithm that there is not
   */
  public HttpSignatureCheck(HttpSignatureRule rule, List<String> covers) {
    this.rule = rule;
    this.algorithms =
        rule.algorithms().isEmpty() ? List.copyOf(Algorithms.http().keySet()) : rule.algorithms();
    if (!Algorithms.http().keySet().containsAll(algorithms)) {
      throw new IllegalArgumentException(
          "http-signature wants algorithms of " + Algorithms.http().keySet());
    }
    this.cover = new Cover(rule.cover());
    this.requirements = new Requirements(rule.require());
    this.covers = covers;
    this.ofBody = Coverage.ofWords(covers).touchesBody();
  }

  /** What the rule's demands pin, in the policy language's source words, sorted. */
  public static List<String> pinnedWords(HttpSignatureRule rule) {
    return new Cover(rule.cover()).words();
  }

  @Override
  public Outcome check(Reading reading, Instant now) {
    Outcome outcome;
    try {
      outcome = tryAll(reading, now);
    } catch (Unreadable unreadable) {
      outcome = new Outcome.Refused(unreadable.reason(), unreadable.detail());
    }
    if (outcome instanceof Outcome.Refused) {
      reading.useToken(NOTHING, NOTHING);
    }
    return outcome;
  }

  private Outcome tryAll(Reading reading, Instant now) {
    List<MessageSignature> signatures = selected(reading);
    Optional<Outcome.Refused> failure = requirements.firstFailure(reading, now);
    if (failure.isPresent()) {
      return failure.get();
    }
    Refusals refusals = new Refusals();
    Optional<Outcome> awaiting = Optional.empty();
    for (MessageSignature signature : signatures) {
      try {
        Outcome outcome = tryOne(signature, reading, now);
        if (outcome instanceof Outcome.Proven) {
          return outcome;
        }
        if (outcome instanceof Outcome.Awaiting) {
          awaiting = Optional.of(outcome);
        } else if (outcome instanceof Outcome.Refused refused) {
          refusals.add(refused);
        }
      } catch (Unreadable unreadable) {
        refusals.add(unreadable);
      }
    }
    return awaiting.orElseGet(() -> refusals.orElse(Reason.SIGNATURE_MISSING, "no signature"));
  }

  /** The signatures with the policy's label and tag, 1 to 8. */
  private List<MessageSignature> selected(Reading reading) {
    Map<String, Member> inputs = dictionary(reading, "Signature-Input");
    Map<String, Member> values = dictionary(reading, "Signature");
    List<MessageSignature> selected = new ArrayList<>();
    Refusals refusals = new Refusals();
    int named = 0;
    for (Map.Entry<String, Member> input : inputs.entrySet()) {
      String label = input.getKey();
      Member value = values.get(label);
      boolean isSelected =
          rule.label().map(label::equals).orElse(true)
              && rule.tag()
                  .map(tag -> tag.equals(input.getValue().parameters().get("tag")))
                  .orElse(true);
      if (!isSelected || value == null) {
        continue;
      }
      if (++named > MessageSignature.LABELS_MAX) {
        throw new Unreadable(
            Reason.SIGNATURE_TOO_MANY, "more than " + MessageSignature.LABELS_MAX + " signatures");
      }
      try {
        selected.add(MessageSignature.of(label, input.getValue(), value));
      } catch (Unreadable unreadable) {
        refusals.add(unreadable);
      }
    }
    if (selected.isEmpty()) {
      Outcome.Refused why =
          refusals.orElse(Reason.SIGNATURE_MISSING, "no signature has the policy's label and tag");
      throw new Unreadable(why.reason(), why.detail());
    }
    return selected;
  }

  private static Map<String, Member> dictionary(Reading reading, String field) {
    List<String> values = reading.inbound().headers().all(field);
    if (values.isEmpty()) {
      throw new Unreadable(Reason.SIGNATURE_MISSING, "no " + field);
    }
    return DictionaryReader.read(Components.combined(values))
        .orElseThrow(
            () -> new Unreadable(Reason.SIGNATURE_MALFORMED, field + " is no strict dictionary"));
  }

  private Outcome tryOne(MessageSignature signature, Reading reading, Instant now) {
    boolean hasBody = !reading.inbound().body().isEmpty();
    Optional<String> missing = cover.firstMissing(signature.covered(), hasBody);
    if (missing.isPresent()) {
      return refused(
          Reason.SIGNATURE_COVERAGE, signature.label() + " does not cover " + missing.get());
    }
    Optional<Long> expires = signature.time("expires");
    if (expires.isPresent() && now.getEpochSecond() > expires.get()) {
      return refused(Reason.TIMESTAMP_STALE, signature.label() + " has expired");
    }
    if (signature.text("alg").filter(alg -> !algorithms.contains(alg)).isPresent()) {
      return refused(Reason.SIGNATURE_ALGORITHM, "alg is not in the policy's list");
    }
    byte[] base = signature.base(new Components(reading));
    reading.useToken(parameters(signature), NOTHING);
    KeyLookup lookup = rule.key().source().lookup(reading, now);
    if (lookup instanceof KeyLookup.Awaiting awaiting) {
      return new Outcome.Awaiting(awaiting.ready());
    }
    if (lookup instanceof KeyLookup.Missing none) {
      return new Outcome.Refused(none.reason(), none.detail());
    }
    Refusals refusals = new Refusals();
    for (VerificationKey key : named(((KeyLookup.Found) lookup).keys(), signature)) {
      Optional<Outcome.Refused> refused = judge(signature, key, base);
      if (refused.isEmpty()) {
        return misdigested(signature, reading)
            .<Outcome>map(wrong -> wrong)
            .orElseGet(() -> new Outcome.Proven(proof(key, base, reading)));
      }
      refusals.add(refused.get());
    }
    return refusals.orElse(Reason.KEY_UNKNOWN, "there is no key to try");
  }

  private Proof proof(VerificationKey key, byte[] base, Reading reading) {
    Proof proof = new Proof(rule.word(), key.id(), covers);
    return ofBody || reading.inbound().body().isEmpty() ? proof.over(Sha256.of(base)) : proof;
  }

  /** Those that bear the signature's keyid, if any does; otherwise all. */
  private static List<VerificationKey> named(
      List<VerificationKey> keys, MessageSignature signature) {
    Optional<String> id = signature.text("keyid");
    List<VerificationKey> named =
        keys.stream().filter(key -> id.filter(key.id()::equals).isPresent()).toList();
    return named.isEmpty() ? keys : named;
  }

  /** Why it does not hold under the key; empty when it does. */
  private Optional<Outcome.Refused> judge(
      MessageSignature signature, VerificationKey key, byte[] base) {
    Optional<String> published = key.algorithm().map(name -> PUBLISHED_FOR.getOrDefault(name, ""));
    boolean isWellWritten = false;
    boolean isAnyFit = false;
    for (String name : algorithms) {
      KeyedAlgorithm algorithm = Algorithms.http().get(name);
      // Without an alg parameter the key decides (RFC 9421 §3.2, step 6).
      if (algorithm == null
          || !signature.text("alg").map(name::equals).orElse(true)
          || !published.map(name::equals).orElse(true)
          || !algorithm.fits(key)) {
        continue;
      }
      isAnyFit = true;
      Result result = algorithm.judge(key, base, signature.signature());
      if (result == Result.HOLDS) {
        return Optional.empty();
      }
      isWellWritten |= result == Result.DIFFERS;
    }
    if (!isAnyFit) {
      return Optional.of(
          refused(
              Reason.SIGNATURE_ALGORITHM, "no algorithm of the policy goes with key " + key.id()));
    }
    return Optional.of(
        isWellWritten
            ? refused(Reason.SIGNATURE_MISMATCH, "no signature matches under any key")
            : refused(
                Reason.SIGNATURE_MALFORMED,
                "the signature's bytes are not those of its algorithm"));
  }

  /** A signed digest says something of the body only when it is recomputed (RFC 9421 §7.2.8). */
  private static Optional<Outcome.Refused> misdigested(
      MessageSignature signature, Reading reading) {
    if (!Cover.coversDigest(signature.covered())) {
      return Optional.empty();
    }
    String field = Components.combined(reading.inbound().headers().all("Content-Digest"));
    return ContentDigest.fault(field, reading.inbound().body())
        .map(fault -> refused(Reason.SIGNATURE_MISMATCH, fault));
  }

  /** The parameters as a JSON object, for {@code jose:} sources. */
  private static byte[] parameters(MessageSignature signature) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("label", signature.label());
    for (String name : signature.parameters().keySet()) {
      signature.text(name).ifPresent(text -> json.put(name, text));
      signature.time(name).ifPresent(time -> json.put(name, time));
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Outcome.Refused refused(Reason reason, String detail) {
    return new Outcome.Refused(reason, detail);
  }
}
