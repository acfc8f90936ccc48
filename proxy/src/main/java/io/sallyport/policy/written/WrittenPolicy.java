package io.sallyport.policy.written;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.ingress.Answers;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Overlay;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy as written, its layers laid over each other.
 *
 * @param node the whole document
 * @param broken the sections that stand but could not be read; nothing is said of what is missing
 *     in them
 * @param templates every VALUE of the document
 */
public record WrittenPolicy(
    Mapping node,
    Set<String> broken,
    List<Placed<String>> templates,
    Optional<Placed<String>> integration,
    Optional<Placed<String>> provider,
    boolean allowUnconfirmed,
    Optional<WrittenPreset> preset,
    List<Placed<String>> paths,
    List<Placed<String>> urls,
    Optional<WrittenAcceptance> accept,
    Map<String, Placed<WrittenLet>> lets,
    Optional<Placed<String>> document,
    List<WrittenHandshake> handshakes,
    Optional<WrittenCheck> verify,
    Optional<WrittenFreshness> freshness,
    Optional<WrittenItems> items,
    WrittenFacts facts,
    WrittenSignals signals,
    List<WrittenLimit> limits,
    WrittenReplay replay,
    List<WrittenDestination> deliver,
    Map<Answers.Kind, WrittenAnswer> answers,
    Optional<Placed<Instant>> monitorUntil,
    Optional<String> owner,
    Map<String, String> labels,
    List<WrittenKey> keys,
    Map<String, List<Placed<String>>> params,
    List<WrittenExample> examples) {

  /**
   * Which maps one layer replaces as a whole: naming another mechanism, or another way to judge
   * time, must not inherit half of the one below.
   */
  public static final Overlay LAYERS =
      new Overlay(
          (path, upper) ->
              switch (path) {
                case "verify" -> WrittenCheck.words().stream().anyMatch(upper::has);
                case "freshness" -> upper.has("from") || upper.has("none");
                default -> false;
              });

  /** Reads a document; what does not fit is a problem in the scope. */
  public static Optional<WrittenPolicy> read(Mapping node, Scope scope) {
    return PolicyShape.POLICY.readWhatFits(node, scope);
  }

  /** Only looks whether a layer that is no policy by itself holds keys that it may not. */
  public static void refuseIn(Mapping layer, Set<String> keys, String reason, Scope scope) {
    layer.entries().stream()
        .filter(entry -> keys.contains(entry.key().text()))
        .forEach(entry -> scope.key(entry.key().text()).error(entry.key(), reason));
  }

  /** The JSON Schema of policy files. */
  public static ObjectNode schema() {
    return PolicySchema.of(PolicyShape.POLICY);
  }

  /** The keys of the language, in the order of an event's road. */
  public static List<String> keyWords() {
    return PolicyShape.POLICY.fields().stream().map(it -> it.key()).toList();
  }

  /** Whether a delivery may carry several events. */
  public boolean hasBatches() {
    return items.isPresent()
        && !(items.get() instanceof WrittenItems.Pointers whole
            && whole.pointers().stream().allMatch(it -> it.value().isEmpty()));
  }
}
