package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Where an event lies now. */
public sealed interface Place {
  <T> T fold(Function<Queued, T> queued, Function<Held, T> held, Function<Known, T> known);

  /** The name that the sender is told. */
  EventId id();

  /**
   * New, and waits for its delivery.
   *
   * @param due not before; later than now where a limit paces it
   */
  record Queued(EventId id, Instant due) implements Place {
    @Override
    public <T> T fold(
        Function<Queued, T> queued, Function<Held, T> held, Function<Known, T> known) {
      return queued.apply(this);
    }
  }

  /**
   * A person must see it: a new case, or one more receipt of a case that is there.
   *
   * @param id the case's name
   */
  record Held(EventId id, Reason reason) implements Place {
    @Override
    public <T> T fold(
        Function<Queued, T> queued, Function<Held, T> held, Function<Known, T> known) {
      return held.apply(this);
    }
  }

  /**
   * It has been here before: a duplicate, counted and otherwise without effect.
   *
   * @param answer what the sender was told, where that was an upstream's answer
   * @param receipts how often it was received, this time included
   */
  record Known(
      EventId id,
      Standing standing,
      Optional<StoredAnswer> answer,
      Instant firstReceipt,
      long receipts)
      implements Place {
    @Override
    public <T> T fold(
        Function<Queued, T> queued, Function<Held, T> held, Function<Known, T> known) {
      return known.apply(this);
    }
  }
}
