package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.DidYouMean;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A map with known keys, read into a record. The keys are declared once, with their shapes and
 * sentences; reading, schema and documentation all come from that table.
 */
public final class ObjectShape<T> implements Shape<T> {
  private final String name;
  private final Map<String, Field<?>> fields;
  private final Map<String, String> refused;
  private final Function<Values, T> make;

  private ObjectShape(String name, Fields table, Function<Values, T> make) {
    this.name = name;
    this.fields = table.fields;
    this.refused = table.refused;
    this.make = make;
  }

  /**
   * Declares a map.
   *
   * @param name what the schema calls it
   * @param table declares the fields and returns what makes the value of them
   */
  public static <T> ObjectShape<T> of(String name, Function<Fields, Function<Values, T>> table) {
    Fields fields = new Fields();
    Function<Values, T> make = table.apply(fields);
    return new ObjectShape<>(name, fields, make);
  }

  /** One key of the map. */
  public static final class Field<V> {
    private final String key;
    private final Shape<V> shape;
    private final boolean required;
    private final String doc;

    private Field(String key, Shape<V> shape, boolean required, String doc) {
      this.key = key;
      this.shape = shape;
      this.required = required;
      this.doc = doc;
    }

    public String key() {
      return key;
    }

    public Shape<V> shape() {
      return shape;
    }

    /** What the key means, in one line. */
    public String doc() {
      return doc;
    }
  }

  /** The table while it is declared. */
  public static final class Fields {
    private final Map<String, Field<?>> fields = new LinkedHashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();

    public <V> Field<V> optional(String key, Shape<V> shape, String doc) {
      return add(new Field<>(key, shape, false, doc));
    }

    public <V> Field<V> required(String key, Shape<V> shape, String doc) {
      return add(new Field<>(key, shape, true, doc));
    }

    /** A key that the language knows and that this release refuses, with the reason. */
    public void refused(String key, String reason) {
      refused.put(key, reason);
    }

    private <V> Field<V> add(Field<V> field) {
      fields.put(field.key, field);
      return field;
    }
  }

  /** What stood at the fields of one map. */
  public static final class Values {
    private final Map<String, Object> found = new HashMap<>();
    private final Mapping node;
    private final Scope scope;

    private Values(Mapping node, Scope scope) {
      this.node = node;
      this.scope = scope;
    }

    /** The value of an optional field. */
    @SuppressWarnings("unchecked") // put() stores under a field's key what its shape read
    public <V> Optional<V> get(Field<V> field) {
      return Optional.ofNullable((V) found.get(field.key));
    }

    /** The value of a required field; a map without it is never made. */
    public <V> V need(Field<V> field) {
      return get(field).orElseThrow(() -> new IllegalStateException("not required: " + field.key));
    }

    public Mapping node() {
      return node;
    }

    public Scope scope() {
      return scope;
    }

    /** Whether the author wrote the key, whatever became of its value. */
    public boolean has(Field<?> field) {
      return node.get(field.key).filter(value -> !isNull(value)).isPresent();
    }
  }

  public Collection<Field<?>> fields() {
    return List.copyOf(fields.values());
  }

  /** Reads every field and makes the value only when all of them fit. */
  @Override
  public Optional<T> read(Node node, Scope scope) {
    int before = scope.problems().errors();
    return values(node, scope).filter(values -> scope.problems().errors() == before).map(make);
  }

  /** Reads every field and makes the value of those that fit, as long as the node is a map. */
  public Optional<T> readWhatFits(Node node, Scope scope) {
    return values(node, scope).map(make);
  }

  private Optional<Values> values(Node node, Scope scope) {
    if (!(node instanceof Mapping mapping)) {
      scope.error(node, "want a map with " + words(fields.keySet()) + ", got " + node.described());
      return Optional.empty();
    }
    Values values = new Values(mapping, scope);
    mapping.entries().forEach(entry -> read(entry, values));
    for (Field<?> field : fields.values()) {
      if (field.required && !values.has(field)) {
        scope.error(mapping, "want the key \"" + field.key + "\"");
      }
    }
    return Optional.of(values);
  }

  private void read(Entry entry, Values values) {
    String key = entry.key().text();
    Field<?> field = fields.get(key);
    if (field != null) {
      if (!isNull(entry.value())) {
        put(field, entry.value(), values);
      }
    } else if (refused.containsKey(key)) {
      values.scope.key(key).error(entry.key(), String.valueOf(refused.get(key)));
    } else {
      values
          .scope
          .key(key)
          .error(
              entry.key(),
              "unknown key"
                  + DidYouMean.nearest(key, fields.keySet())
                      .map(it -> ", did you mean \"" + it + "\"?")
                      .orElse("; want " + words(fields.keySet())));
    }
  }

  private static <V> void put(Field<V> field, Node node, Values values) {
    field
        .shape
        .read(node, values.scope.key(field.key))
        .ifPresent(value -> values.found.put(field.key, value));
  }

  @Override
  public ObjectNode schema(SchemaBook book, boolean whole) {
    return book.named(name, whole, () -> definition(book, whole));
  }

  private ObjectNode definition(SchemaBook book, boolean whole) {
    ObjectNode schema = SchemaBook.type("object");
    ObjectNode properties = schema.putObject("properties");
    for (Field<?> field : fields.values()) {
      properties.set(field.key, property(field, book, whole));
      if (field.required && whole) {
        schema.withArray("required").add(field.key);
      }
    }
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode property(Field<?> field, SchemaBook book, boolean whole) {
    ObjectNode value = field.shape.schema(book, whole);
    ObjectNode described = SchemaBook.object().put("description", field.doc);
    if (field.required && whole) {
      return described.setAll(value);
    }
    described.withArray("anyOf").add(value).add(SchemaBook.type("null"));
    return described;
  }

  private static boolean isNull(Node node) {
    return node instanceof Scalar scalar && scalar.isNull();
  }

  private static String words(Collection<String> keys) {
    return String.join(", ", keys);
  }
}
