package io.sallyport.cli;

import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.DidYouMean;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ParameterException;

/** What a command line says of a provider and of where its deliveries go. */
public final class ProviderOption {
  private ProviderOption() {}

  /**
   * The preset of a provider.
   *
   * @param policies presets of one's own lie below it
   * @param usage makes the failure of a command line that cannot be understood
   */
  public static Draft preset(
      String provider, Path policies, Function<String, ParameterException> usage)
      throws IOException {
    Presets presets = Presets.beside(policies);
    Optional<Layer> layer = presets.find(provider);
    if (layer.isEmpty()) {
      String hint = DidYouMean.hint(provider, presets.names());
      throw usage.apply(
          "no provider is called \""
              + provider
              + "\""
              + (hint.isEmpty() ? "; `sallyport providers` lists them" : hint));
    }
    return LayerReader.readPreset(provider, layer.get(), new Problems())
        .filter(it -> it.written().preset().isPresent())
        .orElseThrow(() -> usage.apply("the preset " + provider + " cannot be read"));
  }

  /** Wants an http or https URL with a host behind an option. */
  public static void requireUrl(
      String option, String text, Function<String, ParameterException> usage) {
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw usage.apply(
        option + ": want a URL like http://localhost:8000/hooks, got \"" + text + "\"");
  }
}
