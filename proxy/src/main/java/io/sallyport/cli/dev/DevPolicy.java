package io.sallyport.cli.dev;

import io.sallyport.cli.ThrowawayFolder;
import io.sallyport.cli.policy.NewPolicy;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.policy.written.WrittenPreset.Confidence;
import io.sallyport.yaml.shape.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The policy that development runs on: the preset, a secret by reference, parameters, one upstream.
 *
 * @param key the reference to the secret, {@code ${env:X}} or {@code ${file:/F}}; empty where the
 *     sender's keys are not the operator's to give
 * @param params their values, references as they stand
 */
record DevPolicy(
    String provider, Draft preset, Optional<String> key, Map<String, String> params, String to) {

  /** What an operator said of secret and parameters, the rest by the preset's own variables. */
  static DevPolicy of(
      String provider,
      Draft preset,
      Optional<String> secret,
      Map<String, String> params,
      String to) {
    NewPolicy plain = new NewPolicy(provider, provider, to, preset);
    Optional<String> key =
        plain.needsKeys()
            ? secret.or(() -> plain.known().env().map(DevPolicy::reference))
            : Optional.empty();
    Map<String, String> all = new LinkedHashMap<>();
    plain
        .known()
        .params()
        .keySet()
        .forEach(name -> all.put(name, params.getOrDefault(name, reference(plain.variable(name)))));
    all.putAll(params);
    return new DevPolicy(provider, preset, key, all, to);
  }

  private static String reference(String variable) {
    return "${env:" + variable + "}";
  }

  /** What is known of the provider. */
  WrittenPreset known() {
    return new NewPolicy(provider, provider, to, preset).known();
  }

  /** The variables that it reads, and what is to be in them. */
  Map<String, String> variables() {
    Map<String, String> needed = new LinkedHashMap<>();
    key.flatMap(DevPolicy::variable)
        .ifPresent(name -> needed.put(name, known().secret().orElse("the sender's key")));
    params.forEach(
        (param, value) ->
            variable(value)
                .ifPresent(name -> needed.put(name, known().params().getOrDefault(param, param))));
    return needed;
  }

  private static Optional<String> variable(String reference) {
    return reference.startsWith("${env:") && reference.endsWith("}")
        ? Optional.of(reference.substring("${env:".length(), reference.length() - 1))
        : Optional.empty();
  }

  /** The file's text. */
  String text() {
    StringBuilder text = new StringBuilder("provider: ").append(provider).append('\n');
    key.ifPresent(it -> text.append("keys: [").append(YamlText.quoted(it)).append("]\n"));
    if (!params.isEmpty()) {
      text.append("params: {")
          .append(
              params.entrySet().stream()
                  .map(it -> it.getKey() + ": " + YamlText.quoted(it.getValue()))
                  .collect(Collectors.joining(", ")))
          .append("}\n");
    }
    if (isUnconfirmed()) {
      text.append("allow-unconfirmed: true\n");
    }
    // Who develops wants to see the application's answer at the sender; a batch has none of its
    // own.
    String mode = preset.written().hasBatches() ? "" : ", mode: pass-through";
    return text.append("deliver: {to: ")
        .append(YamlText.quoted(to))
        .append(mode)
        .append("}\n")
        .toString();
  }

  boolean isUnconfirmed() {
    return known().confidence().value() == Confidence.UNCONFIRMED;
  }

  /** Writes it, with the preset where that is one of the operator's own. */
  void write(ThrowawayFolder folder) throws IOException {
    Path policies = Files.createDirectories(folder.path().resolve("policies"));
    Layer own = preset.layers().policy();
    if (own.base() instanceof Base.Directory) {
      Path providers = Files.createDirectories(policies.resolve("providers"));
      Files.write(providers.resolve(provider + ".yaml"), own.content().bytes());
    }
    Files.writeString(policies.resolve(provider + ".yaml"), text());
  }
}
