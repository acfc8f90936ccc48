package io.sallyport.policy.written;

import io.sallyport.admit.Limit.Over;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.List;
import java.util.Optional;

/**
 * One of {@code limits} as written: a token bucket for each value of something.
 *
 * @param by {@code source}, {@code integration}, {@code account}, {@code type}, or a source of the
 *     language: {@code header:NAME}, {@code json:/P}, {@code item:/P}
 * @param burst how many at once; as many as the rate permits in its unit by default
 */
public record WrittenLimit(
    Placed<String> by,
    Units.Rate rate,
    Optional<Integer> burst,
    Optional<Placed<Over>> over,
    Optional<Placed<Boolean>> soft,
    Optional<Placed<String>> name) {

  /** What counts before anything is verified. */
  public static final String SOURCE = "source";

  private static final int LIMITS_MAX = 16;
  private static final int BURST_MAX = 1_000_000;
  private static final String BY =
      "source|integration|account|type|header:[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}|(json|item):/.{0,256}";

  static final Shape<List<WrittenLimit>> LIST =
      Lists.of(
          ObjectShape.of(
              "limit",
              t -> {
                var by =
                    t.required(
                        "by",
                        Texts.text(
                                BY,
                                "source, integration, account, type, header:NAME, json:/POINTER or"
                                    + " item:/POINTER")
                            .placed(),
                        "What has a bucket of its own: source (before anything is verified),"
                            + " integration (one for all), account, type, header:NAME, json:/P or"
                            + " item:/P.");
                var rate =
                    t.required("rate", Units.rate(), "How many permits: 50/s, 30/m, 1000/h.");
                var burst =
                    t.optional(
                        "burst",
                        Units.integer(1, BURST_MAX),
                        "How many at once; what the rate permits in its unit by default.");
                var over =
                    t.optional(
                        "over",
                        Texts.word(Over.class, Over::word).placed(),
                        "What becomes of an event over it: refuse (429), delay (accepted and"
                            + " paced) or hold (a person sees it first). delay by default where"
                            + " the sender never retries or sends batches, otherwise refuse.");
                var soft =
                    t.optional(
                        "soft", Units.bool().placed(), "true: it only counts, and stops nobody.");
                var name =
                    t.optional(
                        "name",
                        Texts.text("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "a name of a-z, 0-9 and -")
                            .placed(),
                        "What metrics and RateLimit fields call it; made of by, if not given.");
                return v ->
                    new WrittenLimit(
                        v.need(by),
                        v.need(rate),
                        v.get(burst),
                        v.get(over),
                        v.get(soft),
                        v.get(name));
              }),
          0,
          LIMITS_MAX);

  /** Whether it counts before anything is verified. */
  public boolean isBySource() {
    return by.value().equals(SOURCE);
  }

  /** How many at once. */
  public int permitsAtOnce() {
    return burst.orElse(rate.permits());
  }
}
