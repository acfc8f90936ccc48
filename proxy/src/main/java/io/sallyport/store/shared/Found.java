package io.sallyport.store.shared;

import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the nodes together know of an event. */
public sealed interface Found {
  /**
   * Nothing.
   *
   * @param ruling what the limits say that the bid takes of, which all nodes keep together; where
   *     it passes, it has taken that. Empty where it takes nothing, or they could not be asked
   */
  record Free(Optional<Ruling> ruling) implements Found {

    /** Of which no limit was asked. */
    public Free() {
      this(Optional.empty());
    }
  }

  /**
   * It is the bidder's.
   *
   * @param fence tells this grant from every later one of the same event
   * @param passedOver soft limits, of those that all nodes keep together, that it is over
   */
  record Granted(long fence, List<Limit> passedOver) implements Found {

    public Granted {
      passedOver = List.copyOf(passedOver);
    }

    /** Over no limit. */
    public Granted(long fence) {
      this(fence, List.of());
    }
  }

  /**
   * It is another's, or has ended; one more receipt was counted. A copy is a duplicate.
   *
   * @param standing {@link Standing#QUEUED} while its owner has it
   * @param status what its sender was told by the upstream; 0 where it was told that we have it
   * @param fence of its grant; 0 where nobody was granted it
   */
  record Known(
      Standing standing, Origin origin, Instant first, long receipts, int status, long fence)
      implements Found {

    /** Which nobody was granted, as far as is known. */
    public Known(Standing standing, Origin origin, Instant first, long receipts, int status) {
      this(standing, origin, first, receipts, status, 0);
    }

    /** Its place, under the name by which it is asked for. */
    public Place.Known place(EventId id) {
      return new Place.Known(
          id,
          standing,
          status == 0
              ? Optional.empty()
              : Optional.of(new StoredAnswer(status, "", RawBody.empty())),
          first,
          receipts);
    }

    /**
     * Whether nobody delivers it any more. A person who would not have what nobody granted to that
     * node has judged a copy: whoever was granted the event goes on with it.
     */
    public boolean hasEndedForAll() {
      return standing == Standing.DONE || (standing.isEnded() && fence > 0);
    }
  }

  /**
   * Nothing is decided yet. Pass-through: it is on its way upstream, and nobody has promised
   * anything. Of what was left: its owner has yet to say what became of it.
   *
   * @param left after which it is free again, or doubtful, at the latest
   */
  record Running(Duration left) implements Found {}

  /** The key is known with other bytes. */
  record Conflict() implements Found {}

  /**
   * The signed bytes are known under another name, or the event under another label.
   *
   * @param first the name under which they came first
   */
  record Reused(EventId first) implements Found {}

  /**
   * Whoever was asked does not know it; but a node has not been heard that may. Nothing was
   * granted, and the same is asked again when that one is back, or forgotten. What a person must
   * see first is noted as the bidder's, so that copies of it are known.
   */
  record Doubtful() implements Found {}
}
