package io.sallyport.policy.written;

import com.google.re2j.Pattern;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One entry of {@code handshake} as written. */
public record WrittenHandshake(
    Node node,
    String path,
    When when,
    boolean verified,
    List<WrittenRule.Requirement> require,
    Optional<WrittenAnswer> answer,
    Optional<Placed<String>> confirm,
    Optional<Placed<Pattern>> host) {

  /** What makes a request this handshake; a value that is empty asks for presence only. */
  public record When(
      Optional<String> method,
      Map<String, Optional<String>> header,
      Map<String, Optional<String>> query,
      Map<String, Optional<String>> form,
      Map<String, Optional<String>> json) {

    private static final Shape<Map<String, Optional<String>>> CONDITIONS =
        Kinds.<Map<String, Optional<String>>>of("a list of names, or a map of names and values")
            .list(Lists.of(Texts.text(), 1, 16).map(When::present))
            .map(Tables.of(Texts.text()).map(When::equal));

    static final Shape<When> SHAPE =
        ObjectShape.of(
            "when",
            t -> {
              var method =
                  t.optional(
                      "method",
                      Texts.text("POST|GET|PUT|PATCH|HEAD|OPTIONS", "a method like GET"),
                      "The method.");
              var header = t.optional("header", CONDITIONS, "Fields: present, or with this value.");
              var query =
                  t.optional("query", CONDITIONS, "Query parameters: present, or with this value.");
              var form =
                  t.optional("form", CONDITIONS, "Form fields: present, or with this value.");
              var json =
                  t.optional(
                      "json", CONDITIONS, "JSON pointers into the body: present, or this value.");
              return v ->
                  new When(
                      v.get(method),
                      v.get(header).orElse(Map.of()),
                      v.get(query).orElse(Map.of()),
                      v.get(form).orElse(Map.of()),
                      v.get(json).orElse(Map.of()));
            });

    private static Map<String, Optional<String>> present(List<String> names) {
      Map<String, Optional<String>> all = new LinkedHashMap<>();
      names.forEach(name -> all.put(name, Optional.empty()));
      return all;
    }

    private static Map<String, Optional<String>> equal(Map<String, String> values) {
      Map<String, Optional<String>> all = new LinkedHashMap<>();
      values.forEach((name, value) -> all.put(name, Optional.of(value)));
      return all;
    }
  }

  private static final int RULES_MAX = 16;

  static final Shape<List<WrittenHandshake>> LIST =
      Lists.of(
          ObjectShape.of(
              "handshake",
              t -> {
                var when = t.required("when", When.SHAPE, "Which requests are this handshake.");
                var verified =
                    t.optional(
                        "verified",
                        Units.bool(),
                        "The normal signature must verify first; false by default.");
                var require =
                    t.optional(
                        "require",
                        WrittenRule.Requirement.LIST,
                        "What must hold before it is answered.");
                var answer = t.optional("answer", WrittenAnswer.SHAPE, "What is answered at once.");
                var confirm =
                    t.optional("confirm", Texts.value(), "The address that is fetched to confirm.");
                var host =
                    t.optional(
                        "host",
                        Texts.pattern().placed(),
                        "RE2 that the address's host must match.");
                return v ->
                    new WrittenHandshake(
                        v.node(),
                        v.scope().path(),
                        v.need(when),
                        v.get(verified).orElse(false),
                        v.get(require).orElse(List.of()),
                        v.get(answer),
                        v.get(confirm),
                        v.get(host));
              }),
          0,
          RULES_MAX);
}
