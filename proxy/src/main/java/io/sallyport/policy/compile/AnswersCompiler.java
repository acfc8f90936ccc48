package io.sallyport.policy.compile;

import io.sallyport.ingress.Answers;
import io.sallyport.ingress.Answers.Kind;
import io.sallyport.policy.written.WrittenAnswer;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.shape.Placed;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code answers}: how answers are shaped for a platform. */
final class AnswersCompiler {
  /** These are answered to requests that nothing has proved: they must not echo them. */
  private static final Set<Kind> UNVERIFIED =
      Set.of(Kind.REFUSED, Kind.STALE, Kind.LIMITED, Kind.BUSY);

  private final Workbench bench;

  AnswersCompiler(Workbench bench) {
    this.bench = bench;
  }

  Answers compile(Map<Kind, WrittenAnswer> written) {
    return compile(written, Map.of());
  }

  /** The answers of one path over those of the whole policy. */
  Answers compile(Map<Kind, WrittenAnswer> written, Map<Kind, Answers.Shape> below) {
    Map<Kind, Answers.Shape> shapes = new EnumMap<>(Kind.class);
    shapes.putAll(below);
    written.forEach((kind, answer) -> shapes.put(kind, shape(kind, answer)));
    return new Answers(shapes);
  }

  private Answers.Shape shape(Kind kind, WrittenAnswer answer) {
    answer.status().ifPresent(it -> status(it));
    Map<String, String> headers = new LinkedHashMap<>();
    answer
        .headers()
        .forEach((name, value) -> fixed(value).ifPresent(text -> headers.put(name, text)));
    Optional<Template> body = body(answer);
    if (UNVERIFIED.contains(kind) && body.isPresent() && !body.get().isConstant()) {
      bench.error(
          answer.node(),
          "answers." + kind.word(),
          "what nothing has proved is not echoed: want a body without sources");
    }
    return new Answers.Shape(
        answer.status().map(Placed::value), headers, answer.contentType(), body);
  }

  private void status(Placed<Integer> status) {
    int code = status.value();
    if (code >= 300 && code < 400) {
      bench.error(status, "a redirect would send the platform elsewhere: want another status");
    } else if (code == 410) {
      bench.error(status, "410 unsubscribes at several platforms: want another status");
    }
  }

  private Optional<String> fixed(Placed<String> value) {
    Optional<Template> template = bench.template(value);
    if (template.isPresent() && !template.get().isConstant()) {
      bench.error(value, "fields of an answer are fixed: want a text without sources");
      return Optional.empty();
    }
    return template.map(it -> value.value().replace("{{", "{"));
  }

  /** The body of any answer, of a handshake's, too. */
  Optional<Template> body(WrittenAnswer answer) {
    if (answer.body().isPresent() && answer.json().isPresent()) {
      bench.error(
          answer.body().get(), "want body or json, not both; a lower layer's is removed by ~");
      return Optional.empty();
    }
    return answer.json().isPresent()
        ? JsonBody.compile(bench, answer.json().get())
        : answer.body().flatMap(bench::template);
  }
}
