package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The schema while it is written: named definitions, each once, so that shapes may recur. */
public final class SchemaBook {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<String, ObjectNode> definitions = new TreeMap<>();

  public static ObjectNode object() {
    return JSON.objectNode();
  }

  /** A schema that only says its type. */
  public static ObjectNode type(String type) {
    return object().put("type", type);
  }

  /** Any of several schemas. */
  public static ObjectNode anyOf(Iterable<ObjectNode> schemas) {
    ObjectNode any = object();
    schemas.forEach(any.withArray("anyOf")::add);
    return any;
  }

  /** A reference to a definition, which is written on first use. */
  public ObjectNode named(String name, boolean whole, Supplier<ObjectNode> definition) {
    String key = whole ? name : name + "-over";
    if (!definitions.containsKey(key)) {
      definitions.put(key, object());
      definitions.put(key, definition.get());
    }
    return object().put("$ref", "#/$defs/" + key);
  }

  /** The definitions, sorted by name. */
  public ObjectNode definitions() {
    ObjectNode all = object();
    definitions.forEach(all::set);
    return all;
  }
}
