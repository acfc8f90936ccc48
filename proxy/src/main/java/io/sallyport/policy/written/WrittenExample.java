package io.sallyport.policy.written;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.verdict.Reason;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Style;
import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.SchemaBook;
import io.sallyport.yaml.shape.Scope;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of {@code examples} as written: a delivery, and what must become of it.
 *
 * @param request a raw HTTP/1.1 request: a file's name, or the request itself in a {@code |} block
 * @param body a file that is sent as the body, signed by {@link #sign}
 * @param sign with which key the body is signed: a key's id, or any
 * @param keys the example's own keys, literal
 * @param jwks files that stand in for what would be fetched, by the address's text
 * @param at the clock
 */
public record WrittenExample(
    Node node,
    String path,
    String name,
    Optional<Placed<String>> request,
    Optional<Placed<String>> body,
    Optional<Placed<String>> sign,
    Map<String, Placed<String>> headers,
    Optional<Placed<String>> query,
    Optional<String> method,
    List<WrittenKey> keys,
    Map<String, List<Placed<String>>> params,
    Map<String, Placed<String>> jwks,
    Optional<Placed<String>> url,
    Optional<Placed<String>> source,
    Optional<Instant> at,
    Expectation expect) {

  /** What must become of it; what is not given is not looked at. */
  public record Expectation(
      Optional<String> verdict,
      Optional<Reason> reason,
      Optional<String> type,
      Optional<String> account,
      Optional<String> user,
      Optional<String> id,
      Optional<Integer> items,
      Optional<Integer> status,
      Optional<Placed<String>> body) {

    private static final Shape<Reason> REASON =
        Texts.word(
            List.of(Reason.values()).stream()
                .collect(java.util.stream.Collectors.toMap(Reason::code, it -> it)));

    private static final Shape<String> VERDICT =
        Texts.text("forward|hold|reject|handshake", "forward, hold, reject or handshake");

    static final Shape<Expectation> SHAPE =
        Kinds.<Expectation>of("a verdict, or a map with what is expected")
            .scalar(VERDICT.map(Expectation::only))
            .map(
                ObjectShape.of(
                    "expect",
                    t -> {
                      var verdict =
                          t.optional("verdict", VERDICT, "forward, hold, reject, handshake.");
                      var reason = t.optional("reason", REASON, "The reason code.");
                      var type = t.optional("type", Texts.text(), "The fact type.");
                      var account = t.optional("account", Texts.text(), "The fact account.");
                      var user = t.optional("user", Texts.text(), "The fact user.");
                      var id = t.optional("id", Texts.text(), "The fact id.");
                      var items =
                          t.optional("items", Units.integer(0, 1_000), "How many events it holds.");
                      var status =
                          t.optional("status", Units.integer(100, 599), "The answer's status.");
                      var body = t.optional("body", Texts.text().placed(), "The answer's body.");
                      return v ->
                          new Expectation(
                              v.get(verdict),
                              v.get(reason),
                              v.get(type),
                              v.get(account),
                              v.get(user),
                              v.get(id),
                              v.get(items),
                              v.get(status),
                              v.get(body));
                    }));

    private static Expectation only(String verdict) {
      return new Expectation(
          Optional.of(verdict),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  private static final int EXAMPLES_MAX = 256;

  static final Shape<List<WrittenExample>> LIST = Lists.of(shape(), 0, EXAMPLES_MAX);

  private static Shape<WrittenExample> shape() {
    return ObjectShape.of(
        "example",
        t -> {
          var name = t.required("name", Texts.text(), "How reports call it.");
          var request =
              t.optional(
                  "request",
                  Texts.text().placed(),
                  "A raw HTTP/1.1 request: a file beside the policy, or the request itself in a |"
                      + " block.");
          var body = t.optional("body", Texts.text().placed(), "A file sent as the body.");
          var sign =
              t.optional(
                  "sign", new Sign(), "true, or a key's id: sign the body with a throw-away key.");
          var headers =
              t.optional(
                  "headers", Tables.of(Texts.text().placed()), "More fields for a signed body.");
          var query =
              t.optional("query", Texts.text().placed(), "The query string for a signed body.");
          var method = t.optional("method", Texts.text("[A-Z]{1,16}", "a method"), "Else POST.");
          var keys = t.optional("keys", WrittenKey.LIST, "The example's own keys, literal.");
          var params =
              t.optional("params", WrittenParams.SHAPE, "The example's own parameters, literal.");
          var jwks =
              t.optional(
                  "jwks",
                  Tables.of(Texts.text().placed()),
                  "Files that stand in for what would be fetched, by address.");
          var url = t.optional("url", Texts.text().placed(), "The URL registered at the provider.");
          var source = t.optional("source", Texts.text().placed(), "The caller's address.");
          var at = t.optional("at", Units.instant(), "The clock.");
          var expect = t.required("expect", Expectation.SHAPE, "What must become of it.");
          return v ->
              new WrittenExample(
                  v.node(),
                  v.scope().path(),
                  v.need(name),
                  v.get(request),
                  v.get(body),
                  v.get(sign),
                  v.get(headers).orElse(Map.of()),
                  v.get(query),
                  v.get(method),
                  v.get(keys).orElse(List.of()),
                  v.get(params).orElse(Map.of()),
                  v.get(jwks).orElse(Map.of()),
                  v.get(url),
                  v.get(source),
                  v.get(at),
                  v.need(expect));
        });
  }

  /** {@code sign: true} or a key's id; the value is empty for {@code true}. */
  private static final class Sign implements Shape<Placed<String>> {
    private final Shape<Placed<String>> id = Texts.text().placed();

    @Override
    public Optional<Placed<String>> read(Node node, Scope scope) {
      if (node instanceof Scalar scalar
          && scalar.style() == Style.PLAIN
          && scalar.text().equals("true")) {
        return Optional.of(new Placed<>("", node, scope.path()));
      }
      if (node instanceof Mapping) {
        scope.error(node, "want true or a key's id, got a map");
        return Optional.empty();
      }
      return id.read(node, scope);
    }

    @Override
    public ObjectNode schema(SchemaBook book, boolean whole) {
      return SchemaBook.anyOf(
          List.of(SchemaBook.object().put("const", true), id.schema(book, whole)));
    }
  }
}
