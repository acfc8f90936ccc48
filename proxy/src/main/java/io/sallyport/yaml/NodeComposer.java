package io.sallyport.yaml;

import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Sequence;
import io.sallyport.yaml.Node.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Builds nodes from parse events. The library's own composer recurses without a bound and keeps
 * duplicate keys until it constructs objects; here every bound is checked as the events come, so
 * that a list of a hundred thousand brackets is refused at the fifty-first.
 */
final class NodeComposer {
  static final int DEPTH_MAX = 50;
  static final int ALIASES_MAX = 50;

  /** Counted with every alias written out: what bounds the laughs of nested aliases. */
  static final int NODES_MAX = 20_000;

  private final String file;
  private final int[] characters;
  private final Problems problems;
  private final Map<String, Built> anchors = new HashMap<>();
  private int aliases;
  private int nodes;

  NodeComposer(String file, String text, Problems problems) {
    this.file = file;
    this.characters = text.codePoints().toArray();
    this.problems = problems;
  }

  /** What stops the reading at once; the place and the sentence are for the operator. */
  static final class Unacceptable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Place at;
    private final String sentence;

    Unacceptable(Place at, String sentence) {
      super(sentence, null, false, false);
      this.at = at;
      this.sentence = sentence;
    }

    Place at() {
      return at;
    }

    String sentence() {
      return sentence;
    }
  }

  /** A node, how many nodes it is with all aliases written out, and how deep. */
  private record Built(Node node, int size, int height) {}

  Optional<Mapping> document(Iterator<Event> events) {
    Optional<Mapping> map = Optional.empty();
    boolean seen = false;
    while (events.hasNext()) {
      Event event = events.next();
      if (!(event instanceof NodeEvent)) {
        continue;
      }
      if (seen) {
        throw new Unacceptable(place(event), "a file holds one policy: remove the second document");
      }
      seen = true;
      map = asMap(node(event, events, 1).node());
    }
    return seen ? map : Optional.of(new Mapping(Place.startOf(file), List.of(), false));
  }

  private Optional<Mapping> asMap(Node node) {
    if (node instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    if (node instanceof Scalar scalar && scalar.isNull()) {
      return Optional.of(new Mapping(node.at(), List.of(), false));
    }
    problems.error(node.at(), "", "want a map of keys, got " + node.described());
    return Optional.empty();
  }

  private Built node(Event event, Iterator<Event> events, int depth) {
    Place at = place(event);
    if (depth > DEPTH_MAX) {
      throw new Unacceptable(at, "want at most " + DEPTH_MAX + " levels");
    }
    if (event instanceof AliasEvent alias) {
      return alias(alias, at, depth);
    }
    Built built;
    if (event instanceof ScalarEvent scalar) {
      refuseTag(scalar.getTag(), at);
      built = new Built(scalar(scalar, at), 1, 1);
    } else if (event instanceof CollectionStartEvent start) {
      refuseTag(start.getTag(), at);
      built =
          event.getEventId() == Event.ID.MappingStart
              ? mapping(start, at, events, depth)
              : sequence(start, at, events, depth);
    } else {
      throw new IllegalStateException("the parser opens a node with " + event.getEventId());
    }
    count(1, at);
    if (event instanceof NodeEvent named) {
      named.getAnchor().map(Anchor::getValue).ifPresent(name -> anchors.put(name, built));
    }
    return built;
  }

  private Built alias(AliasEvent event, Place at, int depth) {
    String name = event.getAlias().getValue();
    if (++aliases > ALIASES_MAX) {
      throw new Unacceptable(at, "want at most " + ALIASES_MAX + " aliases");
    }
    Built built = anchors.get(name);
    if (built == null) {
      throw new Unacceptable(at, "no anchor &" + name + " stands before this alias, or it is open");
    }
    if (depth + built.height() - 1 > DEPTH_MAX) {
      throw new Unacceptable(at, "want at most " + DEPTH_MAX + " levels, aliases written out");
    }
    count(built.size(), at);
    return built;
  }

  private Built sequence(CollectionStartEvent start, Place at, Iterator<Event> events, int depth) {
    List<Node> items = new ArrayList<>();
    int size = 1;
    int height = 0;
    for (Event event = events.next(); !ends(event); event = events.next()) {
      Built item = node(event, events, depth + 1);
      items.add(item.node());
      size += item.size();
      height = Math.max(height, item.height());
    }
    return new Built(new Sequence(at, items, start.isFlow()), size, height + 1);
  }

  private Built mapping(CollectionStartEvent start, Place at, Iterator<Event> events, int depth) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Place> keys = new HashMap<>();
    int size = 1;
    int height = 0;
    for (Event event = events.next(); !ends(event); event = events.next()) {
      Node key = node(event, events, depth + 1).node();
      Built value = node(events.next(), events, depth + 1);
      size += value.size() + 1;
      height = Math.max(height, value.height());
      if (isUsable(key, keys)) {
        entries.add(new Entry((Scalar) key, value.node()));
      }
    }
    return new Built(new Mapping(at, entries, start.isFlow()), size, height + 1);
  }

  private boolean isUsable(Node key, Map<String, Place> keys) {
    if (!(key instanceof Scalar name)) {
      problems.error(key.at(), "", "want a word as a key, got " + key.described());
      return false;
    }
    if (name.text().equals("<<")) {
      problems.error(key.at(), "", "merge keys (<<) are refused: write the keys out");
      return false;
    }
    Place first = keys.putIfAbsent(name.text(), key.at());
    if (first != null) {
      problems.error(
          key.at(), "", name.described() + " stands twice; the first is on line " + first.line());
      return false;
    }
    return true;
  }

  private Scalar scalar(ScalarEvent event, Place at) {
    Style style =
        event.isPlain()
            ? Style.PLAIN
            : event.isSQuoted()
                ? Style.SINGLE_QUOTED
                : event.isDQuoted() ? Style.DOUBLE_QUOTED : Style.BLOCK;
    return new Scalar(at, event.getValue(), style, style == Style.BLOCK ? "" : raw(event));
  }

  /** The characters as written, when they stand on one line. */
  private String raw(Event event) {
    Optional<Mark> start = event.getStartMark();
    Optional<Mark> end = event.getEndMark();
    if (start.isEmpty() || end.isEmpty() || start.get().getLine() != end.get().getLine()) {
      return "";
    }
    int from = start.get().getIndex();
    return new String(characters, from, Math.min(end.get().getIndex(), characters.length) - from);
  }

  private void refuseTag(Optional<String> tag, Place at) {
    tag.ifPresent(it -> problems.error(at, "", "tags are refused: remove " + shortTag(it)));
  }

  private static String shortTag(String tag) {
    String shown = tag.startsWith("tag:yaml.org,2002:") ? "!!" + tag.substring(18) : tag;
    return shown.length() <= 60 ? shown : shown.substring(0, 60) + "…";
  }

  private void count(int more, Place at) {
    nodes += more;
    if (nodes > NODES_MAX) {
      throw new Unacceptable(at, "want at most " + NODES_MAX + " values, aliases written out");
    }
  }

  private static boolean ends(Event event) {
    return event.getEventId() == Event.ID.SequenceEnd || event.getEventId() == Event.ID.MappingEnd;
  }

  private Place place(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(Place.startOf(file));
  }
}
