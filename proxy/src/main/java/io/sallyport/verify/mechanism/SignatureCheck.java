package io.sallyport.verify.mechanism;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.Refusals;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.SignaturePattern.Written;
import io.sallyport.verify.mechanism.SignatureRule.AlgorithmChoice;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.Proof;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks a {@link SignatureRule}: every signature that the request carries, under every key that
 * may have made it, over every form of the signed content, 8 × 8 × 8 at most.
 */
final class SignatureCheck implements Check {
  private final SignatureRule rule;
  private final Requirements requirements;
  private final Map<String, SignatureJudge> judges;
  private final Map<Template, Form> forms;

  /** Whether where the signature stands, or what else must hold, depends on the key. */
  private final boolean readsKey;

  /**
   * @throws IllegalArgumentException when the rule names an algorithm that its family has not, or
   *     more forms of the content than are tried
   */
  SignatureCheck(SignatureRule rule, Pins pins) {
    long forms = Pins.forms(rule.signed()).count();
    if (forms == 0
        || (rule.signed() instanceof SignedContent.Alternatives
            && forms > SignatureRule.ALTERNATIVES_MAX)) {
      throw new IllegalArgumentException(
          "signed wants 1 to " + SignatureRule.ALTERNATIVES_MAX + " forms, got " + forms);
    }
    this.rule = rule;
    this.requirements = new Requirements(rule.require());
    this.judges =
        algorithms(rule.algorithm())
            .distinct()
            .collect(
                Collectors.toMap(name -> name, name -> SignatureJudge.of(rule.family(), name)));
    this.readsKey = rule.signature().from().usesKey() || requirements.useKey();
    Map<Template, Coverage> loosely = pins.loose().byForm(rule);
    this.forms =
        pins.byForm(rule).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    one ->
                        new Form(
                            one.getValue().words(),
                            loosely.getOrDefault(one.getKey(), Coverage.none()).touchesBody())));
  }

  @Override
  public Outcome check(Reading reading, Instant now) {
    try {
      int groups = reading.groups();
      return groups == 1 ? checkOne(reading, now) : checkEach(reading, now, groups);
    } catch (Unreadable unreadable) {
      return new Outcome.Refused(unreadable.reason(), unreadable.detail());
    }
  }

  /**
   * Several signatures, each with a time of its own (two keys in rotation, in one header): none may
   * borrow the time of another, so each group is judged by itself.
   */
  private Outcome checkEach(Reading reading, Instant now, int groups) {
    Refusals refusals = new Refusals();
    for (int group = 0; group < groups; group++) {
      reading.useGroup(group);
      try {
        Outcome outcome = checkOne(reading, now);
        if (!(outcome instanceof Outcome.Refused refused)) {
          return outcome;
        }
        refusals.add(refused);
      } catch (Unreadable unreadable) {
        refusals.add(unreadable);
      }
    }
    return refusals.orElse(Reason.SIGNATURE_MISSING, "no signature");
  }

  private Outcome checkOne(Reading reading, Instant now) {
    // Before any key is asked for, let alone fetched, what can be refused without one is.
    List<Attempt> early = readsKey ? List.of() : attempts(reading, now);
    KeyLookup lookup = rule.key().source().lookup(reading, now);
    if (lookup instanceof KeyLookup.Awaiting awaiting) {
      return new Outcome.Awaiting(awaiting.ready());
    }
    if (lookup instanceof KeyLookup.Missing missing) {
      return new Outcome.Refused(missing.reason(), missing.detail());
    }
    Refusals refusals = new Refusals();
    for (VerificationKey key : ((KeyLookup.Found) lookup).keys()) {
      try {
        Optional<Proof> proof =
            readsKey
                ? tryKey(reading, key, attemptsUnder(key, reading, now), refusals)
                : tryKey(reading, key, early, refusals);
        if (proof.isPresent()) {
          return new Outcome.Proven(proof.get());
        }
      } catch (Unreadable unreadable) {
        refusals.add(unreadable);
      }
    }
    return refusals.orElse(Reason.KEY_UNKNOWN, "there is no key to try");
  }

  private Optional<Proof> tryKey(
      Reading reading, VerificationKey key, List<Attempt> attempts, Refusals refusals) {
    for (Template signed : signed(reading)) {
      for (Attempt attempt : attempts) {
        try {
          Optional<Outcome.Refused> refused =
              attempt.judge.judge(reading, signed, key, attempt.signatures);
          if (refused.isEmpty()) {
            return Optional.of(proof(signed, key, reading));
          }
          refusals.add(refused.get());
        } catch (Unreadable unreadable) {
          // Another form of the content may need less of the request.
          refusals.add(unreadable);
        }
      }
    }
    return Optional.empty();
  }

  /** Without a body it is the rest of the request that tells deliveries apart. */
  private Proof proof(Template signed, VerificationKey key, Reading reading) {
    Form form = forms.getOrDefault(signed, new Form(List.of(), false));
    Proof proof = new Proof(rule.word(), key.id(), form.covers);
    return form.ofBody || reading.inbound().body().isEmpty()
        ? proof.over(Sha256.of(signed, reading))
        : proof;
  }

  private List<Attempt> attemptsUnder(VerificationKey key, Reading reading, Instant now) {
    byte[] bytes = key instanceof VerificationKey.Shared shared ? shared.bytes() : new byte[0];
    reading.useKey(key.id(), bytes);
    return attempts(reading, now);
  }

  private List<Attempt> attempts(Reading reading, Instant now) {
    List<Written> candidates = SignatureCandidates.of(rule.signature(), reading);
    Optional<Outcome.Refused> failure = requirements.firstFailure(reading, now);
    if (failure.isPresent()) {
      throw new Unreadable(failure.get().reason(), failure.get().detail());
    }
    return attempts(candidates, reading);
  }

  /** The candidates by the algorithm that each is to be tried with. */
  private List<Attempt> attempts(List<Written> candidates, Reading reading) {
    if (rule.algorithm() instanceof AlgorithmChoice.Fixed fixed) {
      return List.of(attempt(fixed.algorithm(), candidates));
    }
    if (rule.algorithm() instanceof AlgorithmChoice.By by) {
      String algorithm = by.algorithms().get(by.by().text(reading));
      if (algorithm == null) {
        throw new Unreadable(
            Reason.SIGNATURE_ALGORITHM, by.by().source() + " names no algorithm of the policy");
      }
      return List.of(attempt(algorithm, candidates));
    }
    List<Attempt> attempts = new ArrayList<>();
    for (String algorithm : ((AlgorithmChoice.Allowed) rule.algorithm()).algorithms()) {
      List<Written> named =
          candidates.stream().filter(one -> one.algorithm().equals(algorithm)).toList();
      if (!named.isEmpty()) {
        attempts.add(attempt(algorithm, named));
      }
    }
    if (attempts.isEmpty()) {
      throw new Unreadable(
          Reason.SIGNATURE_ALGORITHM, "the signature names no algorithm of the policy");
    }
    return attempts;
  }

  private Attempt attempt(String algorithm, List<Written> candidates) {
    SignatureJudge judge = judges.get(algorithm);
    if (judge == null) {
      throw new IllegalStateException("every algorithm of the rule has a judge");
    }
    List<byte[]> bytes = new ArrayList<>(candidates.size());
    for (Written candidate : candidates) {
      bytes.add(candidate.bytes());
    }
    return new Attempt(judge, bytes);
  }

  private List<Template> signed(Reading reading) {
    if (rule.signed() instanceof SignedContent.Alternatives alternatives) {
      return alternatives.templates();
    }
    SignedContent.By by = (SignedContent.By) rule.signed();
    Template template = by.cases().get(by.by().text(reading));
    if (template == null) {
      throw new Unreadable(
          Reason.SIGNED_PART_MALFORMED, by.by().source() + " has no case in the policy");
    }
    return List.of(template);
  }

  private static Stream<String> algorithms(AlgorithmChoice choice) {
    if (choice instanceof AlgorithmChoice.Fixed fixed) {
      return Stream.of(fixed.algorithm());
    }
    return choice instanceof AlgorithmChoice.By by
        ? by.algorithms().values().stream()
        : ((AlgorithmChoice.Allowed) choice).algorithms().stream();
  }

  /**
   * A form of the signed content.
   *
   * @param covers what it covers
   * @param ofBody whether anything of the body is in it
   */
  private record Form(List<String> covers, boolean ofBody) {}

  private record Attempt(SignatureJudge judge, List<byte[]> signatures) {}
}
