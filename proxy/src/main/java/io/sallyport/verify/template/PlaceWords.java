package io.sallyport.verify.template;

import io.sallyport.verify.template.Place.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads places from the words that {@link Place#word} writes. */
final class PlaceWords {
  private static final String EXCEPT = " except ";

  private PlaceWords() {}

  static Place read(String word) {
    int except = word.indexOf(EXCEPT);
    if (except > 0) {
      return read(word.substring(0, except))
          .without(Set.of(word.substring(except + EXCEPT.length()).split(" ")));
    }
    int colon = word.indexOf(':');
    String kind = colon < 0 ? word : word.substring(0, colon);
    String rest = colon < 0 ? "" : word.substring(colon + 1);
    return switch (kind) {
      case "body", "method", "url", "target", "path", "query", "form", "header", "auth" ->
          Place.named(kindOf(kind), rest);
      case "json", "xml" -> Place.at(kindOf(kind), pointer(rest), Coverage.none());
      case "raw" -> Place.at(Kind.JSON, pointer(rest), Coverage.none());
      case "claim", "jose" ->
          Place.at(
              kindOf(kind),
              rest.isEmpty() ? List.of() : rest.startsWith("/") ? pointer(rest) : List.of(rest),
              Coverage.none());
      case "item" -> item(rest);
      default -> let(word);
    };
  }

  private static Place item(String rest) {
    int up = 0;
    String pointer = rest;
    while (pointer.startsWith("..")) {
      up++;
      pointer = pointer.substring(pointer.startsWith("../..") ? 3 : 2);
    }
    return Place.item(up, pointer(pointer), List.of(), Coverage.none());
  }

  private static Place let(String word) {
    int dot = word.indexOf('.');
    if (dot < 0) {
      return Place.let(word, List.of(), Coverage.none());
    }
    String part = word.substring(dot + 1);
    return Place.let(
        word.substring(0, dot),
        part.startsWith("/") ? pointer(part) : List.of(part),
        Coverage.none());
  }

  private static Kind kindOf(String word) {
    return Kind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static List<String> pointer(String text) {
    return orThrow(() -> JsonPointer.parse(text, 0));
  }

  /** For words that this package wrote itself, where a fault is ours. */
  static <T> T orThrow(Parse<T> parse) {
    try {
      return parse.parse();
    } catch (TemplateFault e) {
      throw new IllegalArgumentException("not a place: " + e.getMessage(), e);
    }
  }

  @FunctionalInterface
  interface Parse<T> {
    T parse() throws TemplateFault;
  }
}
