package io.sallyport.cli.policy;

import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.Problems;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One policy, or one preset, that a command looks at.
 *
 * @param folder of the policies that it belongs to; empty for a preset in the jar
 * @param isPreset whether it is looked at by itself
 */
public record PolicyTarget(
    String name, Layer layer, Optional<Path> folder, Optional<Layer> defaults, boolean isPreset) {

  /** Lays its layers over each other and reads it. */
  public Optional<Draft> draft(Problems problems) {
    return isPreset
        ? LayerReader.readPreset(name, layer, problems)
        : new LayerReader(new Presets(folder), defaults).read(name, layer, problems);
  }
}
