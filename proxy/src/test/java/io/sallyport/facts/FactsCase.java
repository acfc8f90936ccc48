package io.sallyport.facts;

import com.google.re2j.Pattern;
import io.sallyport.facts.FactRule.Source;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import io.sallyport.webhook.AuthenticWebhook;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.Proof;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules for facts, and a reading of them. */
abstract class FactsCase {
  final TemplateLanguage plain = TemplateLanguage.builder(Map.of()).build();
  final TemplateLanguage batches = batches("/events/*");

  static TemplateLanguage batches(String... pointers) {
    try {
      return TemplateLanguage.builder(Map.of())
          .items(new ItemsRule.Pointers(List.of(pointers)))
          .build();
    } catch (TemplateFault e) {
      throw new AssertionError(e);
    }
  }

  /** Signed as the loader would find it, under what the signature pins. */
  static FactRule rule(TemplateLanguage language, Coverage pins, String... from) {
    List<Source> sources = new ArrayList<>();
    for (String text : from) {
      try {
        Template template = language.template(text);
        sources.add(new Source(template, pins.covers(template.reads())));
      } catch (TemplateFault e) {
        throw new AssertionError(e);
      }
    }
    return new FactRule(sources, Optional.empty(), Optional.empty());
  }

  static FactRule like(FactRule rule, String pattern) {
    return new FactRule(rule.from(), Optional.of(Pattern.compile(pattern)), rule.unsigned());
  }

  static FactsReader reader(FactRule id, FactRule type, FactRule account) {
    FactsReader none = FactsReader.none();
    return new FactsReader(
        Optional.of(id),
        Optional.of(type),
        Optional.of(account),
        none.user(),
        none.time(),
        none.attempt());
  }

  static FactsReader accountReader(FactRule account) {
    FactsReader none = FactsReader.none();
    return new FactsReader(
        none.id(), none.type(), Optional.of(account), none.user(), none.time(), none.attempt());
  }

  static Identification read(
      FactsReader facts, TemplateLanguage language, ARequest request, Coverage proved) {
    AuthenticWebhook authentic =
        new AuthenticWebhook(request.inbound(), new Proof("hmac", "k", proved.words()));
    return facts.read(authentic, request.in(language));
  }

  static IdentifiedWebhook identified(Identification identification) {
    return identification.fold(
        Identification.Identified::webhook,
        stopped -> {
          throw new AssertionError(stopped);
        });
  }

  static Reason reason(Identification identification) {
    return identification.fold(
        identified -> {
          throw new AssertionError("was read");
        },
        Identification.Stopped::reason);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static final Coverage BODY = Coverage.ofWords(List.of("body"));
}
