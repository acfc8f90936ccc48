package io.sallyport.policy.layer;

import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.yaml.DidYouMean;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.YamlReader;
import io.sallyport.yaml.shape.Scope;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a policy file, finds the preset that it names, and lays preset, defaults and policy over
 * each other.
 */
public final class LayerReader {
  private static final Set<String> NOT_IN_DEFAULTS =
      Set.of("integration", "provider", "keys", "path", "url", "preset", "examples");
  private static final Set<String> NOT_IN_PRESETS =
      Set.of("integration", "provider", "path", "url", "enforce", "allow-unconfirmed");

  private final Presets presets;
  private final Optional<Layer> defaults;

  /**
   * @param defaults {@code _defaults.yaml}, when there is one
   */
  public LayerReader(Presets presets, Optional<Layer> defaults) {
    this.presets = presets;
    this.defaults = defaults;
  }

  /**
   * Reads a policy.
   *
   * @param integration the file's name without its ending
   * @return empty when nothing could be made of it; then problems say why
   */
  public Optional<Draft> read(String integration, Layer policy, Problems problems) {
    return layers(integration, policy, problems).flatMap(layers -> read(layers, problems));
  }

  /** Finds what a policy is made of, without reading more of it than which preset it names. */
  public Optional<Layers> layers(String integration, Layer policy, Problems problems) {
    return yaml(policy, problems)
        .map(own -> new Layers(integration, preset(own, problems), defaults, policy));
  }

  /** Lays layers over each other that have been found. */
  public static Optional<Draft> read(Layers layers, Problems problems) {
    Optional<Mapping> own = yaml(layers.policy(), problems);
    own.ifPresent(
        map ->
            WrittenPolicy.refuseIn(
                map, Set.of("preset"), "only a preset has this block", Scope.of(problems)));
    return own.flatMap(map -> lay(layers, map, problems));
  }

  /** Reads a preset by itself, as a policy of its own name. */
  public static Optional<Draft> readPreset(String name, Layer preset, Problems problems) {
    Optional<Mapping> own = yaml(preset, problems);
    own.ifPresent(
        map ->
            WrittenPolicy.refuseIn(
                map, NOT_IN_PRESETS, "a preset cannot say this", Scope.of(problems)));
    Layers layers = new Layers(name, Optional.empty(), Optional.empty(), preset);
    return own.flatMap(map -> written(layers, map, problems));
  }

  private static Optional<Draft> lay(Layers layers, Mapping own, Problems problems) {
    Mapping effective = own;
    Optional<Mapping> below = layers.defaults().flatMap(layer -> yaml(layer, problems));
    if (below.isPresent()) {
      WrittenPolicy.refuseIn(
          below.get(), NOT_IN_DEFAULTS, "defaults cannot say this", Scope.of(problems));
      effective = WrittenPolicy.LAYERS.lay(below.get(), effective);
    }
    Optional<Mapping> lowest = layers.preset().flatMap(layer -> yaml(layer, problems));
    if (lowest.isPresent()) {
      WrittenPolicy.refuseIn(
          lowest.get(), NOT_IN_PRESETS, "a preset cannot say this", Scope.of(problems));
      // A preset's examples show what the preset says; a policy laid over it may say otherwise.
      effective = WrittenPolicy.LAYERS.lay(without("examples", lowest.get()), effective);
    }
    return written(layers, effective, problems);
  }

  private static Optional<Draft> written(Layers layers, Mapping effective, Problems problems) {
    return WrittenPolicy.read(effective, Scope.of(problems))
        .map(written -> new Draft(layers, written));
  }

  private Optional<Layer> preset(Mapping own, Problems problems) {
    Optional<Scalar> provider =
        own.get("provider").filter(Scalar.class::isInstance).map(Scalar.class::cast);
    if (provider.isEmpty() || provider.get().isNull()) {
      return Optional.empty();
    }
    String name = provider.get().text();
    try {
      Optional<Layer> found = presets.find(name);
      if (found.isEmpty()) {
        problems.error(provider.get().at(), "provider", unknown(name));
      }
      return found;
    } catch (IOException e) {
      problems.error(provider.get().at(), "provider", "the preset cannot be read: " + message(e));
      return Optional.empty();
    }
  }

  private String unknown(String name) {
    List<String> names = presets.names();
    String hint = DidYouMean.hint(name, names);
    return "no preset is called \""
        + name
        + "\""
        + (hint.isEmpty() ? "; `sallyport providers` lists them" : hint);
  }

  private static Optional<Mapping> yaml(Layer layer, Problems problems) {
    return YamlReader.read(layer.label(), layer.content().bytes(), problems);
  }

  private static Mapping without(String key, Mapping map) {
    List<Entry> entries =
        map.entries().stream().filter(entry -> !entry.key().text().equals(key)).toList();
    return new Mapping(map.at(), entries, map.flow());
  }

  private static String message(IOException e) {
    String message = e.getMessage();
    return message == null ? "unreadable" : message;
  }

  /** The paths that a file names, as far as it can be read at all: for what is broken otherwise. */
  public static List<String> pathsOf(Layer policy) {
    Problems ignored = new Problems();
    return yaml(policy, ignored).flatMap(map -> map.get("path")).stream()
        .flatMap(
            node ->
                node instanceof Node.Sequence list
                    ? list.items().stream()
                    : java.util.stream.Stream.of(node))
        .filter(Scalar.class::isInstance)
        .map(node -> ((Scalar) node).text())
        .filter(path -> path.startsWith("/"))
        .toList();
  }
}
