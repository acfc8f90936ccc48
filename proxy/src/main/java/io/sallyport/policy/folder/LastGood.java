package io.sallyport.policy.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.Layers;
import io.sallyport.seal.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Copies of the policies that loaded last, under {@code data/policies/}: what a restart serves when
 * the file as it stands then does not load. They hold what the files hold, so no secrets.
 */
public final class LastGood {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /**
   * @param folder is made when there is something to keep
   */
  public LastGood(Path folder) {
    this.folder = folder;
  }

  /** Keeps the layers of a policy that has just loaded. */
  void keep(Layers layers) throws IOException {
    ObjectNode copy = JSON.createObjectNode();
    layers.preset().ifPresent(layer -> copy.set("preset", write(layer)));
    layers.defaults().ifPresent(layer -> copy.set("defaults", write(layer)));
    copy.set("policy", write(layers.policy()));
    WholeFile.write(file(layers.integration()), JSON.writeValueAsBytes(copy));
  }

  /**
   * The layers that loaded last.
   *
   * @param policies where the names in them start from, but for those of bundled presets
   */
  Optional<Layers> find(String integration, Path policies) throws IOException {
    Path file = file(integration);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode copy = JSON.readTree(Files.readAllBytes(file));
    return read(copy, "policy", policies)
        .map(
            policy ->
                new Layers(
                    integration,
                    read(copy, "preset", policies),
                    read(copy, "defaults", policies),
                    policy));
  }

  /** Forgets a policy whose file is gone. */
  void forget(String integration) throws IOException {
    WholeFile.delete(file(integration));
  }

  private Path file(String integration) {
    return folder.resolve(integration + ".json");
  }

  private static ObjectNode write(Layer layer) {
    return JSON.createObjectNode()
        .put("label", layer.label())
        .put("bundled", layer.base() instanceof Base.Bundled)
        .put("folder", layer.base().directory().map(Path::toString).orElse(""))
        .put("text", new String(layer.content().bytes(), StandardCharsets.UTF_8));
  }

  private static Optional<Layer> read(JsonNode copy, String name, Path policies) {
    JsonNode layer = copy.path(name);
    if (!layer.path("text").isTextual()) {
      return Optional.empty();
    }
    String folder = layer.path("folder").asText();
    Base base =
        layer.path("bundled").asBoolean()
            ? new Base.Bundled()
            : new Base.Directory(folder.isEmpty() ? policies : Path.of(folder));
    return Optional.of(
        Layer.of(
            layer.path("label").asText(name),
            base,
            layer.path("text").asText().getBytes(StandardCharsets.UTF_8)));
  }
}
