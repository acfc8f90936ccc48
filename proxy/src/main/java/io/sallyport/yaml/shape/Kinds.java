package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A place where a short form may stand for a long one: the kind of node decides which shape reads
 * it.
 *
 * @param want all of the forms in words
 */
public record Kinds<T>(
    String want, Optional<Shape<T>> scalar, Optional<Shape<T>> list, Optional<Shape<T>> map)
    implements Shape<T> {

  public static <T> Kinds<T> of(String want) {
    return new Kinds<>(want, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public Kinds<T> scalar(Shape<T> shape) {
    return new Kinds<>(want, Optional.of(shape), list, map);
  }

  public Kinds<T> list(Shape<T> shape) {
    return new Kinds<>(want, scalar, Optional.of(shape), map);
  }

  public Kinds<T> map(Shape<T> shape) {
    return new Kinds<>(want, scalar, list, Optional.of(shape));
  }

  @Override
  public Optional<T> read(Node node, Scope scope) {
    Optional<Shape<T>> shape =
        node instanceof Scalar || (scalar.isPresent() && Texts.isUnquotedBrace(node))
            ? scalar
            : node instanceof Mapping ? map : list;
    if (shape.isEmpty()) {
      scope.error(node, "want " + want + ", got " + node.described());
      return Optional.empty();
    }
    return shape.get().read(node, scope);
  }

  @Override
  public ObjectNode schema(SchemaBook book, boolean whole) {
    List<ObjectNode> kinds =
        Stream.of(scalar, list, map)
            .flatMap(Optional::stream)
            .map(shape -> shape.schema(book, whole))
            .toList();
    return SchemaBook.anyOf(kinds);
  }
}
