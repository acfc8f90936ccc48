package io.sallyport.verify.template;

import io.sallyport.verify.template.PathTree.Step;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.verify.template.TemplateParser.Element;
import java.util.ArrayList;
import java.util.List;

/** {@code item} (its exact bytes), {@code item:/P} and {@code item:../../P}, seen from one item. */
final class ItemSources {
  private final TemplateLanguage language;

  ItemSources(TemplateLanguage language) {
    this.language = language;
  }

  Source compile(Element element) throws TemplateFault {
    if (!language.isBuilt()) {
      throw new TemplateFault(
          element.offset(), "item is read event by event: not in let, document or items");
    }
    if (element.bare()) {
      return new Source.One("item", place(0, List.of()), ItemSources::bytes);
    }
    String rest = element.name().startsWith("/..") ? element.name().substring(1) : element.name();
    int up = 0;
    while (rest.equals("..") || rest.startsWith("../")) {
      up++;
      rest = rest.substring(rest.startsWith("../..") ? 3 : 2);
    }
    List<String> path = JsonPointer.parse(rest, Sources.nameOffset(element));
    return value(element.word(), up, path);
  }

  private Source value(String word, int up, List<String> path) {
    JsonDocument document = language.document();
    for (List<Step> pattern : language.itemsPlan().patterns()) {
      List<Step> whole = new ArrayList<>(below(pattern, up));
      whole.addAll(Step.place(path));
      document.want(whole);
    }
    return new Source.One(
        word,
        place(up, path),
        reading -> {
          List<String> item = PlaceWords.orThrow(() -> JsonPointer.parse(pointer(reading), 0));
          List<String> whole = new ArrayList<>(below(item, up));
          whole.addAll(path);
          return document.scalar(reading, whole, "{" + word + "}");
        });
  }

  private Coverage place(int up, List<String> path) {
    List<List<String>> patterns =
        language.itemsPlan().patterns().stream()
            .map(pattern -> pattern.stream().map(Step::name).toList())
            .toList();
    return Coverage.of(Place.item(up, path, patterns, language.document().origin()));
  }

  private static <T> List<T> below(List<T> segments, int up) {
    return segments.subList(0, Math.max(0, segments.size() - up));
  }

  private static String pointer(RequestReading reading) {
    return reading.item().pointer();
  }

  private static List<Slice> bytes(RequestReading reading) {
    ItemRange item = reading.item();
    return List.of(Slice.of(reading.inbound().body()).sub(item.start(), item.end()));
  }
}
