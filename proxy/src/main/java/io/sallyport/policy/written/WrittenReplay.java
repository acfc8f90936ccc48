package io.sallyport.policy.written;

import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code replay} section as written: what is remembered of events, and for how long.
 *
 * @param rekey that a change of how events are named is meant: {@code accept}
 */
public record WrittenReplay(
    Optional<Placed<Duration>> memory,
    Optional<Placed<Duration>> keepPayload,
    Optional<Placed<Duration>> hold,
    Optional<Placed<Long>> quota,
    Optional<Placed<String>> rekey) {

  /** Nothing is said. */
  public static final WrittenReplay NONE =
      new WrittenReplay(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static final Shape<WrittenReplay> SHAPE =
      ObjectShape.of(
          "replay",
          t -> {
            var memory =
                t.optional(
                    "memory",
                    Units.duration().placed(),
                    "How long an ended event is known as a duplicate, from its last receipt or its"
                        + " end; 7d by default, or as long as the sender re-sends and its time is"
                        + " fresh, and a day, where that is longer. Never less.");
            var keep =
                t.optional(
                    "keep-payload",
                    Units.duration().placed(),
                    "How long the bytes of an event stay after its end; 1h by default.");
            var hold =
                t.optional(
                    "hold",
                    Units.duration().placed(),
                    "How long a held event waits for a person; then it is rejected. 7d by"
                        + " default.");
            var quota =
                t.optional(
                    "quota",
                    Units.size().placed(),
                    "What queue, held events and dead letters may take of the disk together; 4GiB"
                        + " by default. Past it the sender is told to come back.");
            var rekey =
                t.optional(
                    "rekey",
                    Texts.text("accept", "accept").placed(),
                    "accept: that events are named otherwise than before is meant; what is known"
                        + " under the old names is new once more.");
            return v ->
                new WrittenReplay(
                    v.get(memory), v.get(keep), v.get(hold), v.get(quota), v.get(rekey));
          });
}
