package io.sallyport.policy.written;

import io.sallyport.deliver.DeliveryRule.Mode;
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

/**
 * How a destination is served, as written: who waits for whom, and what belongs to that.
 *
 * @param order {@code account}
 * @param finals statuses that end an event
 */
public record WrittenDelivery(
    Optional<Placed<Mode>> mode,
    Optional<Placed<Retry>> retry,
    Optional<Placed<String>> order,
    List<Placed<Integer>> finals,
    Optional<Placed<Boolean>> split,
    Optional<Placed<WhenAway>> whenAway) {

  /** What becomes of a pass-through event while the nodes cannot agree. */
  public enum WhenAway {
    /** 503: the platform sends it again. */
    REFUSE,
    /** 200: it is kept, and delivered later. */
    QUEUE
  }

  /** Nothing is said: everything has its default. */
  public static final WrittenDelivery NONE =
      new WrittenDelivery(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty());

  private static final int FINALS_MAX = 64;
  private static final int ATTEMPTS_MAX = 10_000;

  /** {@code retry}: what is not given has its default. */
  public record Retry(
      Optional<Placed<Duration>> first,
      Optional<Placed<Duration>> most,
      Optional<Integer> attempts,
      Optional<Placed<Duration>> within) {
    private static final Shape<Retry> SHAPE =
        ObjectShape.of(
            "retry",
            t -> {
              var first =
                  t.optional(
                      "first",
                      Units.duration().placed(),
                      "The longest wait after the first try; it doubles from try to try, and the"
                          + " wait is a random part of it. 5s by default.");
              var most =
                  t.optional(
                      "most",
                      Units.duration().placed(),
                      "The longest wait between two tries; 1h by default.");
              var attempts =
                  t.optional(
                      "attempts",
                      Units.integer(1, ATTEMPTS_MAX),
                      "Tries in all; 100 by default. Then the event is a dead letter.");
              var within =
                  t.optional(
                      "within",
                      Units.duration().placed(),
                      "No further try is planned later than this after the receipt; 3d by default.");
              return v -> new Retry(v.get(first), v.get(most), v.get(attempts), v.get(within));
            });
  }

  /** The keys of a destination's table that say it. */
  static final class Keys {
    private final Field<Placed<Mode>> mode;
    private final Field<Placed<Retry>> retry;
    private final Field<Placed<String>> order;
    private final Field<List<Placed<Integer>>> finals;
    private final Field<Placed<Boolean>> split;
    private final Field<Placed<WhenAway>> whenAway;

    Keys(Fields t) {
      this.mode =
          t.optional(
              "mode",
              Texts.word(Mode.class, Mode::word).placed(),
              "durable: the sender is answered when the event lies safe, and delivery follows."
                  + " pass-through: the sender waits for the upstream's answer and gets it.");
      this.retry =
          t.optional("retry", Retry.SHAPE.placed(), "When a durable event is tried again.");
      this.order =
          t.optional(
              "order",
              Texts.text("account", "account").placed(),
              "account: the events of one account go one after the other, in the order of"
                  + " receipt.");
      this.finals =
          t.optional(
              "final",
              Lists.of(Units.integer(100, 599).placed(), 1, FINALS_MAX),
              "Statuses of the upstream, besides 2xx, that end an event: it will always answer"
                  + " so.");
      this.split =
          t.optional(
              "split", Units.bool().placed(), "Whether a batch goes on one event at a time.");
      this.whenAway =
          t.optional(
              "when-away",
              Texts.word(WhenAway.class, Texts::wordOf).placed(),
              "With pass-through on several nodes, while Redis is away. refuse: 503, the platform"
                  + " sends again. queue: 200, kept and delivered later.");
    }

    WrittenDelivery of(Values v) {
      return new WrittenDelivery(
          v.get(mode),
          v.get(retry),
          v.get(order),
          v.get(finals).orElse(List.of()),
          v.get(split),
          v.get(whenAway));
    }
  }
}
