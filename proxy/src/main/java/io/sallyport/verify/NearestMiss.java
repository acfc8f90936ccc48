package io.sallyport.verify;

import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.BasicRule;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.MechanismRule;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.SignatureEncoding;
import io.sallyport.verify.mechanism.SignaturePattern;
import io.sallyport.verify.mechanism.SignatureRule;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.SignatureSource;
import io.sallyport.verify.mechanism.TokenRule;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What would have made a refused request verify: the usual mistakes in setting up a webhook, tried
 * one at a time on a copy. For the operator's {@code explain}; never on the way of a request, and
 * what is found is only ever said, never accepted.
 */
public final class NearestMiss {
  /** More than these would hide the one that matters. */
  public static final int SENTENCES_MAX = 5;

  private final Function<InboundWebhook, Reading> readings;
  private final VerifyRule rule;

  /**
   * Takes a policy's rule.
   *
   * @param readings starts a fresh reading of a request, as the policy's language does
   */
  public NearestMiss(Function<InboundWebhook, Reading> readings, VerifyRule rule) {
    this.readings = readings;
    this.rule = rule;
  }

  /**
   * Sentences for the operator, without secrets and without the sender's bytes, the most certain
   * first; none when nothing that was tried verifies.
   */
  public List<String> sentences(InboundWebhook inbound, Instant now) {
    return sentences(inbound, now, () -> true);
  }

  /**
   * The same, as far as there is time for it.
   *
   * @param goOn asked before each try
   */
  public List<String> sentences(InboundWebhook inbound, Instant now, BooleanSupplier goOn) {
    Trial trial = new Trial(inbound, now, goOn, new LinkedHashSet<>());
    mechanisms(rule)
        .forEach(
            mechanism -> {
              byKeys(mechanism, trial);
              byEncoding(mechanism, trial);
              byBody(mechanism, trial);
            });
    return trial.found().stream().limit(SENTENCES_MAX).toList();
  }

  /** One request under examination, and what has been found of it. */
  private record Trial(
      InboundWebhook inbound, Instant now, BooleanSupplier goOn, Set<String> found) {}

  /**
   * Whether a signed time that was found stale, ahead or malformed would be near now in another
   * unit: the usual mistake with times.
   *
   * @param text the signed time as received
   * @return a sentence that names the unit to write under {@code freshness}
   */
  public static Optional<String> ofTime(String text, Instant now) {
    return TimeVariants.sentence(text, now);
  }

  private static Stream<VerifyRule> mechanisms(VerifyRule rule) {
    if (rule instanceof VerifyRule.Any any) {
      return any.rules().stream().flatMap(NearestMiss::mechanisms);
    }
    if (rule instanceof VerifyRule.All all) {
      return all.rules().stream().flatMap(NearestMiss::mechanisms);
    }
    return Stream.of(rule);
  }

  private void byKeys(VerifyRule mechanism, Trial trial) {
    Optional<ConfiguredKeys> configured =
        MechanismRule.keyOf(bare(mechanism))
            .map(KeyRule::source)
            .filter(ConfiguredKeys.class::isInstance)
            .map(ConfiguredKeys.class::cast);
    if (configured.isEmpty()) {
      return;
    }
    for (SecretVariants.Variant variant : SecretVariants.of(configured.get(), trial.now())) {
      if (proves(withKey(mechanism, variant.key()), trial.inbound(), trial)) {
        trial.found().add(variant.sentence());
      }
    }
  }

  private void byEncoding(VerifyRule mechanism, Trial trial) {
    if (!(bare(mechanism) instanceof SignatureRule signature)) {
      return;
    }
    for (SignaturePattern pattern : signature.signature().as()) {
      for (SignatureEncoding other : SignatureEncoding.values()) {
        Optional<SignaturePattern> rewritten = rewritten(pattern, other);
        if (rewritten.isPresent()
            && proves(
                rewrap(mechanism, withPattern(signature, rewritten.get())),
                trial.inbound(),
                trial)) {
          trial
              .found()
              .add(
                  "verifies if the signature is read as "
                      + rewritten.get()
                      + " instead of "
                      + pattern);
        }
      }
    }
  }

  private void byBody(VerifyRule mechanism, Trial trial) {
    for (BodyVariants.Variant variant : BodyVariants.of(trial.inbound().body())) {
      if (proves(mechanism, withBody(trial.inbound(), variant.body()), trial)) {
        trial.found().add(variant.sentence());
      }
    }
  }

  private boolean proves(VerifyRule mechanism, InboundWebhook inbound, Trial trial) {
    return trial.goOn().getAsBoolean()
        && Mechanisms.of(mechanism).check(readings.apply(inbound), trial.now())
            instanceof Outcome.Proven;
  }

  private static MechanismRule bare(VerifyRule mechanism) {
    return mechanism instanceof VerifyRule.PerItem each ? each.rule() : (MechanismRule) mechanism;
  }

  private static VerifyRule rewrap(VerifyRule before, MechanismRule now) {
    return before instanceof VerifyRule.PerItem ? new VerifyRule.PerItem(now) : now;
  }

  private static VerifyRule withKey(VerifyRule mechanism, VerificationKey key) {
    KeyLookup found = new KeyLookup.Found(List.of(key));
    MechanismRule bare = bare(mechanism);
    Function<KeyRule, KeyRule> only = old -> new KeyRule(old.as(), (reading, now) -> found);
    if (bare instanceof SignatureRule one) {
      return rewrap(
          mechanism,
          new SignatureRule(
              one.family(),
              one.algorithm(),
              one.signed(),
              one.signature(),
              only.apply(one.key()),
              one.require()));
    }
    if (bare instanceof JwsRule one) {
      return rewrap(
          mechanism,
          new JwsRule(
              one.token(),
              one.algorithms(),
              one.types(),
              one.payload(),
              one.expiry(),
              only.apply(one.key()),
              one.claims(),
              one.require()));
    }
    if (bare instanceof HttpSignatureRule one) {
      return rewrap(
          mechanism,
          new HttpSignatureRule(
              one.cover(),
              one.label(),
              one.tag(),
              one.algorithms(),
              only.apply(one.key()),
              one.require()));
    }
    if (bare instanceof TokenRule one) {
      return rewrap(mechanism, new TokenRule(one.token(), only.apply(one.key()), one.require()));
    }
    return bare instanceof BasicRule one
        ? rewrap(mechanism, new BasicRule(only.apply(one.key()), one.require()))
        : mechanism;
  }

  private static SignatureRule withPattern(SignatureRule rule, SignaturePattern pattern) {
    return new SignatureRule(
        rule.family(),
        rule.algorithm(),
        rule.signed(),
        new SignatureSource(rule.signature().from(), List.of(pattern)),
        rule.key(),
        rule.require());
  }

  /** The pattern with another encoding in its place; empty where that is the same one. */
  private static Optional<SignaturePattern> rewritten(
      SignaturePattern pattern, SignatureEncoding other) {
    for (SignatureEncoding mine : SignatureEncoding.values()) {
      String braced = "{" + mine.word() + "}";
      if (pattern.text().contains(braced) && mine != other) {
        try {
          return Optional.of(
              SignaturePattern.of(pattern.text().replace(braced, "{" + other.word() + "}")));
        } catch (TemplateFault e) {
          throw new IllegalStateException("one encoding in place of another compiles", e);
        }
      }
    }
    return Optional.empty();
  }

  private static InboundWebhook withBody(InboundWebhook inbound, RawBody body) {
    return new InboundWebhook(
        inbound.integration(),
        inbound.requestId(),
        inbound.method(),
        inbound.target(),
        inbound.headers(),
        body,
        inbound.source(),
        inbound.receivedAt(),
        inbound.pathValues(),
        inbound.clientCertificate());
  }
}
