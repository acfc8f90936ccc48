package io.sallyport.verify.template;

import io.sallyport.verify.template.PathTree.Step;
import io.sallyport.verify.template.TemplateParser.Element;
import java.util.List;
import java.util.Optional;

/** {@code NAME}, {@code NAME.part}, {@code NAME./pointer} and {@code NAME.key:id}. */
final class LetSources {
  private static final String BY_KEY = "key:id";

  private final TemplateLanguage language;

  LetSources(TemplateLanguage language) {
    this.language = language;
  }

  boolean isOne(Element element) {
    return let(element).isPresent();
  }

  Source compile(Element element) throws TemplateFault {
    Let let = let(element).orElseThrow();
    String word = element.word();
    int dot = word.indexOf('.');
    if (dot < 0) {
      return let.isSplit() ? list(let) : whole(let);
    }
    String part = word.substring(dot + 1);
    int offset = element.offset() + dot + 1;
    if (let.json().isPresent()) {
      return member(let, let.json().get(), word, part, offset);
    }
    if (!let.isSplit()) {
      throw new TemplateFault(
          offset, let.name() + " has no parts: its let has neither split nor json");
    }
    return part.equals(BY_KEY) ? byKey(let, word) : part(let, word, part, offset);
  }

  private Optional<Let> let(Element element) {
    String word = element.word();
    int dot = word.indexOf('.');
    return language.let(dot < 0 ? word : word.substring(0, dot));
  }

  /** An alias: who pins it pins what it stands for. */
  private static Source whole(Let let) {
    Coverage origin = let.from().reads();
    Coverage place = Coverage.of(Place.let(let.name(), List.of(), origin));
    Coverage pins = let.isGrouped() ? place : place.plus(let.from().pins());
    return new Source.One(
        let.name(),
        place,
        pins,
        let.from().usesKey(),
        reading -> let.value(reading).whole(reading));
  }

  private static Source list(Let let) {
    Coverage place = Coverage.of(Place.let(let.name(), List.of(), let.from().reads()));
    return new Source.Many(
        let.name(),
        place,
        place,
        Source.Names.SENT,
        let.nameBytes(),
        let.valueBytes(),
        List.of(),
        let.from().usesKey(),
        reading -> let.value(reading).pairs(reading));
  }

  private static Source part(Let let, String word, String part, int offset) throws TemplateFault {
    if (!let.names().isEmpty() && !let.names().contains(part)) {
      throw new TemplateFault(
          offset, let.name() + " has no part " + part + NearestName.hint(part, let.names()));
    }
    Slice name = Slice.ofUtf8(part);
    Coverage place = Coverage.of(Place.let(let.name(), List.of(part), let.from().reads()));
    return new Source.One(
        word,
        place,
        place,
        let.from().usesKey(),
        reading -> Pair.valuesOf(let.value(reading).pairs(reading), name));
  }

  /** The part that is called as the key that is tried (Braintree). */
  private static Source byKey(Let let, String word) {
    Coverage place = Coverage.of(Place.let(let.name(), List.of(), let.from().reads()));
    return new Source.One(
        word,
        place,
        Coverage.none(),
        true,
        reading -> Pair.valuesOf(let.value(reading).pairs(reading), reading.keyId()));
  }

  private static Source member(Let let, JsonDocument document, String word, String part, int offset)
      throws TemplateFault {
    List<String> path =
        part.isEmpty() || part.startsWith("/") ? JsonPointer.parse(part, offset) : List.of(part);
    document.want(Step.place(path));
    Coverage place = Coverage.of(Place.let(let.name(), path, let.from().reads()));
    return new Source.One(
        word,
        place,
        place,
        let.from().usesKey(),
        reading -> document.scalar(reading, path, "{" + word + "}"));
  }
}
