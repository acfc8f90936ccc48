package io.sallyport.policy.layer;

import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Sequence;
import io.sallyport.yaml.Node.Style;
import io.sallyport.yaml.shape.YamlText;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a policy as it takes effect: YAML that reads back to the same document, with the origin of
 * every line behind it.
 */
public final class EffectiveText {
  private static final int ORIGIN_COLUMN_MAX = 72;

  /**
   * A line of YAML and where it comes from.
   *
   * @param origin {@code file:line}
   */
  public record Line(String text, String origin) {}

  private final List<Line> lines = new ArrayList<>();

  private EffectiveText() {}

  /** The lines of a document. */
  public static List<Line> of(Mapping document) {
    EffectiveText text = new EffectiveText();
    text.map(document, 0, "");
    return List.copyOf(text.lines);
  }

  /** The lines with their origins as comments, aligned. */
  public static String annotated(Mapping document) {
    List<Line> lines = of(document);
    int column =
        lines.stream()
            .mapToInt(it -> it.text().length())
            .filter(it -> it <= ORIGIN_COLUMN_MAX)
            .max()
            .orElse(0);
    StringBuilder out = new StringBuilder();
    for (Line line : lines) {
      out.append(line.text())
          .append(" ".repeat(Math.max(0, column - line.text().length())))
          .append("  # ")
          .append(line.origin())
          .append('\n');
    }
    return out.toString();
  }

  /**
   * @param lead what stands before the first line instead of its indent: the dash of a list
   */
  private void map(Mapping map, int depth, String lead) {
    String prefix = lead;
    for (Entry entry : map.entries()) {
      if (entry.value() instanceof Scalar scalar && scalar.isNull()) {
        continue;
      }
      String start = prefix.isEmpty() ? indent(depth) : prefix;
      prefix = "";
      value(start + YamlText.written(entry.key().text()) + ":", entry, depth);
    }
  }

  private void value(String start, Entry entry, int depth) {
    Node value = entry.value();
    if (value instanceof Scalar scalar) {
      add(start + " " + written(scalar), value);
    } else if (value instanceof Mapping map) {
      add(start + (isEmpty(map) ? " {}" : ""), entry.key());
      map(map, depth + 1, "");
    } else {
      list(start, (Sequence) value, depth);
    }
  }

  private void list(String start, Sequence list, int depth) {
    boolean plain = list.items().stream().allMatch(Scalar.class::isInstance);
    if (plain) {
      add(
          start + " [" + String.join(", ", list.items().stream().map(this::word).toList()) + "]",
          list);
      return;
    }
    add(start, list);
    for (Node item : list.items()) {
      String dash = indent(depth + 1) + "- ";
      if (item instanceof Mapping map && !isEmpty(map)) {
        map(map, depth + 2, dash);
      } else if (item instanceof Sequence inner) {
        list(indent(depth + 1) + "-", inner, depth + 1);
      } else {
        add(dash + (item instanceof Scalar scalar ? written(scalar) : "{}"), item);
      }
    }
  }

  private String word(Node node) {
    return written((Scalar) node);
  }

  /** Plain words stay plain: a duration, a number, true. */
  private static String written(Scalar scalar) {
    boolean plain = scalar.style() == Style.PLAIN && isSafePlain(scalar.text());
    return plain ? scalar.text() : YamlText.quoted(scalar.text());
  }

  private static boolean isSafePlain(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f && ",[]{}#&*!|>'\"%@`:".indexOf(c) < 0);
  }

  private static boolean isEmpty(Mapping map) {
    return map.entries().stream()
        .allMatch(entry -> entry.value() instanceof Scalar scalar && scalar.isNull());
  }

  private void add(String text, Node from) {
    lines.add(new Line(text, from.at().fileAndLine()));
  }

  private static String indent(int depth) {
    return "  ".repeat(depth);
  }
}
