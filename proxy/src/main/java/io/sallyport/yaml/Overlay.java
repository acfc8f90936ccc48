package io.sallyport.yaml;

import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays one document over another: maps merge, lists and scalars replace, a {@code null} takes the
 * key away. Every node of the result keeps the place it came from.
 */
public final class Overlay {
  private final Whole whole;

  /**
   * @param whole which maps are replaced as a whole instead of being merged
   */
  public Overlay(Whole whole) {
    this.whole = whole;
  }

  /** Says where merging two maps would mix two different things. */
  @FunctionalInterface
  public interface Whole {
    /**
     * Whether the upper map replaces the lower one.
     *
     * @param path the key, dots between levels
     */
    boolean replaces(String path, Mapping upper);
  }

  /** The upper document over the lower one. */
  public Mapping lay(Mapping lower, Mapping upper) {
    return lay("", lower, upper);
  }

  private Mapping lay(String path, Mapping lower, Mapping upper) {
    Map<String, Entry> merged = new LinkedHashMap<>();
    lower.entries().forEach(entry -> merged.put(entry.key().text(), entry));
    for (Entry entry : upper.entries()) {
      String key = entry.key().text();
      Entry below = merged.get(key);
      if (below != null && isNull(entry.value())) {
        merged.remove(key);
      } else {
        String place = path.isEmpty() ? key : path + "." + key;
        merged.put(key, below == null ? entry : new Entry(entry.key(), over(place, below, entry)));
      }
    }
    return new Mapping(upper.at(), List.copyOf(merged.values()), upper.flow());
  }

  private Node over(String path, Entry below, Entry above) {
    if (below.value() instanceof Mapping lower
        && above.value() instanceof Mapping upper
        && !whole.replaces(path, upper)) {
      return lay(path, lower, upper);
    }
    return above.value();
  }

  private static boolean isNull(Node node) {
    return node instanceof Scalar scalar && scalar.isNull();
  }
}
