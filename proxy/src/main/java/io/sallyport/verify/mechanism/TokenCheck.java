package io.sallyport.verify.mechanism;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.Proof;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Compares what a request presents with the keys, byte by byte in constant time: {@code token} and
 * {@code basic}. Every key is compared, so that the time tells neither which one matched nor how
 * many there are before it.
 */
final class TokenCheck implements Check {
  private final String word;
  private final Presented presented;
  private final KeyRule key;
  private final Requirements requirements;
  private final List<String> covers;

  /** Reads the value that must equal a key. */
  @FunctionalInterface
  interface Presented {
    /**
     * The value, not empty.
     *
     * @throws Unreadable {@code signature.missing} or {@code signature.malformed}
     */
    byte[] read(Reading reading);
  }

  TokenCheck(MechanismRule rule, KeyRule key, Presented presented, Pins pins) {
    this.word = rule.word();
    this.presented = presented;
    this.key = key;
    this.requirements = new Requirements(rule.require());
    this.covers = pins.of(rule).words();
  }

  @Override
  public Outcome check(Reading reading, Instant now) {
    try {
      byte[] value = presented.read(reading);
      Optional<Outcome.Refused> failure = requirements.firstFailure(reading, now);
      if (failure.isPresent()) {
        return failure.get();
      }
      KeyLookup lookup = key.source().lookup(reading, now);
      if (lookup instanceof KeyLookup.Found found) {
        return compare(value, found.keys());
      }
      if (lookup instanceof KeyLookup.Awaiting awaiting) {
        return new Outcome.Awaiting(awaiting.ready());
      }
      KeyLookup.Missing missing = (KeyLookup.Missing) lookup;
      return new Outcome.Refused(missing.reason(), missing.detail());
    } catch (Unreadable unreadable) {
      return new Outcome.Refused(unreadable.reason(), unreadable.detail());
    }
  }

  private Outcome compare(byte[] value, List<VerificationKey> keys) {
    Optional<String> matched = Optional.empty();
    for (VerificationKey candidate : keys) {
      if (candidate instanceof VerificationKey.Shared shared
          && MessageDigest.isEqual(shared.bytes(), value)) {
        matched = Optional.of(shared.id());
      }
    }
    return matched.isPresent()
        ? new Outcome.Proven(new Proof(word, matched.get(), covers))
        : new Outcome.Refused(Reason.SIGNATURE_MISMATCH, "what was sent equals no key");
  }

  /** The value of {@code token}. */
  static Presented token(TokenRule rule) {
    return reading -> {
      byte[] value =
          rule.token()
              .ifPresent(reading)
              .orElseThrow(() -> missing("no token in " + rule.token().source()));
      if (value.length == 0) {
        throw missing("no token in " + rule.token().source());
      }
      return value;
    };
  }

  private static Unreadable missing(String detail) {
    return new Unreadable(Reason.SIGNATURE_MISSING, detail);
  }
}
