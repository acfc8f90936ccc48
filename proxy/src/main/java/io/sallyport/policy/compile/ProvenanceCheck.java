package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.policy.written.WrittenPreset.Confidence;
import io.sallyport.yaml.shape.Placed;
import java.util.Optional;

/** Whether the policy is called what its file is called, and may use the preset that it names. */
final class ProvenanceCheck {
  private final Workbench bench;

  ProvenanceCheck(Workbench bench) {
    this.bench = bench;
  }

  void check() {
    WrittenPolicy written = bench.written();
    String name = bench.draft().layers().integration();
    written
        .integration()
        .filter(it -> !it.value().equals(name))
        .ifPresent(
            it -> bench.error(it, "the file is called " + name + ": want that, or leave it out"));
    written.preset().ifPresent(preset -> preset(written, preset));
  }

  private void preset(WrittenPolicy written, WrittenPreset preset) {
    boolean unconfirmed = preset.confidence().value() == Confidence.UNCONFIRMED;
    if (bench.draft().isPreset()) {
      if (unconfirmed && preset.doubt().isEmpty()) {
        bench.error(preset.confidence(), "want doubt: what has not been confirmed");
      }
      return;
    }
    Optional<Placed<String>> provider = written.provider();
    if (unconfirmed && !written.allowUnconfirmed() && provider.isPresent()) {
      bench.error(
          provider.get(),
          "nobody has confirmed this preset"
              + preset.doubt().map(it -> " (" + it + ")").orElse("")
              + "; want allow-unconfirmed: true where you have tried it");
    }
    preset
        .params()
        .forEach(
            (param, meaning) -> {
              if (!written.params().containsKey(param) && provider.isPresent()) {
                bench
                    .problems()
                    .error(
                        provider.get().at(),
                        "params",
                        "this provider needs " + param + ": " + meaning);
              }
            });
  }
}
