package io.sallyport.verify.mechanism;

import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.SignatureRule.AlgorithmChoice;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.SignatureSource;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Signature rules for tests: {@code
 * ARule.of(HMAC).by("sha256").over("{body}").in("{header:X-Signature}", "{hex}")}.
 */
public final class ARule {
  public static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  public static final Language PLAIN = TemplateLanguage.builder(Map.of()).build();

  private final Family family;
  private final Language language;
  private final List<Requirement> require = new ArrayList<>();
  private AlgorithmChoice algorithm = new AlgorithmChoice.Fixed("sha256");
  private SignedContent signed;
  private SignatureSource signature;
  private KeyRule key = AKey.shared("It's a Secret to Everybody");

  private ARule(Family family, Language language) {
    this.family = family;
    this.language = language;
    over("{body}");
    in("{header:X-Signature}", "{hex}");
  }

  public static ARule of(Family family) {
    return new ARule(family, PLAIN);
  }

  public static ARule of(Family family, Language language) {
    return new ARule(family, language);
  }

  public static Template template(Language language, String text) {
    try {
      return language.template(text);
    } catch (TemplateFault e) {
      throw new AssertionError(e);
    }
  }

  public static Template template(String text) {
    return template(PLAIN, text);
  }

  public ARule by(String fixed) {
    return by(new AlgorithmChoice.Fixed(fixed));
  }

  public ARule by(AlgorithmChoice choice) {
    this.algorithm = choice;
    return this;
  }

  public ARule over(String... templates) {
    return over(
        new SignedContent.Alternatives(
            List.of(templates).stream().map(text -> template(language, text)).toList()));
  }

  public ARule over(SignedContent content) {
    this.signed = content;
    return this;
  }

  public ARule in(String from, String... patterns) {
    List<SignaturePattern> as = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        as.add(SignaturePattern.of(pattern));
      } catch (TemplateFault e) {
        throw new AssertionError(e);
      }
    }
    this.signature = new SignatureSource(template(language, from), as);
    return this;
  }

  public ARule with(KeyRule rule) {
    this.key = rule;
    return this;
  }

  public ARule require(String value, ValueRule rule) {
    require.add(new Requirement(template(language, value), rule));
    return this;
  }

  public SignatureRule rule() {
    return new SignatureRule(family, algorithm, signed, signature, key, require);
  }

  public Check check() {
    return Mechanisms.of(rule());
  }

  public Outcome judge(ARequest request) {
    return check().check(request.in(language), NOW);
  }
}
