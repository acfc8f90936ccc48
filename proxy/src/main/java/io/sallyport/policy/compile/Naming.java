package io.sallyport.policy.compile;

import com.google.re2j.Pattern;
import io.sallyport.facts.FactRule;
import io.sallyport.facts.FactsReader;
import io.sallyport.policy.written.WrittenItems;
import io.sallyport.policy.written.WrittenLet;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.MechanismRule;
import io.sallyport.verify.mechanism.SignatureRule;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.shape.Placed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a policy's events get their names. Two policies whose {@code words} are equal name the same
 * delivery alike; where they differ, everything that is known under the old names would be new.
 *
 * @param words a text over everything that names are made of; compared, never shown
 * @param at where the policy says it, for a problem
 * @param accepted {@code replay: {rekey: accept}}
 */
public record Naming(String words, Place at, Optional<Placed<String>> accepted) {

  static Naming of(
      Workbench bench, FactsReader facts, Optional<VerifyRule> rule, boolean bodiesIdentify) {
    WrittenPolicy written = bench.written();
    String id = chain(facts.id());
    String account = chain(facts.account());
    String sources = id + account;
    String words =
        String.join(
            "\n",
            "id " + id,
            "account " + account,
            "items " + written.items().map(Naming::items).orElse(""),
            "bodies " + bodiesIdentify,
            "lets " + lets(written, sources),
            "document " + (readsDocument(sources) ? text(written.document()) : ""),
            "signed " + (id.isEmpty() ? rule.map(Naming::signed).orElse("") : ""));
    return new Naming(words, bench.placeOf("facts"), written.replay().rekey());
  }

  /** Whether both name every event alike. */
  public boolean isLike(Naming other) {
    return words.equals(other.words);
  }

  /** The places in order, each with whether it may name; empty where none may. */
  private static String chain(Optional<FactRule> rule) {
    List<FactRule.Source> sources = rule.map(FactRule::from).orElse(List.of());
    return sources.stream().noneMatch(FactRule.Source::signed)
        ? ""
        : sources.stream()
            .map(source -> (source.signed() ? "+" : "-") + source.template().source())
            .collect(Collectors.joining(" "));
  }

  private static String items(WrittenItems items) {
    if (items instanceof WrittenItems.Pointers pointers) {
      return texts(pointers.pointers());
    }
    WrittenItems.By by = (WrittenItems.By) items;
    return by.cases().by().value()
        + by.cases().cases().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(one -> " " + one.getKey() + "=" + texts(one.getValue()))
            .collect(Collectors.joining());
  }

  /** Only those that the facts read: the others say where a signature stands. */
  private static String lets(WrittenPolicy written, String sources) {
    return written.lets().entrySet().stream()
        .filter(one -> names(one.getKey()).matcher(sources).find())
        .sorted(Map.Entry.comparingByKey())
        .map(one -> one.getKey() + "=" + let(one.getValue().value()))
        .collect(Collectors.joining(" "));
  }

  /** The name as a source: {@code {s.t}}, {@code {s|first}}, {@code [s.a, s.b]}. */
  private static Pattern names(String let) {
    return Pattern.compile("[{\\[,\\s]" + Pattern.quote(let) + "[.|?,\\s\\]}]");
  }

  private static String let(WrittenLet let) {
    return let.from().value() + let.split() + let.names() + let.each() + let.json();
  }

  private static boolean readsDocument(String sources) {
    return Stream.of("json:", "raw:", "item:", "xml:").anyMatch(sources::contains);
  }

  /** Without a signed id the bytes that were signed name the event. */
  private static String signed(VerifyRule rule) {
    return rule.mechanisms().stream().map(Naming::signed).collect(Collectors.joining(" | "));
  }

  private static String signed(MechanismRule rule) {
    if (rule instanceof SignatureRule signature) {
      return forms(signature.signed()).map(Template::source).collect(Collectors.joining(" "));
    }
    if (rule instanceof JwsRule jws) {
      return jws.token().source() + jws.payload().map(Template::source).orElse("");
    }
    return rule instanceof HttpSignatureRule http ? String.join(" ", http.cover()) : rule.word();
  }

  private static Stream<Template> forms(SignedContent content) {
    return content instanceof SignedContent.Alternatives alternatives
        ? alternatives.templates().stream()
        : ((SignedContent.By) content).cases().values().stream();
  }

  private static String text(Optional<Placed<String>> value) {
    return value.map(Placed::value).orElse("");
  }

  private static String texts(List<Placed<String>> values) {
    return values.stream().map(Placed::value).collect(Collectors.joining(","));
  }
}
