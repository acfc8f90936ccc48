package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sallyport.yaml.DidYouMean;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Style;
import io.sallyport.yaml.OlderYaml;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Shapes of text: free, templates, patterns, words of a fixed list. */
public final class Texts {
  private Texts() {}

  /** Any text; what another YAML reader may take for something else must be quoted. */
  public static Shape<String> text() {
    return new TextShape<>("text", SchemaBook.type("string"), Optional::of);
  }

  /**
   * Text that matches the whole of a pattern.
   *
   * @param want what is wanted, as a noun with an example
   */
  public static Shape<String> text(String pattern, String want) {
    Pattern compiled = Pattern.compile(pattern);
    return new TextShape<>(
        want,
        SchemaBook.type("string").put("pattern", "^(?:" + pattern + ")$"),
        text -> Optional.of(text).filter(compiled::matches));
  }

  /** A VALUE of the language; it is noted in the scope, to be compiled with the others. */
  public static Shape<Placed<String>> value() {
    Shape<Placed<String>> placed = text().placed();
    return new Shape<>() {
      @Override
      public Optional<Placed<String>> read(Node node, Scope scope) {
        Optional<Placed<String>> value = placed.read(node, scope);
        value.ifPresent(scope.templates()::add);
        return value;
      }

      @Override
      public ObjectNode schema(SchemaBook book, boolean whole) {
        return placed.schema(book, whole);
      }
    };
  }

  /** An RE2 pattern: linear in its input, without back-references or look-around. */
  public static Shape<Pattern> pattern() {
    Shape<Placed<String>> text = text().placed();
    return new Shape<>() {
      @Override
      public Optional<Pattern> read(Node node, Scope scope) {
        return text.read(node, scope).flatMap(it -> compile(it, scope));
      }

      @Override
      public ObjectNode schema(SchemaBook book, boolean whole) {
        return text.schema(book, whole);
      }
    };
  }

  private static Optional<Pattern> compile(Placed<String> text, Scope scope) {
    try {
      return Optional.of(Pattern.compile(text.value()));
    } catch (PatternSyntaxException e) {
      scope.error(
          text.node(),
          "want an RE2 pattern (no back-references, no look-around): "
              + e.getDescription()
              + " `"
              + e.getPattern()
              + "`");
      return Optional.empty();
    }
  }

  /** One word of a table, read into its value. */
  public static <T> Shape<T> word(Map<String, T> words) {
    ObjectNode schema = SchemaBook.type("string");
    words.keySet().stream().sorted().forEach(schema.withArray("enum")::add);
    String want = "one of " + String.join(", ", words.keySet().stream().sorted().toList());
    return new TextShape<>(want, schema, text -> Optional.ofNullable(words.get(text))) {
      @Override
      String hint(Scalar scalar) {
        return DidYouMean.hint(scalar.text(), words.keySet());
      }
    };
  }

  /** One constant of an enum, by its word. */
  public static <E extends Enum<E>> Shape<E> word(Class<E> type, Function<E, String> word) {
    return word(
        List.of(type.getEnumConstants()).stream()
            .collect(java.util.stream.Collectors.toMap(word, it -> it)));
  }

  /** The lower-case name with hyphens. */
  public static String wordOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code to: {json:/x}} without quotes is a map of one key without a value. */
  static boolean isUnquotedBrace(Node node) {
    return node instanceof Mapping map
        && map.flow()
        && map.entries().size() == 1
        && map.entries().get(0).value() instanceof Scalar value
        && value.isNull();
  }

  /** Text that a function reads; the YAML traps are refused first. */
  static class TextShape<T> implements Shape<T> {
    private final String want;
    private final ObjectNode schema;
    private final Function<String, Optional<T>> parse;

    TextShape(String want, ObjectNode schema, Function<String, Optional<T>> parse) {
      this.want = want;
      this.schema = schema;
      this.parse = parse;
    }

    String hint(Scalar scalar) {
      return "";
    }

    @Override
    public Optional<T> read(Node node, Scope scope) {
      if (!(node instanceof Scalar scalar) || scalar.isNull()) {
        scope.error(node, "want " + want + ", got " + node.described() + quoteHint(node));
        return Optional.empty();
      }
      Optional<String> trap = trap(scalar);
      if (trap.isPresent()) {
        scope.error(scalar, "want " + want + ", got " + trap.get());
        return Optional.empty();
      }
      Optional<T> value = parse.apply(scalar.text());
      if (value.isEmpty()) {
        scope.error(scalar, "want " + want + ", got " + scalar.described() + hint(scalar));
      }
      return value;
    }

    @Override
    public ObjectNode schema(SchemaBook book, boolean whole) {
      return schema.deepCopy();
    }

    private static Optional<String> trap(Scalar scalar) {
      if (scalar.style() != Style.PLAIN) {
        return Optional.empty();
      }
      String remedy = "; quote it: " + YamlText.quoted(scalar.text());
      if (scalar.text().startsWith("${") || scalar.text().startsWith("{")) {
        return Optional.of("an unquoted brace" + remedy);
      }
      return OlderYaml.takenFor(scalar.text()).map(kind -> kind + " " + scalar.text() + remedy);
    }

    private static String quoteHint(Node node) {
      return isUnquotedBrace(node)
          ? "; quote it: "
              + YamlText.quoted("{" + ((Mapping) node).entries().get(0).key().text() + "}")
          : "";
    }
  }
}
