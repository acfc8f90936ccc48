package io.sallyport.policy.example;

import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.sample.ThrowAwayKey;
import io.sallyport.policy.written.WrittenExample;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Sequence;
import io.sallyport.yaml.Node.Style;
import io.sallyport.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts an example's keys and parameters into its policy's document. */
final class ExampleDocument {
  /** What a delivery does not depend on, and what may need a secret. */
  private static final Set<String> LEFT_OUT = Set.of("deliver", "enforce", "examples", "keys");

  private ExampleDocument() {}

  /** The policy's document with the example's keys and parameters in it. */
  static Mapping of(Draft draft, WrittenExample example, Optional<ThrowAwayKey> key) {
    Mapping own = (Mapping) example.node();
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : draft.written().node().entries()) {
      String name = entry.key().text();
      if (!LEFT_OUT.contains(name) && !(name.equals("params") && own.has("params"))) {
        entries.add(entry);
      }
    }
    key.map(it -> keys(it, own.at()))
        .or(() -> own.entry("keys"))
        .or(() -> draft.written().node().entry("keys"))
        .ifPresent(entries::add);
    own.entry("params").ifPresent(it -> entries.add(params(draft, it)));
    return new Mapping(draft.written().node().at(), entries, false);
  }

  private static Entry keys(ThrowAwayKey key, Place at) {
    Mapping one =
        new Mapping(
            at,
            List.of(
                new Entry(word(at, "id"), word(at, key.signing().id())),
                new Entry(word(at, "value"), word(at, key.text()))),
            true);
    return new Entry(word(at, "keys"), new Sequence(at, List.of(one), true));
  }

  private static Scalar word(Place at, String text) {
    return new Scalar(at, text, Style.DOUBLE_QUOTED, "");
  }

  private static Entry params(Draft draft, Entry own) {
    Optional<Node> below = draft.written().node().get("params");
    return below.isPresent()
            && below.get() instanceof Mapping lower
            && own.value() instanceof Mapping upper
        ? new Entry(own.key(), WrittenPolicy.LAYERS.lay(lower, upper))
        : own;
  }
}
