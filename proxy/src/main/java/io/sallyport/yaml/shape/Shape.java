package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.Node;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a node must look like, and what it means.
 *
 * @param <T> the value it is read into
 */
public interface Shape<T> {

  /**
   * Reads the node. Empty when it does not fit; then at least one problem has been added.
   * Everything below the node is looked at even so, because an operator wants all problems at once.
   */
  Optional<T> read(Node node, Scope scope);

  /**
   * The same as JSON Schema 2020-12.
   *
   * @param whole whether the node is complete in itself; {@code false} where it may be laid over
   *     another, so that nothing is required of it
   */
  ObjectNode schema(SchemaBook book, boolean whole);

  /** The same shape, its value turned into another. */
  default <R> Shape<R> map(Function<? super T, ? extends R> to) {
    Shape<T> self = this;
    return new Shape<>() {
      @Override
      public Optional<R> read(Node node, Scope scope) {
        return self.read(node, scope).map(to);
      }

      @Override
      public ObjectNode schema(SchemaBook book, boolean whole) {
        return self.schema(book, whole);
      }
    };
  }

  /** The same shape, its value kept together with its place. */
  default Shape<Placed<T>> placed() {
    Shape<T> self = this;
    return new Shape<>() {
      @Override
      public Optional<Placed<T>> read(Node node, Scope scope) {
        return self.read(node, scope).map(value -> new Placed<>(value, node, scope.path()));
      }

      @Override
      public ObjectNode schema(SchemaBook book, boolean whole) {
        return self.schema(book, whole);
      }
    };
  }
}
