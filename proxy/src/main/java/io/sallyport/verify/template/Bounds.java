package io.sallyport.verify.template;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of values besides the signature, as far as it tells where they end in the signed
 * text: what {@code require} wants them to be, and that a time is judged. Immutable.
 */
public final class Bounds {
  private static final Bounds NONE = new Bounds(Map.of());

  private final Map<String, Extent> known;

  /** How a judged time is written. */
  public enum Time {
    UNIX,
    RFC3339,
    HTTP_DATE
  }

  private Bounds(Map<String, Extent> known) {
    this.known = Map.copyOf(known);
  }

  /** Nothing is asked. */
  public static Bounds none() {
    return NONE;
  }

  /** The value must match the whole pattern; so of several that it joins, each has its bytes. */
  public Bounds like(Template value, Pattern pattern) {
    Extent matched = PatternExtent.of(pattern);
    Map<String, Extent> each = new HashMap<>();
    ((CompiledTemplate) value)
        .joinedWords()
        .forEach(word -> each.put(word, Extent.of(matched.alphabet(), 0)));
    return with(value, matched).plus(new Bounds(each));
  }

  /** The value must be this text. */
  public Bounds is(Template value, String text) {
    return with(value, Extent.text(Slice.ofUtf8(text)));
  }

  /** The value must be one of these; each is one value, or a list of parameters. */
  public Bounds in(Template value, List<Template> allowed) {
    boolean configured = allowed.stream().allMatch(one -> one.reads().isEmpty() && !one.usesKey());
    if (!configured) {
      return this;
    }
    Optional<Slice> only =
        allowed.size() == 1 ? ((CompiledTemplate) allowed.get(0)).constant() : Optional.empty();
    return with(value, only.map(Extent::text).orElseGet(Extent::configuredLine));
  }

  /** The value is a time that must be near now. */
  public Bounds time(Template value, Time written) {
    return with(
        value,
        switch (written) {
          case UNIX -> Extent.unixTime();
          case RFC3339 -> Extent.rfc3339();
          case HTTP_DATE -> Extent.httpDate();
        });
  }

  /** Both together. */
  public Bounds plus(Bounds other) {
    Map<String, Extent> both = new HashMap<>(known);
    other.known.forEach((word, extent) -> both.merge(word, extent, Extent::and));
    return new Bounds(both);
  }

  /** What is known of the values of a source, with what it is by itself. */
  Extent of(Source.One source) {
    Extent own = Extent.of(source);
    Extent asked = known.get(source.word());
    return asked == null ? own : own.and(asked);
  }

  private Bounds with(Template value, Extent extent) {
    return ((CompiledTemplate) value)
        .plainWord()
        .map(word -> plus(new Bounds(Map.of(word, extent))))
        .orElse(this);
  }
}
