package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenItems;
import io.sallyport.policy.written.WrittenLet;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Language.LetRule;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import io.sallyport.yaml.shape.Placed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code params}, {@code let}, {@code document} and {@code items}: what templates share. */
final class LanguageCompiler {
  private static final SecretValue STAND_IN = SecretValue.fixed(Secret.ofText("stand-in"));

  private final Workbench bench;

  LanguageCompiler(Workbench bench) {
    this.bench = bench;
  }

  /** The language; what was at fault is not in it, and has been reported. */
  Language compile() {
    TemplateLanguage.Builder builder = TemplateLanguage.builder(parameters());
    bench.written().lets().forEach((name, let) -> let(builder, name, let));
    bench.written().document().ifPresent(document -> document(builder, document));
    bench.written().items().ifPresent(items -> items(builder, items));
    return builder.build();
  }

  private Map<String, List<SecretValue>> parameters() {
    Map<String, List<SecretValue>> parameters = new LinkedHashMap<>();
    bench
        .written()
        .params()
        .forEach(
            (name, values) -> parameters.put(name, values.stream().map(bench::parameter).toList()));
    // A preset by itself has none; and of a policy it is said once which ones it lacks.
    bench.written().preset().stream()
        .flatMap(preset -> preset.params().keySet().stream())
        .forEach(name -> parameters.putIfAbsent(name, List.of(STAND_IN)));
    return parameters;
  }

  private void let(TemplateLanguage.Builder builder, String name, Placed<WrittenLet> placed) {
    WrittenLet let = placed.value();
    Optional<String> list = let.split().stream().findFirst();
    Optional<String> pair = let.split().stream().skip(1).findFirst();
    try {
      builder.let(
          name, new LetRule(let.from().value(), list, pair, let.names(), let.each(), let.json()));
    } catch (TemplateFault fault) {
      // Offset 0 may also mean the rule as a whole.
      bench.error(fault.offset() == 0 ? let.from().with(name) : let.from(), fault);
    }
  }

  private void document(TemplateLanguage.Builder builder, Placed<String> document) {
    try {
      builder.document(document.value());
    } catch (TemplateFault fault) {
      bench.error(document, fault);
    }
  }

  private void items(TemplateLanguage.Builder builder, WrittenItems items) {
    Placed<String> first = first(items);
    try {
      builder.items(rule(items));
    } catch (TemplateFault fault) {
      bench.error(first, fault);
    }
  }

  private static ItemsRule rule(WrittenItems items) {
    if (items instanceof WrittenItems.Pointers pointers) {
      List<String> texts = texts(pointers.pointers());
      return texts.equals(List.of("")) ? new ItemsRule.Whole() : new ItemsRule.Pointers(texts);
    }
    WrittenItems.By by = (WrittenItems.By) items;
    Map<String, List<String>> cases = new LinkedHashMap<>();
    by.cases().cases().forEach((word, pointers) -> cases.put(word, texts(pointers)));
    return new ItemsRule.By(by.cases().by().value(), cases);
  }

  private static Placed<String> first(WrittenItems items) {
    return items instanceof WrittenItems.Pointers pointers
        ? pointers.pointers().get(0)
        : ((WrittenItems.By) items).cases().by();
  }

  private static List<String> texts(List<Placed<String>> pointers) {
    return pointers.stream().map(Placed::value).toList();
  }
}
