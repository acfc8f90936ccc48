package io.sallyport.policy.written;

import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.ObjectShape.Field;
import io.sallyport.yaml.shape.ObjectShape.Fields;
import io.sallyport.yaml.shape.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code facts} section as written.
 *
 * @param byName of {@code id}, {@code type}, {@code account}, {@code user}, {@code time}, {@code
 *     attempt} those that stand
 */
public record WrittenFacts(Map<String, WrittenFact> byName) {
  static final Shape<WrittenFacts> SHAPE =
      ObjectShape.of(
          "facts",
          t -> {
            List<Field<WrittenFact>> fields =
                List.of(
                    fact(t, "id", "The sender's id of the event, the same on every retry."),
                    fact(t, "type", "What happened, in the sender's word."),
                    fact(t, "account", "The connected account that it is about."),
                    fact(
                        t, "user", "The person, where the sender tells accounts and people apart."),
                    fact(t, "time", "The sender's own time of the event."),
                    fact(t, "attempt", "The sender's count or mark of a retry."));
            return v -> {
              Map<String, WrittenFact> found = new LinkedHashMap<>();
              fields.forEach(f -> v.get(f).ifPresent(fact -> found.put(f.key(), fact)));
              return new WrittenFacts(found);
            };
          });

  private static Field<WrittenFact> fact(Fields table, String key, String doc) {
    return table.optional(key, WrittenFact.SHAPE, doc);
  }
}
