package io.sallyport.policy.written;

import io.sallyport.ingress.Answers;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One entry of {@code deliver:} as written. */
public record WrittenDestination(
    Node node,
    Optional<Placed<String>> path,
    Placed<String> to,
    Optional<Placed<Duration>> timeout,
    Optional<Integer> concurrency,
    Optional<Placed<String>> sign,
    Optional<Boolean> assertion,
    Optional<Placed<Boolean>> relay,
    WrittenDelivery delivery,
    Map<Answers.Kind, WrittenAnswer> answers) {

  private static final int DESTINATIONS_MAX = 64;
  private static final int CONCURRENCY_MAX = 10_000;

  private static final Shape<Placed<String>> URL =
      Texts.text("https?://.+", "a URL like http://app:8000/hooks").placed();

  private static final Shape<WrittenDestination> MAP =
      ObjectShape.of(
          "destination",
          t -> {
            var path =
                t.optional(
                    "path",
                    Texts.text("/[^?#]*", "a path like /events").placed(),
                    "What follows the integration's own path; without it, that path itself.");
            var to =
                t.required(
                    "to",
                    URL,
                    "The URL that verified deliveries go to. With /* at its end, what follows the"
                        + " integration's path is appended.");
            WrittenDelivery.Keys delivery = new WrittenDelivery.Keys(t);
            var timeout =
                t.optional(
                    "timeout",
                    Units.duration().placed(),
                    "From the first byte sent to the head of the answer; 10s by default. With"
                        + " pass-through never past the sender's own deadline.");
            var concurrency =
                t.optional(
                    "concurrency",
                    Units.integer(1, CONCURRENCY_MAX),
                    "Requests under way to it at once; 64 by default.");
            var sign =
                t.optional(
                    "sign",
                    Texts.text().placed(),
                    "The secret of a Standard Webhooks signature toward the upstream.");
            var assertion =
                t.optional(
                    "assertion",
                    Units.bool(),
                    "Whether the upstream gets Sallyport-Assertion, a token that says what it got"
                        + " and whose it is; its keys are at /api/v1/jwks.json.");
            var relay =
                t.optional(
                    "relay",
                    Units.bool().placed(),
                    "With pass-through: whether the sender gets the upstream's headers and body; true by default.");
            var answers =
                t.optional("answers", WrittenAnswer.ANSWERS, "Answers for this path only.");
            return v ->
                new WrittenDestination(
                    v.node(),
                    v.get(path),
                    v.need(to),
                    v.get(timeout),
                    v.get(concurrency),
                    v.get(sign),
                    v.get(assertion),
                    v.get(relay),
                    delivery.of(v),
                    v.get(answers).orElse(Map.of()));
          });

  static final Shape<List<WrittenDestination>> SHAPE =
      Kinds.<List<WrittenDestination>>of("a URL, a map with \"to\", or a list of such maps")
          .scalar(URL.map(it -> List.of(plain(it))))
          .map(MAP.map(List::of))
          .list(Lists.of(MAP, 1, DESTINATIONS_MAX));

  private static WrittenDestination plain(Placed<String> to) {
    return new WrittenDestination(
        to.node(),
        Optional.empty(),
        to,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        WrittenDelivery.NONE,
        Map.of());
  }
}
