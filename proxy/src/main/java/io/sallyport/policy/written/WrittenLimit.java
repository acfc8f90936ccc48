package io.sallyport.policy.written;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.SchemaBook;
import io.sallyport.yaml.shape.Scope;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of {@code limits} as written: a token bucket by source address.
 *
 * @param burst how many at once; as many as the rate permits in its unit by default
 */
public record WrittenLimit(Units.Rate rate, Optional<Integer> burst) {
  private static final int LIMITS_MAX = 8;
  private static final int BURST_MAX = 1_000_000;

  static final Shape<List<WrittenLimit>> LIST =
      Lists.of(
          ObjectShape.of(
              "limit",
              t -> {
                t.required("by", new By(), "What has a budget of its own: source.");
                var rate = t.required("rate", Units.rate(), "How many: 50/s, 30/m, 1000/h.");
                var burst =
                    t.optional(
                        "burst",
                        Units.integer(1, BURST_MAX),
                        "How many at once; what the rate permits in its unit by default.");
                t.refused("over", "comes with a later release (the ledger)");
                return v -> new WrittenLimit(v.need(rate), v.get(burst));
              }),
          0,
          LIMITS_MAX);

  /** {@code by}: the source address; the other budgets need the ledger. */
  private static final class By implements Shape<String> {
    private static final Set<String> LATER = Set.of("account", "type", "integration", "key");
    private final Shape<String> known = Texts.text("source", "source");

    @Override
    public Optional<String> read(Node node, Scope scope) {
      if (node instanceof Scalar scalar && LATER.contains(scalar.text())) {
        scope.error(node, scalar.text() + " comes with a later release (the ledger); want source");
        return Optional.empty();
      }
      return known.read(node, scope);
    }

    @Override
    public ObjectNode schema(SchemaBook book, boolean whole) {
      return known.schema(book, whole);
    }
  }
}
