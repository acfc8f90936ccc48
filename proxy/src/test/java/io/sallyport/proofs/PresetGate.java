package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.example.Rehearsal;
import io.sallyport.policy.example.Rehearsed;
import io.sallyport.policy.example.Specimen;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.verify.Checked;
import io.sallyport.verify.Verifier;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.EventId;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A preset with keys, parameters and a clock, compiled like any policy, that judges deliveries
 * without network: {@code PresetGate.of("stripe").key("whsec_…").at("2026-05-01T12:00:00Z")}.
 */
public final class PresetGate {
  private final String preset;
  private final List<String> keys;
  private final Map<String, List<String>> params;
  private final Map<String, String> answers;
  private final String more;
  private final String url;
  private final Instant at;
  private Optional<Policy> policy = Optional.empty();

  private PresetGate(
      String preset,
      List<String> keys,
      Map<String, List<String>> params,
      Map<String, String> answers,
      String more,
      String url,
      Instant at) {
    this.preset = preset;
    this.keys = keys;
    this.params = params;
    this.answers = answers;
    this.more = more;
    this.url = url;
    this.at = at;
  }

  public static PresetGate of(String preset) {
    return new PresetGate(
        preset,
        List.of(),
        Map.of(),
        Map.of(),
        "",
        Surroundings.PUBLIC_URL_DEFAULT + "/hooks/" + preset,
        Instant.EPOCH);
  }

  /** With a key of its own id: {@code k1}, {@code k2}, … */
  public PresetGate key(String value) {
    return key("k" + (keys.size() + 1), value);
  }

  public PresetGate key(String id, String value) {
    List<String> all = new ArrayList<>(keys);
    all.add("{id: " + quoted(id) + ", value: " + quoted(value) + "}");
    return new PresetGate(preset, all, params, answers, more, url, at);
  }

  /** With this key in place of all others. */
  public PresetGate otherKey(String value) {
    return new PresetGate(preset, List.of(), params, answers, more, url, at).key(value);
  }

  public PresetGate param(String name, String... values) {
    Map<String, List<String>> all = new LinkedHashMap<>(params);
    all.put(name, List.of(values));
    return new PresetGate(preset, keys, all, answers, more, url, at);
  }

  /** With a text in place of what would be fetched from this address. */
  public PresetGate fetching(String address, String answer) {
    Map<String, String> all = new LinkedHashMap<>(answers);
    all.put(address, answer);
    return new PresetGate(preset, keys, params, all, more, url, at);
  }

  /** With more of the policy, as its author writes it. */
  public PresetGate saying(String yaml) {
    return new PresetGate(preset, keys, params, answers, more + yaml, url, at);
  }

  public PresetGate registeredAs(String other) {
    return new PresetGate(preset, keys, params, answers, more, other, at);
  }

  public PresetGate at(String instant) {
    return at(Instant.parse(instant));
  }

  public PresetGate at(Instant instant) {
    return new PresetGate(preset, keys, params, answers, more, url, instant);
  }

  public Instant now() {
    return at;
  }

  /** What becomes of it, as far as the verdict. */
  public Rehearsed judge(Delivery delivery) {
    return new Rehearsal(policy()).judge(delivery.inbound(preset, at), url);
  }

  /** By which name a delivery is known that is accepted. */
  public EventId name(Delivery delivery) {
    Reading reading = policy().language().read(delivery.inbound(preset, at), url);
    Verification.Signed signed = (Verification.Signed) policy().verification();
    Checked checked = new Verifier(signed.check()).check(reading, at).result();
    return checked.fold(
        authentic ->
            policy()
                .facts()
                .read(authentic.webhook(), reading)
                .fold(
                    it -> it.webhook().id(),
                    stopped -> {
                      throw new AssertionError(stopped.detail());
                    }),
        forged -> {
          throw new AssertionError(forged.detail());
        });
  }

  public boolean accepts(Delivery delivery) {
    return judge(delivery).verdict().equals("forward");
  }

  /** Fails, saying the reason, where it is refused. */
  public Rehearsed accepted(Delivery delivery) {
    Rehearsed outcome = judge(delivery);
    assertThat(outcome.verdict())
        .as("%s: %s, %s", preset, outcome.reason(), outcome.detail())
        .isEqualTo("forward");
    return outcome;
  }

  private Policy policy() {
    Policy known = policy.orElseGet(this::compile);
    policy = Optional.of(known);
    return known;
  }

  private Policy compile() {
    StringBuilder yaml = new StringBuilder("provider: " + preset + "\n");
    if (!keys.isEmpty()) {
      yaml.append("keys: [").append(String.join(", ", keys)).append("]\n");
    }
    if (!params.isEmpty()) {
      yaml.append("params:\n");
      params.forEach(
          (name, values) ->
              yaml.append("  ")
                  .append(name)
                  .append(": [")
                  .append(String.join(", ", values.stream().map(PresetGate::quoted).toList()))
                  .append("]\n"));
    }
    yaml.append(more);
    InstantSource clock = InstantSource.fixed(at);
    Problems problems = new Problems();
    Layer layer =
        Layer.of(
            "policy.yaml",
            new Base.Directory(Path.of("policies")),
            yaml.toString().getBytes(StandardCharsets.UTF_8));
    Surroundings surroundings =
        new Surroundings(
            Secrets.standIns(),
            rule -> Specimen.keys(rule, answers, clock),
            Optional.empty(),
            Surroundings.PUBLIC_URL_DEFAULT,
            clock,
            answers,
            true,
            false);
    Optional<Policy> compiled =
        new LayerReader(Presets.bundled(), Optional.empty())
            .read(preset, layer, problems)
            .flatMap(draft -> PolicyCompiler.compile(draft, surroundings, problems).policy());
    return compiled.orElseThrow(
        () ->
            new AssertionError(
                problems.inOrder().stream().filter(Problem::isError).toList() + "\n" + yaml));
  }

  /** A YAML text in double quotes, with a dollar doubled so that it refers to nothing. */
  private static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("$", "$$")
        + "\"";
  }
}
