package io.sallyport.policy.written;

import io.sallyport.freshness.Freshness.Unit;
import io.sallyport.yaml.shape.Keyed;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.time.Duration;
import java.util.Optional;

/** The {@code freshness} section as written. */
public sealed interface WrittenFreshness {

  /** A signed time and how far it may be from now. */
  record Signed(
      Placed<String> from,
      Unit unit,
      Optional<Placed<Duration>> past,
      Optional<Placed<Duration>> future,
      boolean perItem)
      implements WrittenFreshness {}

  /** The sender signs no time of the attempt. */
  record None(Placed<String> reason) implements WrittenFreshness {}

  Shape<WrittenFreshness> SHAPE =
      Keyed.<WrittenFreshness>of("freshness")
          .or("from", () -> Shapes.SIGNED)
          .or("none", () -> Shapes.NONE);

  /** The two forms. */
  final class Shapes {
    static final Shape<Signed> SIGNED =
        ObjectShape.of(
            "freshness-signed",
            t -> {
              var from = t.required("from", Texts.value(), "Where the signed time stands.");
              var unit =
                  t.required(
                      "unit",
                      Texts.word(Unit.class, Unit::word),
                      "How it is written: s, ms, rfc3339 or http-date. Nothing is guessed.");
              var past =
                  t.optional(
                      "past",
                      Units.duration().placed(),
                      "How old it may be, inclusive; 5m by default.");
              var future =
                  t.optional(
                      "future",
                      Units.duration().placed(),
                      "How far ahead it may be, inclusive; 5m by default.");
              var per = t.optional("per", WrittenCheck.PER_ITEM, "item: each item has its own.");
              return v ->
                  new Signed(
                      v.need(from),
                      v.need(unit),
                      v.get(past),
                      v.get(future),
                      v.get(per).isPresent());
            });

    static final Shape<None> NONE =
        ObjectShape.of(
            "freshness-none",
            t -> {
              var none =
                  t.required("none", Texts.text().placed(), "Why there is no time to judge by.");
              return v -> new None(v.need(none));
            });

    private Shapes() {}
  }
}
