package io.sallyport.policy.written;

import io.sallyport.ingress.Answers;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.ObjectShape.Field;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One answer as written, of {@code answers} or of a handshake.
 *
 * @param json the body as a tree of YAML whose texts are VALUEs
 */
public record WrittenAnswer(
    Node node,
    Optional<Placed<Integer>> status,
    Map<String, Placed<String>> headers,
    Optional<String> type,
    Optional<Placed<String>> body,
    Optional<Placed<Node>> json) {

  /** The content type: as written, or that of JSON. */
  public Optional<String> contentType() {
    return type.or(() -> json.map(tree -> "application/json"));
  }

  /** Whether a scalar of {@link #json} stands for itself: a number, true, false or null. */
  public static boolean isJsonLiteral(Node.Scalar scalar) {
    return JsonShape.isLiteral(scalar);
  }

  static final Shape<WrittenAnswer> SHAPE =
      ObjectShape.of(
          "answer",
          t -> {
            var status = t.optional("status", Units.integer(200, 599).placed(), "The status; 200.");
            var headers =
                t.optional(
                    "headers",
                    Tables.of("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}", "a field name", Texts.value()),
                    "Header fields.");
            var type = t.optional("type", Texts.text(), "The content type of the body.");
            var body = t.optional("body", Texts.value(), "The body.");
            var json = t.optional("json", JsonShape.ANY, "The body as JSON; its texts are VALUEs.");
            return v ->
                new WrittenAnswer(
                    v.node(),
                    v.get(status),
                    v.get(headers).orElse(Map.of()),
                    v.get(type),
                    v.get(body),
                    v.get(json));
          });

  static final Shape<Map<Answers.Kind, WrittenAnswer>> ANSWERS =
      ObjectShape.of(
          "answers",
          t -> {
            Map<Answers.Kind, Field<WrittenAnswer>> fields = new EnumMap<>(Answers.Kind.class);
            for (Answers.Kind kind : Answers.Kind.values()) {
              fields.put(
                  kind, t.optional(kind.word(), SHAPE, "The answer when: " + kind.word() + "."));
            }
            return v -> {
              Map<Answers.Kind, WrittenAnswer> found = new EnumMap<>(Answers.Kind.class);
              fields.forEach((kind, field) -> v.get(field).ifPresent(it -> found.put(kind, it)));
              return found;
            };
          });
}
