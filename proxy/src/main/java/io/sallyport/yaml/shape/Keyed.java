package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.DidYouMean;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A map whose kind is told by which key it has: a mechanism by its name, for example. Exactly one
 * of these keys must stand.
 */
public final class Keyed<T> implements Shape<T> {
  private final String name;
  private final Map<String, Supplier<? extends Shape<? extends T>>> cases;

  private Keyed(String name, Map<String, Supplier<? extends Shape<? extends T>>> cases) {
    this.name = name;
    this.cases = cases;
  }

  /**
   * @param name what the schema calls it
   */
  public static <T> Keyed<T> of(String name) {
    return new Keyed<>(name, Map.of());
  }

  /** One more kind; the supplier lets shapes contain themselves. */
  public Keyed<T> or(String key, Supplier<? extends Shape<? extends T>> shape) {
    Map<String, Supplier<? extends Shape<? extends T>>> more = new LinkedHashMap<>(cases);
    more.put(key, shape);
    return new Keyed<>(name, more);
  }

  /** The keys that tell the kind. */
  public List<String> keys() {
    return List.copyOf(cases.keySet());
  }

  @Override
  public Optional<T> read(Node node, Scope scope) {
    if (!(node instanceof Mapping map)) {
      scope.error(node, "want a map with one of " + words() + ", got " + node.described());
      return Optional.empty();
    }
    List<String> told = cases.keySet().stream().filter(map::has).toList();
    if (told.size() != 1) {
      scope.error(node, told.isEmpty() ? nothing(map) : "want one of " + told + ", not several");
      return Optional.empty();
    }
    Supplier<? extends Shape<? extends T>> shape = cases.get(told.get(0));
    return shape == null ? Optional.empty() : shape.get().read(map, scope).map(it -> it);
  }

  private String nothing(Mapping map) {
    String hint =
        map.entries().stream()
            .flatMap(it -> DidYouMean.nearest(it.key().text(), cases.keySet()).stream())
            .findFirst()
            .map(it -> ", did you mean \"" + it + "\"?")
            .orElse("");
    return "want one of " + words() + hint;
  }

  private String words() {
    return String.join(", ", cases.keySet());
  }

  @Override
  public ObjectNode schema(SchemaBook book, boolean whole) {
    return book.named(
        name,
        whole,
        () ->
            SchemaBook.anyOf(
                cases.values().stream().map(it -> it.get().schema(book, whole)).toList()));
  }
}
