package io.sallyport.cli.policy;

import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.policy.written.WrittenPreset.Confidence;
import io.sallyport.yaml.shape.YamlText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A policy for a provider as {@code policy new} writes it, and the words beside it.
 *
 * @param preset what is known of the provider
 */
public record NewPolicy(String provider, String integration, String to, Draft preset) {

  /** What is known of the provider. */
  public WrittenPreset known() {
    return PolicyNewCommand.known(preset);
  }

  /** The file's text. */
  String text() {
    WrittenPreset known = known();
    StringBuilder text = new StringBuilder(PolicySchemaCommand.COMMENT).append('\n');
    text.append("provider: ").append(provider).append('\n');
    known
        .env()
        .filter(env -> needsKeys())
        .ifPresent(env -> text.append("keys: [\"${env:").append(env).append("}\"]\n"));
    if (!known.params().isEmpty()) {
      text.append("params: {")
          .append(
              known.params().keySet().stream()
                  .map(param -> param + ": \"${env:" + variable(param) + "}\"")
                  .collect(Collectors.joining(", ")))
          .append("}\n");
    }
    text.append("deliver: ").append(YamlText.quoted(to)).append('\n');
    if (known.confidence().value() == Confidence.UNCONFIRMED) {
      text.append("# allow-unconfirmed: true # ")
          .append(known.doubt().orElse("nobody has confirmed this scheme"))
          .append('\n');
    }
    return text.toString();
  }

  /** What to set, where to click, what to paste. */
  String advice(Path file, String publicUrl) {
    WrittenPreset known = known();
    StringBuilder out = new StringBuilder();
    out.append("wrote ").append(file).append("\n\n");
    Map<String, String> variables = variables(known);
    if (!variables.isEmpty()) {
      out.append("set, in the environment of the server:\n");
      variables.forEach(
          (name, meaning) ->
              out.append("  ").append(name).append("  ").append(meaning).append('\n'));
      out.append('\n');
    }
    out.append("register at ").append(known.title()).append(":\n");
    out.append("  ").append(known.register()).append('\n');
    out.append("  URL to paste: ").append(publicUrl).append("/hooks/").append(integration);
    out.append("\n\n");
    if (known.confidence().value() == Confidence.UNCONFIRMED) {
      out.append("nobody has confirmed this scheme")
          .append(known.doubt().map(it -> ": " + it).orElse(""))
          .append("\n  it loads once you have tried it and say allow-unconfirmed: true\n\n");
    }
    out.append("then: sallyport policy check ").append(file).append('\n');
    return out.toString();
  }

  private Map<String, String> variables(WrittenPreset known) {
    Map<String, String> variables = new LinkedHashMap<>();
    known
        .env()
        .filter(env -> needsKeys())
        .ifPresent(env -> variables.put(env, known.secret().orElse("the sender's key")));
    known.params().forEach((param, meaning) -> variables.put(variable(param), meaning));
    return variables;
  }

  /**
   * Whether the operator gives keys: not where they are fetched, delivered by the platform, or
   * stand in the preset.
   */
  public boolean needsKeys() {
    return preset.written().keys().isEmpty() && ConfiguredUse.of(preset.written().verify());
  }

  /** The variable that a parameter is read from. */
  public String variable(String param) {
    Optional<String> stem = PolicyNewCommand.known(preset).env().map(NewPolicy::firstWord);
    String prefix = stem.orElse(provider.toUpperCase(Locale.ROOT).replace('-', '_'));
    return prefix + "_" + param.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static String firstWord(String variable) {
    int end = variable.indexOf('_');
    return end < 0 ? variable : variable.substring(0, end);
  }
}
