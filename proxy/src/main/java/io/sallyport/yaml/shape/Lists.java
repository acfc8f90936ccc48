package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shapes of lists. A list replaces what lies under it, so its elements are complete. */
public final class Lists {
  private Lists() {}

  /** A list of at least {@code min} and at most {@code max}. */
  public static <T> Shape<List<T>> of(Shape<T> element, int min, int max) {
    return new ListShape<>(element, min, max, false);
  }

  /** The same, where one element may stand without brackets. */
  public static <T> Shape<List<T>> oneOrMore(Shape<T> element, int max) {
    return new ListShape<>(element, 1, max, true);
  }

  private record ListShape<T>(Shape<T> element, int min, int max, boolean orOne)
      implements Shape<List<T>> {

    @Override
    public Optional<List<T>> read(Node node, Scope scope) {
      if (!(node instanceof Sequence sequence)) {
        if (orOne) {
          return element.read(node, scope).map(List::of);
        }
        scope.error(node, "want a list, got " + node.described());
        return Optional.empty();
      }
      int size = sequence.items().size();
      if (size < min || size > max) {
        scope.error(node, "want a list of " + min + " to " + max + ", got " + size);
        return Optional.empty();
      }
      List<T> values = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        element.read(sequence.items().get(i), scope.item(i)).ifPresent(values::add);
      }
      return values.size() == size ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    @Override
    public ObjectNode schema(SchemaBook book, boolean whole) {
      ObjectNode list = SchemaBook.type("array").put("minItems", min).put("maxItems", max);
      list.set("items", element.schema(book, true));
      return orOne ? SchemaBook.anyOf(List.of(element.schema(book, whole), list)) : list;
    }
  }
}
