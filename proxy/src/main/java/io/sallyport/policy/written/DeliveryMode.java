package io.sallyport.policy.written;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.shape.SchemaBook;
import io.sallyport.yaml.shape.Scope;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import java.util.Optional;

/** {@code mode}: the one way to deliver that this release has, and the one that it names. */
final class DeliveryMode implements Shape<String> {
  static final Shape<String> SHAPE = new DeliveryMode();

  private final Shape<String> known = Texts.text("pass-through", "pass-through");

  private DeliveryMode() {}

  @Override
  public Optional<String> read(Node node, Scope scope) {
    if (node instanceof Scalar scalar && scalar.text().equals("durable")) {
      scope.error(node, "durable comes with a later release; want pass-through");
      return Optional.empty();
    }
    return known.read(node, scope);
  }

  @Override
  public ObjectNode schema(SchemaBook book, boolean whole) {
    return known.schema(book, whole);
  }
}
