package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Language.LetRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@code let} name, compiled. */
final class Let {
  /** More elements of one value are malformed. */
  static final int PAIRS_MAX = 100;

  /** More groups of an {@code each} are refused, as more signatures are. */
  static final int GROUPS_MAX = 8;

  private final String name;
  private final CompiledTemplate from;
  private final LetRule rule;
  private final Optional<JsonDocument> json;

  Let(String name, CompiledTemplate from, LetRule rule, int slot) {
    this.name = name;
    this.from = from;
    this.rule = rule;
    this.json =
        rule.json()
            ? Optional.of(new JsonDocument("{" + name + "}", slot, from.reads(), from::slice))
            : Optional.empty();
  }

  String name() {
    return name;
  }

  CompiledTemplate from() {
    return from;
  }

  Optional<JsonDocument> json() {
    return json;
  }

  boolean isSplit() {
    return rule.listSeparator().isPresent();
  }

  boolean isGrouped() {
    return rule.each().isPresent();
  }

  List<String> names() {
    return rule.names();
  }

  /** What the name of a part may consist of: neither separator. */
  ByteSet nameBytes() {
    return less(valueBytes(), rule.pairSeparator());
  }

  /** What a part may consist of: not the separator of the list. */
  ByteSet valueBytes() {
    return less(ByteSet.ALL, rule.listSeparator());
  }

  private static ByteSet less(ByteSet bytes, Optional<String> separator) {
    return separator
        .filter(it -> it.length() == 1 && it.charAt(0) < 0x80)
        .map(it -> bytes.less(ByteSet.of(it)))
        .orElse(bytes);
  }

  LetValue value(RequestReading reading) {
    return reading.let(this);
  }

  /** Reads the value once a request; an absent one has no groups. */
  LetValue read(RequestReading reading) {
    List<Slice> groups = new ArrayList<>();
    Optional<Slice> whole = from.sliceIfPresent(reading);
    if (whole.isPresent() && rule.each().isPresent()) {
      cut(whole.get(), rule.each().get(), GROUPS_MAX + 1)
          .forEach(part -> addUnlessEmpty(groups, part.trimmed()));
    } else {
      whole.ifPresent(groups::add);
    }
    if (groups.size() > GROUPS_MAX) {
      throw new Unreadable(
          Reason.SIGNATURE_TOO_MANY, "{" + name + "} has more than " + GROUPS_MAX + " groups");
    }
    return new LetValue(this, groups);
  }

  /** The pairs of one group, in order. */
  List<Pair> pairs(Slice group) {
    String separator = rule.listSeparator().orElse("");
    List<Slice> elements = cut(group, separator, PAIRS_MAX + 1);
    if (elements.size() > PAIRS_MAX) {
      throw malformed("{" + name + "} has more than " + PAIRS_MAX + " parts");
    }
    return rule.names().isEmpty() ? named(elements) : positional(elements);
  }

  private List<Pair> named(List<Slice> elements) {
    List<Pair> pairs = new ArrayList<>();
    for (Slice element : elements) {
      Slice part = element.trimmed();
      if (part.length > 0) {
        pairs.add(rule.pairSeparator().map(sign -> pair(part, sign)).orElse(Pair.nameless(part)));
      }
    }
    return List.copyOf(pairs);
  }

  /** Splits on the first sign only: base64 ends in more of them. */
  private static Pair pair(Slice part, String sign) {
    byte[] wanted = sign.getBytes(StandardCharsets.UTF_8);
    int at = part.indexOf(wanted, 0);
    return at < 0
        ? Pair.nameless(part)
        : Pair.of(part.sub(0, at), part.sub(at + wanted.length, part.length));
  }

  private List<Pair> positional(List<Slice> elements) {
    if (elements.size() > rule.names().size()) {
      throw malformed("{" + name + "} has more parts than names");
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      pairs.add(Pair.of(Slice.ofUtf8(rule.names().get(i)), elements.get(i)));
    }
    return List.copyOf(pairs);
  }

  private static void addUnlessEmpty(List<Slice> parts, Slice part) {
    if (part.length > 0) {
      parts.add(part);
    }
  }

  /** Cuts at every separator; stops after {@code max} parts, since more are refused anyway. */
  private static List<Slice> cut(Slice text, String separator, int max) {
    byte[] wanted = separator.getBytes(StandardCharsets.UTF_8);
    List<Slice> parts = new ArrayList<>();
    int from = 0;
    while (parts.size() < max) {
      int at = text.indexOf(wanted, from);
      if (at < 0) {
        parts.add(text.sub(from, text.length));
        break;
      }
      parts.add(text.sub(from, at));
      from = at + wanted.length;
    }
    return parts;
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail);
  }
}
