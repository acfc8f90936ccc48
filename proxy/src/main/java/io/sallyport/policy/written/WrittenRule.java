package io.sallyport.policy.written;

import com.google.re2j.Pattern;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.ObjectShape.Field;
import io.sallyport.yaml.shape.ObjectShape.Fields;
import io.sallyport.yaml.shape.ObjectShape.Values;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a value must be: one RULE of {@code require} and {@code claims}; all of them must hold. */
public record WrittenRule(
    Optional<Placed<String>> is,
    Optional<List<Placed<String>>> in,
    Optional<Placed<String>> has,
    Optional<Pattern> like,
    Optional<Placed<Duration>> within,
    boolean absent) {

  private static final int ALLOWED_MAX = 256;

  /** How many of the six are given; at least one must be. */
  public long size() {
    return Stream.of(is, in, has, like, within).filter(Optional::isPresent).count()
        + (absent ? 1 : 0);
  }

  static final Shape<WrittenRule> SHAPE = ObjectShape.of("rule", WrittenRule::fields);

  /** Declares the six keys in a table, alone or beside others. */
  static Function<Values, WrittenRule> fields(Fields t) {
    Field<Placed<String>> is =
        t.optional("is", Texts.value(), "Equal to this VALUE, compared in constant time.");
    Field<List<Placed<String>>> in =
        t.optional(
            "in",
            Lists.oneOrMore(Texts.value(), ALLOWED_MAX),
            "One of these, or of a list parameter: \"{param:topics}\".");
    Field<Placed<String>> has = t.optional("has", Texts.value(), "A list that holds this element.");
    Field<Pattern> like =
        t.optional("like", Texts.pattern(), "RE2 that the whole must match, at most 4,096 bytes.");
    Field<Placed<Duration>> within =
        t.optional("within", Units.duration().placed(), "A time at most this far from now.");
    Field<Boolean> absent = t.optional("absent", Units.yes(), "Not there at all.");
    return v ->
        new WrittenRule(
            v.get(is),
            v.get(in),
            v.get(has),
            v.get(like),
            v.get(within),
            v.get(absent).isPresent());
  }

  /** {@code {value: VALUE, RULE}}: one line of {@code require}. */
  public record Requirement(Placed<String> value, WrittenRule rule) {
    static final Shape<Requirement> SHAPE =
        ObjectShape.of(
            "requirement",
            t -> {
              var value = t.required("value", Texts.value(), "The value that is judged.");
              Function<Values, WrittenRule> rule = fields(t);
              return v -> new Requirement(v.need(value), rule.apply(v));
            });

    static final Shape<List<Requirement>> LIST = Lists.of(SHAPE, 0, 16);
  }
}
