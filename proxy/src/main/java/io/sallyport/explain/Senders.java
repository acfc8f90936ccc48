package io.sallyport.explain;

import io.sallyport.policy.Policy;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.util.Optional;

/** Finds out who should have sent it. Reads a preset: not for an event loop. */
public final class Senders {
  private static final String UNSAID = "see its documentation";

  private Senders() {}

  /** The sender that a policy speaks of. */
  public static Sender of(Policy policy, Presets presets) {
    return policy
        .provider()
        .flatMap(provider -> preset(provider, presets))
        .orElseGet(() -> Sender.unnamed(policy.integration()));
  }

  private static Optional<Sender> preset(String provider, Presets presets) {
    try {
      return presets
          .find(provider)
          .flatMap(layer -> LayerReader.readPreset(provider, layer, new Problems()))
          .flatMap(draft -> draft.written().preset())
          .map(
              preset ->
                  new Sender(preset.title(), preset.register(), preset.secret().orElse(UNSAID)));
    } catch (IOException e) {
      return Optional.empty(); // an explanation without the preset's words is better than none
    }
  }
}
