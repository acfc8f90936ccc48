package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenCheck.Algorithm;
import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.policy.written.WrittenCheck.Content;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.mechanism.BasicRule;
import io.sallyport.verify.mechanism.ClientCertRule;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.MechanismRule;
import io.sallyport.verify.mechanism.SignaturePattern;
import io.sallyport.verify.mechanism.SignatureRule;
import io.sallyport.verify.mechanism.SignatureRule.AlgorithmChoice;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.SignatureSource;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.mechanism.TokenRule;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The {@code verify} section: mechanisms with their templates, patterns, rules and keys. */
final class CheckCompiler {
  private final Workbench bench;
  private final KeyCompiler keys;
  private final RuleCompiler rules;

  CheckCompiler(Workbench bench, KeyCompiler keys) {
    this.bench = bench;
    this.keys = keys;
    this.rules = new RuleCompiler(bench);
  }

  /** The rule; empty when a part is at fault, which has been reported. */
  Optional<VerifyRule> compile(WrittenCheck written) {
    if (written instanceof WrittenCheck.Any any) {
      return all(any.checks()).map(VerifyRule.Any::new);
    }
    if (written instanceof WrittenCheck.All all) {
      return all(all.checks()).map(VerifyRule.All::new);
    }
    if (written instanceof WrittenCheck.None none) {
      bench.error(none.reason(), "none stands alone: nothing can be verified beside it");
      return Optional.empty();
    }
    return mechanism(written).map(rule -> isPerItem(written) ? new VerifyRule.PerItem(rule) : rule);
  }

  private Optional<List<VerifyRule>> all(List<WrittenCheck> checks) {
    List<Optional<VerifyRule>> compiled = checks.stream().map(this::compile).toList();
    return compiled.stream().allMatch(Optional::isPresent)
        ? Optional.of(compiled.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }

  private Optional<? extends MechanismRule> mechanism(WrittenCheck written) {
    if (written instanceof WrittenCheck.Signature signature) {
      return signature(signature);
    }
    if (written instanceof WrittenCheck.Jws jws) {
      return jws(jws);
    }
    if (written instanceof WrittenCheck.HttpSignature http) {
      return httpSignature(http);
    }
    if (written instanceof WrittenCheck.Token token) {
      Optional<KeyRule> key = keys.rule(token.common().key(), KeyUse.SHARED);
      List<Requirement> require = rules.requirements(token.common().require());
      return bench
          .template(token.value())
          .flatMap(value -> key.map(it -> new TokenRule(value, it, require)));
    }
    if (written instanceof WrittenCheck.Basic basic) {
      List<Requirement> require = rules.requirements(basic.common().require());
      return keys.rule(basic.common().key(), KeyUse.SHARED).map(it -> new BasicRule(it, require));
    }
    return Optional.of(clientCertificate((WrittenCheck.ClientCertificate) written));
  }

  private ClientCertRule clientCertificate(WrittenCheck.ClientCertificate written) {
    written
        .common()
        .key()
        .ifPresent(key -> bench.error(key.node(), "verify.key", "a client certificate needs none"));
    if (written.issuers().isEmpty() && written.names().isEmpty()) {
      bench.error(
          written.node(), "verify.client-cert", "want issuer or san: any certificate would do");
    }
    return new ClientCertRule(
        written.issuers(), written.names(), rules.requirements(written.common().require()));
  }

  private Optional<SignatureRule> signature(WrittenCheck.Signature written) {
    boolean shared =
        written.family() == SignatureRule.Family.HMAC
            || written.family() == SignatureRule.Family.HASH;
    Optional<KeyRule> key =
        keys.rule(written.common().key(), shared ? KeyUse.SHARED : KeyUse.PUBLIC);
    Optional<AlgorithmChoice> algorithm = algorithm(written.algorithm());
    Optional<SignedContent> signed = content(written.signed());
    Optional<SignatureSource> source = source(written);
    List<Requirement> require = rules.requirements(written.common().require());
    if (key.isEmpty() || algorithm.isEmpty() || signed.isEmpty() || source.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SignatureRule(
            written.family(), algorithm.get(), signed.get(), source.get(), key.get(), require));
  }

  private Optional<AlgorithmChoice> algorithm(Algorithm written) {
    if (written instanceof Algorithm.Fixed fixed) {
      return Optional.of(new AlgorithmChoice.Fixed(fixed.name().value()));
    }
    if (written instanceof Algorithm.Allowed allowed) {
      return Optional.of(
          new AlgorithmChoice.Allowed(allowed.names().stream().map(Placed::value).toList()));
    }
    Algorithm.By by = (Algorithm.By) written;
    Map<String, String> cases = new LinkedHashMap<>();
    by.cases().cases().forEach((word, name) -> cases.put(word, name.value()));
    return bench.template(by.cases().by()).map(it -> new AlgorithmChoice.By(it, cases));
  }

  private Optional<SignedContent> content(Content written) {
    if (written instanceof Content.Alternatives alternatives) {
      return bench.templates(alternatives.templates()).map(SignedContent.Alternatives::new);
    }
    Content.By by = (Content.By) written;
    Optional<Template> chooser = bench.template(by.cases().by());
    Map<String, Template> cases = new LinkedHashMap<>();
    by.cases()
        .cases()
        .forEach((word, value) -> bench.template(value).ifPresent(it -> cases.put(word, it)));
    return chooser
        .filter(it -> cases.size() == by.cases().cases().size())
        .map(it -> new SignedContent.By(it, cases));
  }

  private Optional<SignatureSource> source(WrittenCheck.Signature written) {
    Optional<Template> from = bench.template(written.signature().from());
    List<SignaturePattern> patterns = new ArrayList<>();
    boolean named = written.algorithm() instanceof Algorithm.Allowed;
    for (Placed<String> text : written.signature().as()) {
      try {
        SignaturePattern pattern = SignaturePattern.of(text.value());
        patterns.add(pattern);
        if (pattern.namesAlgorithm() != named) {
          bench.error(
              text,
              named
                  ? "want {alg}: which of the listed algorithms was used must be read somewhere"
                  : "{alg} is read only where the policy lists the allowed algorithms");
        }
      } catch (TemplateFault fault) {
        bench.error(text, fault);
      }
    }
    return from.map(it -> new SignatureSource(it, patterns));
  }

  private Optional<JwsRule> jws(WrittenCheck.Jws written) {
    Optional<KeyUse> use =
        keys.useOf(written.algorithms(), it -> it.startsWith("HS"), written.node());
    Optional<KeyRule> key = use.flatMap(it -> keys.rule(written.common().key(), it));
    if (use.equals(Optional.of(KeyUse.SHARED))) {
      keys.wantLonger(
          written.common().key(), JwsRule.SECRET_BYTES_MIN, "a token signed with a secret");
    }
    Optional<Template> token = bench.template(written.token());
    Optional<Optional<Template>> payload = bench.maybe(written.payload());
    List<JwsRule.ClaimRule> claims = new ArrayList<>();
    written
        .claims()
        .forEach(
            (name, rule) ->
                rules.rules(rule.value(), rule.node(), rule.path()).stream()
                    .map(it -> new JwsRule.ClaimRule(name, it))
                    .forEach(claims::add));
    List<Requirement> require = rules.requirements(written.common().require());
    if (key.isEmpty() || token.isEmpty() || payload.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new JwsRule(
            token.get(),
            written.algorithms(),
            written.types(),
            payload.get(),
            written
                .expiry()
                .map(word -> JwsRule.Expiry.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(JwsRule.Expiry.REQUIRED),
            key.get(),
            claims,
            require));
  }

  private Optional<HttpSignatureRule> httpSignature(WrittenCheck.HttpSignature written) {
    Optional<KeyUse> use =
        keys.useOf(written.algorithms(), it -> it.startsWith("hmac"), written.node());
    List<Requirement> require = rules.requirements(written.common().require());
    return use.flatMap(it -> keys.rule(written.common().key(), it))
        .map(
            key ->
                new HttpSignatureRule(
                    written.cover().stream().map(Placed::value).toList(),
                    written.label(),
                    written.tag(),
                    written.algorithms(),
                    key,
                    require));
  }

  private static boolean isPerItem(WrittenCheck written) {
    return WrittenCheck.commonOf(written).map(Common::perItem).orElse(false);
  }
}
