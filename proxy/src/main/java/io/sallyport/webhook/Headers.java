package io.sallyport.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The header fields of a request, in the order received, names matched without case.
 *
 * <p>A value is the field's bytes read as ISO-8859-1, so that {@code getBytes(ISO_8859_1)} gives
 * back exactly what was sent (RFC 9110 §5.5).
 */
public interface Headers {

  /** Every value of the field in the order received; empty when there is none. */
  List<String> all(String name);

  /** Calls back for every field, name as received, in the order received. */
  void forEach(BiConsumer<String, String> field);

  /** How many fields there are, repeated ones counted. */
  int size();

  /** Fixed fields, for examples and tests. */
  static Headers of(List<Map.Entry<String, String>> fields) {
    List<Map.Entry<String, String>> copy = List.copyOf(fields);
    return new Headers() {
      @Override
      public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Map.Entry<String, String> field : copy) {
          if (field.getKey().equalsIgnoreCase(name)) {
            values.add(field.getValue());
          }
        }
        return values;
      }

      @Override
      public void forEach(BiConsumer<String, String> field) {
        copy.forEach(entry -> field.accept(entry.getKey(), entry.getValue()));
      }

      @Override
      public int size() {
        return copy.size();
      }
    };
  }
}
