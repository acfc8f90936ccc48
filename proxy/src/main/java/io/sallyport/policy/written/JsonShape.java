package io.sallyport.policy.written;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Sequence;
import io.sallyport.yaml.Node.Style;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.SchemaBook;
import io.sallyport.yaml.shape.Scope;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import java.util.Optional;

/**
 * A tree that becomes JSON. Quoted words, and unquoted ones that nothing else could take, are
 * VALUEs and become strings; unquoted JSON numbers, {@code true}, {@code false} and {@code null}
 * stay what they are.
 */
final class JsonShape implements Shape<Placed<Node>> {
  static final Shape<Placed<Node>> ANY = new JsonShape();

  private static final com.google.re2j.Pattern LITERAL =
      com.google.re2j.Pattern.compile(
          "true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private final Shape<Placed<String>> value = Texts.value();

  private JsonShape() {}

  /** Whether the scalar stands for itself in JSON. */
  static boolean isLiteral(Scalar scalar) {
    return scalar.style() == Style.PLAIN && LITERAL.matches(scalar.text());
  }

  @Override
  public Optional<Placed<Node>> read(Node node, Scope scope) {
    int before = scope.problems().errors();
    visit(node, scope);
    return scope.problems().errors() == before
        ? Optional.of(new Placed<>(node, node, scope.path()))
        : Optional.empty();
  }

  private void visit(Node node, Scope scope) {
    if (node instanceof Mapping map) {
      map.entries().forEach(it -> visit(it.value(), scope.key(it.key().text())));
    } else if (node instanceof Sequence list) {
      for (int i = 0; i < list.items().size(); i++) {
        visit(list.items().get(i), scope.item(i));
      }
    } else if (node instanceof Scalar scalar && !isLiteral(scalar)) {
      value.read(scalar, scope);
    }
  }

  @Override
  public ObjectNode schema(SchemaBook book, boolean whole) {
    return SchemaBook.object();
  }
}
