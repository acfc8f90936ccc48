package io.sallyport.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Header fields to be written, in order. Belongs to one answer and one thread. */
public final class Fields {
  private final List<String> namesAndValues = new ArrayList<>(16);

  /** Adds a field. What must not stand in a field is replaced when it is written. */
  public Fields add(String name, String value) {
    namesAndValues.add(name);
    namesAndValues.add(value);
    return this;
  }

  /** Calls back for every field in order. */
  public void forEach(BiConsumer<String, String> field) {
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      field.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
    }
  }

  /** Whether there is a field of this name, in any case. */
  public boolean has(String name) {
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      if (namesAndValues.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}
