package io.sallyport.policy.compile;

import io.sallyport.admit.AdmissionRule;
import io.sallyport.admit.Keeping;
import io.sallyport.facts.FactsReader;
import io.sallyport.freshness.Freshness;
import io.sallyport.handshake.HandshakeRule;
import io.sallyport.ingress.Acceptance;
import io.sallyport.ingress.Answers;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Bounds;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Placed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Compiles a policy, section by section, and tells everything that is wrong with it. */
public final class PolicyCompiler {
  private final Workbench bench;
  private final KeyCompiler keys;

  private PolicyCompiler(Workbench bench) {
    this.bench = bench;
    this.keys = new KeyCompiler(bench);
  }

  /**
   * Compiles.
   *
   * @param problems to which what is wrong is added; whoever reads them later may find there what
   *     reading found before
   */
  public static Compiled compile(Draft draft, Surroundings surroundings, Problems problems) {
    return new PolicyCompiler(new Workbench(draft, surroundings, problems)).compile();
  }

  private Compiled compile() {
    WrittenPolicy written = bench.written();
    new ProvenanceCheck(bench).check();
    Optional<VerifyRule> rule = verifyRule(written);
    FreshnessCompiler freshnessCompiler = new FreshnessCompiler(bench);
    Bounds asked = freshnessCompiler.bounds();
    Coverage pins = rule.map(it -> Mechanisms.pins(it, asked)).orElse(Coverage.none());
    Coverage takesIn = rule.map(Mechanisms::takesIn).orElse(Coverage.none());
    Optional<Verification> verification = verification(written, rule, asked, pins);
    // Without a readable verify section, what it covers is not known, and nothing is to be said.
    boolean judged = verification.isPresent();
    FactsCompiler factsCompiler = new FactsCompiler(bench, pins, takesIn);
    FactsReader facts = judged ? factsCompiler.compile() : FactsReader.none();
    Optional<Freshness> freshness =
        judged ? freshnessCompiler.compile(pins, takesIn) : Optional.empty();
    List<HandshakeRule> handshakes =
        new HandshakeCompiler(
                bench, keys.firstShared(), bootstrap(written), SignedPrefixes.of(written))
            .compile();
    Acceptance acceptance = new AcceptanceCompiler(bench).compile();
    Keeping keeping = new KeepingCompiler(bench).compile(freshness, acceptance.bodyBytesMax());
    Answers answers = new AnswersCompiler(bench).compile(written.answers());
    DeliverCompiler deliver = new DeliverCompiler(bench, rule, takesIn);
    var destinations = deliver.compile(answers);
    LimitsCompiler limits = new LimitsCompiler(bench, pins, factsCompiler.report(), destinations);
    boolean bodiesIdentify =
        AdmissionCompiler.bodiesIdentify(
            written, freshness.isPresent(), rule.filter(Mechanisms::signsBodies).isPresent());
    AdmissionRule admission =
        new AdmissionCompiler(bench).compile(keeping, limits.compile(), bodiesIdentify);
    List<Policy.Endpoint> endpoints = new EndpointCompiler(bench).compile();
    Optional<Instant> monitorUntil = new EnforceCompiler(bench).compile();
    new Advice(bench).give(rule, takesIn, acceptance.methods(), facts);
    Optional<Policy> policy =
        bench.problems().haveErrors()
            ? Optional.empty()
            : verification.map(
                it ->
                    new Policy(
                        bench.draft().layers().integration(),
                        bench.draft().layers().version(),
                        written.provider().map(Placed::value),
                        endpoints,
                        acceptance,
                        bench.language(),
                        handshakes,
                        it,
                        freshness,
                        facts,
                        admission,
                        destinations,
                        answers,
                        deliver.answers(),
                        monitorUntil,
                        written.preset().flatMap(WrittenPreset::deadline),
                        written.labels()));
    return new Compiled(
        bench.draft(),
        policy,
        Compiled.CoverageReport.of(
            pins, takesIn, factsCompiler.report(), limits.report(), unsigned(written)),
        keys.used(),
        Naming.of(bench, facts, rule, bodiesIdentify));
  }

  private Optional<VerifyRule> verifyRule(WrittenPolicy written) {
    return written
        .verify()
        .filter(it -> !(it instanceof WrittenCheck.None))
        .flatMap(new CheckCompiler(bench, keys)::compile);
  }

  private Optional<Verification> verification(
      WrittenPolicy written, Optional<VerifyRule> rule, Bounds asked, Coverage pins) {
    if (written.verify().isEmpty()) {
      if (!bench.isBroken("verify")) {
        bench
            .problems()
            .error(
                bench.startOfPolicy(),
                "verify",
                "nothing proves the sender: want a provider, or verify with a mechanism, or"
                    + " verify: {none: \"reason\"}");
      }
      return Optional.empty();
    }
    if (written.verify().get() instanceof WrittenCheck.None none) {
      return Optional.of(new Verification.Unsigned(none.reason().value()));
    }
    if (rule.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Verification.Signed(rule.get(), Mechanisms.of(rule.get(), asked), pins));
    } catch (IllegalArgumentException e) {
      // Mechanisms say so what their records cannot: a combination that makes no sense.
      bench.error(written.verify().get().node(), "verify", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Template> bootstrap(WrittenPolicy written) {
    return written
        .verify()
        .flatMap(WrittenCheck::commonOf)
        .flatMap(WrittenCheck.Common::key)
        .flatMap(WrittenKeyRule::bootstrap)
        .flatMap(bench::template);
  }

  private static Optional<String> unsigned(WrittenPolicy written) {
    return written.verify().isPresent() && written.verify().get() instanceof WrittenCheck.None none
        ? Optional.of(none.reason().value())
        : Optional.empty();
  }
}
