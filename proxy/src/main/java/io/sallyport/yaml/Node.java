package io.sallyport.yaml;

import java.util.List;
import java.util.Optional;

/**
 * A YAML node that remembers where it stands. Immutable. Nothing is resolved to a type: whether
 * {@code 10} is a number is for the reader of the node to say.
 */
public sealed interface Node {
  Place at();

  /** What to call it in a message: {@code a map}, {@code a list}, {@code "10"}. */
  String described();

  /** How a scalar was written. */
  enum Style {
    /** Without quotes: older YAML readers would guess its type. */
    PLAIN,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    /** {@code |} or {@code >}. */
    BLOCK
  }

  /**
   * A single value.
   *
   * @param text what it stands for, quotes and escapes undone
   * @param raw the characters as written, quotes included; empty when it spans lines
   */
  record Scalar(Place at, String text, Style style, String raw) implements Node {
    private static final int SHOWN_CHARS_MAX = 60;

    /** Whether it says "nothing": empty, {@code ~} or {@code null} without quotes. */
    public boolean isNull() {
      return style == Style.PLAIN
          && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }

    /** Where a character of {@link #text} stands in the file; the scalar's start if unknown. */
    public Place placeOf(int offset) {
      return ScalarOffsets.place(this, offset);
    }

    @Override
    public String described() {
      if (isNull()) {
        return "nothing";
      }
      String shown = text.replace("\r", "\\r").replace("\n", "\\n");
      return shown.length() <= SHOWN_CHARS_MAX
          ? "\"" + shown + "\""
          : "\"" + shown.substring(0, SHOWN_CHARS_MAX) + "…\"";
    }
  }

  /**
   * A list.
   *
   * @param flow whether it was written in brackets
   */
  record Sequence(Place at, List<Node> items, boolean flow) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  /**
   * A map; its keys are distinct.
   *
   * @param flow whether it was written in braces
   */
  record Mapping(Place at, List<Entry> entries, boolean flow) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }

    public Optional<Node> get(String key) {
      return entry(key).map(Entry::value);
    }

    public Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().text().equals(key)).findFirst();
    }

    public boolean has(String key) {
      return entry(key).isPresent();
    }

    @Override
    public String described() {
      return "a map";
    }
  }

  /** One line of a map. */
  record Entry(Scalar key, Node value) {}
}
