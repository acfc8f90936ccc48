package io.sallyport.policy.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.policy.written.WrittenExample;
import io.sallyport.verify.template.Coverage;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Placed;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every preset's deliveries, as they are and with one thing changed. The deliveries were signed by
 * other code than ours, or by the senders themselves.
 */
class PresetExamplesTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final String URL = "https://hooks.example.com";

  /** Places of a body that are changed, evenly spread, beside the first and the last byte. */
  private static final int CHANGES = 48;

  static List<String> presets() {
    return Presets.bundled().names();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void comesOutAsItsExamplesSay(String preset) throws IOException {
    List<ExampleResult> results =
        new ExampleRunner(draft(preset), policies(), InstantSource.fixed(NOW)).run();

    assertThat(results).filteredOn(it -> !it.passed()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void showsWhatPassesAndWhatDoesNot(String preset) throws IOException {
    List<String> verdicts =
        draft(preset).written().examples().stream()
            .flatMap(it -> it.expect().verdict().stream())
            .toList();

    assertThat(verdicts).contains("reject").containsAnyOf("forward", "handshake");
  }

  @ParameterizedTest
  @MethodSource("presets")
  void letsNoChangedByteOfACoveredBodyPass(String preset) throws Exception {
    for (Genuine genuine : genuine(preset)) {
      if (genuine.covers("body") || genuine.covers("form")) {
        for (RawBody changed : changed(genuine.request().body())) {
          assertThat(genuine.with(changed).verdict())
              .as("%s: %s", genuine.name(), changed.asText())
              .isNotEqualTo("forward");
        }
      }
    }
  }

  /** Otherwise the test above would have nothing to change. */
  @Test
  void findsTheBodyCoveredByMostSchemes() throws Exception {
    int covered = 0;
    for (String preset : presets()) {
      covered += genuine(preset).stream().anyMatch(it -> it.covers("body")) ? 1 : 0;
    }

    assertThat(covered).isGreaterThan(presets().size() / 2);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void letsNoChangedMissingOrDoubledHeaderPassThatIsCovered(String preset) throws Exception {
    for (Genuine genuine : genuine(preset)) {
      List<Map.Entry<String, String>> fields = genuine.request().fields();
      for (int i = 0; i < fields.size(); i++) {
        Map.Entry<String, String> field = fields.get(i);
        if (genuine.covers("header:" + field.getKey()) && !field.getValue().isEmpty()) {
          for (List<Map.Entry<String, String>> altered : altered(fields, i)) {
            assertThat(genuine.with(altered).verdict())
                .as("%s: %s", genuine.name(), field.getKey())
                .isNotEqualTo("forward");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("presets")
  void letsNoOtherQueryPassWhereTheUrlIsCovered(String preset) throws Exception {
    for (Genuine genuine : genuine(preset)) {
      if (genuine.covers("url")) {
        String target = genuine.request().target();
        String more = target + (target.contains("?") ? "&" : "?") + "added=1";

        assertThat(genuine.withTarget(more).verdict()).as(genuine.name()).isNotEqualTo("forward");
      }
    }
  }

  /** A delivery that an example says is forwarded. */
  private record Genuine(
      String name, Policy policy, RecordedRequest request, String url, Instant now) {

    boolean covers(String place) {
      return policy.verification() instanceof Verification.Signed signed
          && signed.pins().covers(Coverage.ofWords(List.of(place)));
    }

    Rehearsed with(RawBody body) {
      return judge(request.target(), request.fields(), body);
    }

    Rehearsed with(List<Map.Entry<String, String>> fields) {
      return judge(request.target(), fields, request.body());
    }

    Rehearsed withTarget(String target) {
      return judge(target, request.fields(), request.body());
    }

    private Rehearsed judge(String target, List<Map.Entry<String, String>> fields, RawBody body) {
      InboundWebhook inbound =
          new InboundWebhook(
              policy.integration(),
              "example",
              request.method(),
              target,
              Headers.of(fields),
              body,
              InetAddress.getLoopbackAddress(),
              now,
              Map.of(),
              Optional.empty());
      return new Rehearsal(policy).judge(inbound, url);
    }
  }

  private static List<Genuine> genuine(String preset) throws Exception {
    Draft draft = draft(preset);
    List<Genuine> all = new ArrayList<>();
    for (WrittenExample example : draft.written().examples()) {
      if (example.expect().verdict().equals(Optional.of("forward"))) {
        Instant now = example.at().orElse(NOW);
        ExamplePolicies.Prepared prepared = policies().prepare(draft, example, now);
        String url = example.url().map(Placed::value).orElse(URL + prepared.request().path());
        Genuine genuine =
            new Genuine(example.name(), prepared.policy(), prepared.request(), url, now);
        if (genuine.with(genuine.request().body()).verdict().equals("forward")) {
          all.add(genuine);
        }
      }
    }
    return all;
  }

  private static List<RawBody> changed(RawBody body) {
    List<RawBody> changed = new ArrayList<>();
    int step = Math.max(1, body.size() / CHANGES);
    for (int i = 0; i < body.size(); i += step) {
      changed.add(flipped(body, i));
    }
    if (body.size() > 0) {
      changed.add(flipped(body, body.size() - 1));
    }
    changed.add(RawBody.of((body.asText() + " ").getBytes(StandardCharsets.UTF_8)));
    return changed;
  }

  private static RawBody flipped(RawBody body, int index) {
    byte[] bytes = new byte[body.size()];
    System.arraycopy(body.array(), body.offset(), bytes, 0, bytes.length);
    bytes[index] ^= 1;
    return RawBody.of(bytes);
  }

  private static List<List<Map.Entry<String, String>>> altered(
      List<Map.Entry<String, String>> fields, int index) {
    Map.Entry<String, String> field = fields.get(index);
    String value = field.getValue();
    char last = value.charAt(value.length() - 1);
    List<Map.Entry<String, String>> other = new ArrayList<>(fields);
    other.set(
        index,
        Map.entry(field.getKey(), value.substring(0, value.length() - 1) + (char) (last ^ 1)));
    List<Map.Entry<String, String>> missing = new ArrayList<>(fields);
    missing.remove(index);
    List<Map.Entry<String, String>> doubled = new ArrayList<>(fields);
    doubled.add(field);
    return List.of(other, missing, doubled);
  }

  private static Draft draft(String preset) throws IOException {
    Problems problems = new Problems();
    Layer layer = Presets.bundled().find(preset).orElseThrow();
    Optional<Draft> draft = LayerReader.readPreset(preset, layer, problems);
    assertThat(problems.inOrder().stream().map(Problem::toString)).isEmpty();
    return draft.orElseThrow();
  }

  private static ExamplePolicies policies() {
    return new ExamplePolicies(Surroundings.PUBLIC_URL_DEFAULT, Secrets.standIns());
  }
}
