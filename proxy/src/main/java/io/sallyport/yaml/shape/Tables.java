package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Style;
import io.sallyport.yaml.OlderYaml;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Shapes of maps whose keys are the author's. They keep the author's order. */
public final class Tables {
  /** More entries are refused. */
  public static final int ENTRIES_MAX = 64;

  private Tables() {}

  /**
   * {@code {by: VALUE, case: …}}: one of several, chosen by a value of the request.
   *
   * @param by the value that chooses
   */
  public record Cases<V>(Placed<String> by, Map<String, V> cases) {}

  /**
   * A map from names to values.
   *
   * @param key what a name must look like
   * @param want the same in words
   */
  public static <V> Shape<Map<String, V>> of(String key, String want, Shape<V> value) {
    return new TableShape<>(Pattern.compile(key), want, value, false);
  }

  /** A map from any text to values. */
  public static <V> Shape<Map<String, V>> of(Shape<V> value) {
    return of("(?s).*", "a name", value);
  }

  /** {@code {by: VALUE, case: …}}. */
  public static <V> Shape<Cases<V>> cases(Shape<V> value) {
    Shape<Placed<String>> by = Texts.value();
    TableShape<V> cases = new TableShape<>(Pattern.compile("(?s).*"), "a case", value, true);
    return new Shape<>() {
      @Override
      public Optional<Cases<V>> read(Node node, Scope scope) {
        Optional<Map<String, V>> read = cases.read(node, scope);
        Optional<Node> chooser = node instanceof Mapping map ? map.get("by") : Optional.empty();
        if (chooser.isEmpty()) {
          scope.error(node, "want \"by\" and the cases it chooses from");
          return Optional.empty();
        }
        Optional<Placed<String>> chosenBy = by.read(chooser.get(), scope.key("by"));
        if (read.isPresent() && read.get().isEmpty()) {
          scope.error(node, "want at least one case beside \"by\"");
          return Optional.empty();
        }
        return chosenBy.flatMap(it -> read.map(table -> new Cases<>(it, table)));
      }

      @Override
      public ObjectNode schema(SchemaBook book, boolean whole) {
        ObjectNode schema = cases.schema(book, whole);
        schema.putObject("properties").set("by", by.schema(book, whole));
        if (whole) {
          schema.withArray("required").add("by");
        }
        return schema;
      }
    };
  }

  private record TableShape<V>(Pattern key, String want, Shape<V> value, boolean besideBy)
      implements Shape<Map<String, V>> {

    @Override
    public Optional<Map<String, V>> read(Node node, Scope scope) {
      if (!(node instanceof Mapping mapping)) {
        scope.error(node, "want a map, got " + node.described());
        return Optional.empty();
      }
      int before = scope.problems().errors();
      if (mapping.entries().size() > ENTRIES_MAX) {
        scope.error(
            node, "want at most " + ENTRIES_MAX + " entries, got " + mapping.entries().size());
      }
      Map<String, V> values = new LinkedHashMap<>();
      for (Entry entry : mapping.entries()) {
        if (!besideBy || !entry.key().text().equals("by")) {
          read(entry, scope, values);
        }
      }
      return scope.problems().errors() == before
          ? Optional.of(Collections.unmodifiableMap(values))
          : Optional.empty();
    }

    private void read(Entry entry, Scope scope, Map<String, V> values) {
      String name = entry.key().text();
      Optional<String> taken =
          entry.key().style() == Style.PLAIN ? OlderYaml.takenFor(name) : Optional.empty();
      if (taken.isPresent()) {
        scope.error(
            entry.key(),
            "want " + want + ", got " + taken.get() + " " + name + "; quote it: \"" + name + "\"");
      } else if (!key.matches(name)) {
        scope.error(entry.key(), "want " + want + ", got " + entry.key().described());
      }
      if (!isNull(entry.value())) {
        value.read(entry.value(), scope.key(name)).ifPresent(it -> values.put(name, it));
      }
    }

    private static boolean isNull(Node node) {
      return node instanceof Node.Scalar scalar && scalar.isNull();
    }

    @Override
    public ObjectNode schema(SchemaBook book, boolean whole) {
      ObjectNode schema = SchemaBook.type("object").put("maxProperties", ENTRIES_MAX);
      ObjectNode nullable =
          SchemaBook.anyOf(java.util.List.of(value.schema(book, whole), SchemaBook.type("null")));
      schema.set("additionalProperties", nullable);
      if (!key.pattern().equals("(?s).*")) {
        schema.putObject("propertyNames").put("pattern", "^(?:" + key.pattern() + ")$");
      }
      return schema;
    }
  }
}
