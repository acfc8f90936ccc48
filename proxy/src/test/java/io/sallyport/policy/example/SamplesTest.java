package io.sallyport.policy.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.policy.sample.CannotSign;
import io.sallyport.policy.written.WrittenExample;
import io.sallyport.policy.written.WrittenKey;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.webhook.RawBody;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.YamlReader;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.YamlText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy that judges the samples shares no code with what signs them. */
class SamplesTest {
  /** Long after every example, so that no recorded time is fresh by itself. */
  private static final Instant NOW = Instant.parse("2031-02-03T04:05:06Z");

  /** Where time or signature stand in what nobody here can write, or the key is one of several. */
  private static final Set<String> OUT_OF_REACH =
      Set.of(
          "adobe-io-events",
          "antom",
          "braintree",
          "ebay",
          "meta-data-deletion",
          "meta-signed-request");

  private static final String ACME =
      """
      verify:
        hmac: sha256
        signed: "{header:T}.{path:shop}.{body}"
        signature: {from: "{header:S}", as: "{hex}"}
        key: {id: "{header:K}"}
      freshness: {from: "{header:T}", unit: s}
      facts: {id: {from: "{header:Id}", unsigned: "x"}, type: "{json:/kind}"}
      path: "/hooks/acme/{shop}"
      keys: [{id: old, value: "first-0123456789abcdef-0123456789", not-after: 2030-01-01T00:00:00Z},
             {id: new, value: "second-0123456789abcdef-0123456789"}]
      deliver: [{path: /events, to: "http://app/"}]
      """;

  static List<String> presets() {
    return Presets.bundled().names();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void signsWhatThePolicyOfEveryProviderTakes(String preset) throws CannotSign {
    Samples samples = samples(policy(preset));

    if (OUT_OF_REACH.contains(preset)) {
      assertThat(isWithinReach(samples)).isFalse();
      return;
    }
    Sample sample = sampleOf(samples);

    assertThat(sample.outcome().verdict()).as(sample.outcome().detail()).isEqualTo("forward");
    assertThat(sample.request().path()).isEqualTo("/hooks/" + preset);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void saysWithWhichLinesThePolicyWouldTakeAFreshKey(String preset) throws CannotSign {
    if (OUT_OF_REACH.contains(preset)) {
      return;
    }
    String policy = policy(preset);
    Optional<Trial> trial = samples(policy).signAnew(SampleWish.open()).trial();
    if (trial.isEmpty()) {
      return; // no key is needed at all
    }
    String lines =
        trial
            .get()
            .lines()
            .replace("${env:" + trial.get().variable().orElse("-") + "}", trial.get().key().text());

    Problems problems = new Problems();
    assertThat(YamlReader.read("lines", lines.getBytes(StandardCharsets.UTF_8), problems))
        .hasValueSatisfying(it -> assertThat(it.has("keys")).isTrue());
    assertThat(draft(withoutKeys(policy) + lines, problems)).isPresent();
    assertThat(problems.inOrder()).filteredOn(Problem::isError).isEmpty();
  }

  @Test
  void takesTheKeyThatIsValidAndFillsThePath() throws CannotSign {
    Sample sample =
        samples(ACME)
            .sign(
                SampleWish.open()
                    .path(Optional.of("/hooks/acme/shop-1/events"))
                    .type(Optional.of("sold"))
                    .body(body("{\"kind\":\"x\",\"price\":12.10}")));

    assertThat(sample.isAccepted()).as(sample.outcome().detail()).isTrue();
    assertThat(sample.keyId()).isEqualTo("new");
    assertThat(sample.request().headers().all("K")).containsExactly("new");
    assertThat(sample.request().path()).isEqualTo("/hooks/acme/shop-1/events");
    assertThat(sample.url()).isEqualTo("https://hooks.example.com/hooks/acme/shop-1/events");
    assertThat(sample.request().body().asText()).isEqualTo("{\"kind\":\"sold\",\"price\":12.10}");
  }

  @Test
  void doesNotTouchABodyThatItWasGiven() throws CannotSign {
    String odd = " { \"kind\" : \"x\", \"n\": 1.50, \"t\": 1 }\n";

    Sample sample =
        samples(ACME)
            .sign(
                SampleWish.open()
                    .path(Optional.of("/hooks/acme/a/events"))
                    .headers(Map.of("X-More", "1"))
                    .body(body(odd)));

    assertThat(sample.request().body().asText()).isEqualTo(odd);
    assertThat(sample.request().headers().all("X-More")).containsExactly("1");
    assertThat(sample.isAccepted()).isTrue();
  }

  @Test
  void saysWhatThePolicyWouldRefuse() throws CannotSign {
    Sample sample =
        samples(ACME)
            .sign(
                SampleWish.open()
                    .path(Optional.of("/hooks/acme/a/events"))
                    .key(Optional.of("old"))
                    .body(body("{}")));

    assertThat(sample.isAccepted()).isFalse();
    assertThat(sample.outcome().reason())
        .hasValueSatisfying(it -> assertThat(it.code()).isEqualTo("key.expired"));
  }

  @Test
  void namesWhatIsMissing() {
    Samples samples = samples(ACME);
    SampleWish open = SampleWish.open().body(body("{}"));

    assertThatThrownBy(() -> samples.sign(open))
        .hasMessage("the path holds names: say which with --path, as in /hooks/acme/shop");
    assertThatThrownBy(() -> samples.sign(open.path(Optional.of("/hooks/acme/a"))))
        .hasMessageContaining("no path of the policy is /hooks/acme/a");
    assertThatThrownBy(
            () ->
                samples.sign(
                    open.path(Optional.of("/hooks/acme/a/events")).key(Optional.of("older"))))
        .hasMessage("no key is called \"older\"; they are [old, new]");
  }

  @Test
  void printsNoSecret() throws CannotSign {
    String secret = "second-0123456789abcdef";
    Sample sample = samples(ACME).sign(SampleWish.open().path(Optional.of("/hooks/acme/a/events")));
    Sample anew =
        samples(ACME).signAnew(SampleWish.open().path(Optional.of("/hooks/acme/a/events")));

    assertThat(sample.toString()).doesNotContain(secret);
    assertThat(anew.trial().orElseThrow().toString())
        .doesNotContain(anew.trial().orElseThrow().key().text());
  }

  private static boolean isWithinReach(Samples samples) {
    try {
      return sampleOf(samples).isAccepted();
    } catch (CannotSign fault) {
      return false;
    }
  }

  /** With the policy's keys, or where only the sender can, with a fresh one. */
  private static Sample sampleOf(Samples samples) throws CannotSign {
    try {
      return samples.sign(SampleWish.open());
    } catch (CannotSign fault) {
      if (!fault.isSendersAlone()) {
        throw fault;
      }
      return samples.signAnew(SampleWish.open());
    }
  }

  private static RawBody body(String text) {
    return RawBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A policy over a preset, as its first example would have it. */
  private static String policy(String preset) {
    WrittenPolicy written = Specimen.draft(preset).written();
    WrittenExample example =
        written.examples().stream()
            .filter(it -> it.expect().verdict().equals(Optional.of("forward")))
            .findFirst()
            .orElse(written.examples().get(0));
    String id =
        example.keys().stream()
            .findFirst()
            .flatMap(WrittenKey::id)
            .map(Placed::value)
            .orElse("main");
    boolean basic = written.node().get("verify").toString().contains("basic");
    String secret =
        basic ? "\"user:password-0123456789abcdef\"" : "\"0123456789abcdef0123456789abcdef\"";
    String params =
        example.params().entrySet().stream()
            .map(it -> "  " + it.getKey() + ": " + quoted(it.getValue()) + "\n")
            .collect(Collectors.joining());
    return "provider: "
        + preset
        + "\nallow-unconfirmed: true\nkeys: [{id: \""
        + id
        + "\", value: "
        + secret
        + "}]\n"
        + (params.isEmpty() ? "" : "params:\n" + params);
  }

  private static List<String> quoted(List<Placed<String>> values) {
    return values.stream().map(value -> YamlText.quoted(value.value().replace("$", "$$"))).toList();
  }

  private static String withoutKeys(String policy) {
    return policy
        .lines()
        .filter(line -> !line.startsWith("keys:"))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static Samples samples(String policy) {
    Problems problems = new Problems();
    Draft draft = draft(policy, problems).orElseThrow(() -> new AssertionError(problems.inOrder()));
    Surroundings surroundings =
        Surroundings.forCheck(InstantSource.fixed(NOW)).withLiteralSecrets();
    return new Samples(draft, surroundings, NOW, new Random(1));
  }

  private static Optional<Draft> draft(String policy, Problems problems) {
    Layer layer =
        Layer.of(
            "acme.yaml",
            new Base.Directory(Path.of("policies")),
            policy.getBytes(StandardCharsets.UTF_8));
    String name =
        policy.startsWith("provider: ")
            ? policy.lines().findFirst().orElse("").substring(10)
            : "acme";
    return new LayerReader(Presets.bundled(), Optional.empty()).read(name, layer, problems);
  }
}
