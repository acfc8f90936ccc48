package io.sallyport.proofs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.policy.example.Specimen;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Language.LetRule;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.yaml.Node;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any template over any request ends in a value or in one of the two declared refusals: {@link
 * TemplateFault} when it is compiled, {@link Unreadable} when it is read.
 *
 * <p>The parts of an input: template, let, document, items, header, query, content type, body.
 */
@Tag("fuzz")
class TemplateFuzzTest {
  private static final Map<String, List<SecretValue>> PARAMETERS =
      Map.of("p", List.of(SecretValue.fixed(Secret.ofText("parameter"))));

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyTemplateOverAnyRequestEndsInAValueOrARefusal(byte[] input) {
    judge(input);
  }

  /** The templates of all presets, each over a request of its preset. */
  static Stream<Arguments> seeds() {
    return Stream.concat(Specimen.presets().stream().flatMap(TemplateFuzzTest::seeds), documents())
        .map(Arguments::of);
  }

  /** Documents that lie in the body's own JSON and XML: the fuzzer found that they overflowed. */
  private static Stream<byte[]> documents() {
    return Stream.of(
        FuzzInput.join(
            "{json:/a}{s.x}",
            "{json:/s}",
            "{json:/d|unbase64}",
            "/*",
            "",
            "",
            "application/json",
            "{\"d\":\"eyJhIjoxfQ==\",\"s\":\"x=1\"}"),
        FuzzInput.join(
            "{xml:/b}",
            "{xml:/a/s}",
            "{xml:/a/d|unbase64}",
            "/*",
            "",
            "",
            "text/xml",
            "<a><d/></a>"));
  }

  private static Stream<byte[]> seeds(String preset) {
    List<Specimen> specimens = Specimen.genuineOf(preset);
    if (specimens.isEmpty()) {
      return Stream.empty();
    }
    Delivery request = Delivery.of(specimens.get(0).request());
    String header = request.fields().get(request.fields().size() - 1).getValue();
    String query = request.target().replaceFirst("^[^?]*\\??", "");
    String body = new String(request.body(), StandardCharsets.ISO_8859_1);
    return texts(specimens.get(0).draft().written().node())
        .filter(text -> text.contains("{") && text.length() < 2_000)
        .distinct()
        .map(
            text ->
                FuzzInput.join(
                    text, "{header:H}", "{body}", "/*", header, query, "application/json", body));
  }

  private static Stream<String> texts(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return Stream.of(scalar.text());
    }
    if (node instanceof Node.Sequence sequence) {
      return sequence.items().stream().flatMap(TemplateFuzzTest::texts);
    }
    return ((Node.Mapping) node).entries().stream().flatMap(entry -> texts(entry.value()));
  }

  static void judge(byte[] bytes) {
    FuzzInput input = FuzzInput.of(bytes);
    Bounded.run(
        () -> {
          TemplateLanguage language = language(input);
          Optional<Template> template = compiled(language, input.latin1(0));
          template.ifPresent(it -> read(it, language.read(request(input), "https://h.example/x")));
        });
  }

  /** Every way in which a template is read; each may refuse. */
  private static void read(Template template, Reading reading) {
    template.reads().words();
    template.pins().words();
    template.keyedReads().words();
    reading.useKey("k", new byte[] {1, 2, 3});
    reading.useToken(
        new byte[] {'{', '}'}, "{\"a\":[1,{\"b\":null}]}".getBytes(StandardCharsets.UTF_8));
    refusable(() -> template.bytes(reading));
    refusable(() -> template.feed(reading, (array, offset, length) -> {}));
    refusable(() -> template.text(reading));
    refusable(() -> template.ifPresent(reading));
    refusable(() -> template.textIfPresent(reading));
    refusable(() -> template.values(reading, 8));
    refusable(
        () -> reading.items().forEach(item -> refusable(() -> template.bytes(reading.at(item)))));
    refusable(
        () -> {
          for (int group = 0; group < reading.groups(); group++) {
            reading.useGroup(group);
            refusable(() -> template.bytes(reading));
          }
        });
  }

  private static void refusable(Bounded.Action action) {
    try {
      action.run();
    } catch (Unreadable declared) {
      // The sender's fault, said by the reason.
    }
  }

  private static TemplateLanguage language(FuzzInput input) {
    TemplateLanguage.Builder builder = TemplateLanguage.builder(PARAMETERS);
    attempt(
        () ->
            builder.let(
                "s",
                new LetRule(
                    input.latin1(1),
                    Optional.of(","),
                    Optional.of("="),
                    List.of(),
                    Optional.empty(),
                    false)));
    attempt(
        () ->
            builder.let(
                "j",
                new LetRule(
                    input.latin1(1),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    true)));
    attempt(
        () ->
            builder.let(
                "g",
                new LetRule(
                    "{header:H}",
                    Optional.of("|"),
                    Optional.empty(),
                    List.of("a", "b"),
                    Optional.of("&"),
                    false)));
    attempt(() -> builder.document(input.latin1(2)));
    attempt(() -> builder.items(new ItemsRule.Pointers(List.of(input.latin1(3)))));
    return builder.build();
  }

  private interface Step {
    void run() throws TemplateFault;
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (TemplateFault declared) {
      // The author's fault, said by its message; the step is left out.
    }
  }

  private static Optional<Template> compiled(TemplateLanguage language, String text) {
    try {
      return Optional.of(language.template(text));
    } catch (TemplateFault declared) {
      return Optional.empty();
    }
  }

  private static io.sallyport.webhook.InboundWebhook request(FuzzInput input) {
    return Delivery.post("/hooks/x?" + input.latin1(5))
        .with("H", input.latin1(4))
        .with("Content-Type", input.latin1(6))
        .body(input.bytes(7))
        .inbound("fuzz", Instant.EPOCH);
  }
}
