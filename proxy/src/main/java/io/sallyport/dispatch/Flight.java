package io.sallyport.dispatch;

import io.sallyport.admit.Outbox;
import io.sallyport.admit.Waiting;
import io.sallyport.webhook.Parcel;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One consignment in hand, from the time it may go to the end of its attempt. Where it has to be
 * read before its destination is known, it has no place before.
 */
final class Flight {
  private final boolean live;
  private final int term;
  private Waiting waiting;
  private @Nullable Target target;
  private int epoch;
  private @Nullable Parcel parcel;
  private Instant began = Instant.EPOCH;
  private long beganNanos;

  /**
   * Something in hand.
   *
   * @param live whether it came in just now, with its bytes, and was not taken from the store
   * @param term of the gate in which it came or was taken
   */
  Flight(Waiting waiting, boolean live, int term) {
    this.waiting = waiting;
    this.live = live;
    this.term = term;
  }

  Waiting waiting() {
    return waiting;
  }

  boolean isLive() {
    return live;
  }

  /** Whether its attempt may begin in this term of the gate. */
  boolean isOf(int present) {
    return present != Gate.CLOSED && present == term;
  }

  @Nullable Target target() {
    return target;
  }

  int epoch() {
    return epoch;
  }

  /**
   * It has a place there.
   *
   * @param taken the number of the destination's state when the place was taken
   */
  void in(Target place, int taken) {
    target = place;
    epoch = taken;
  }

  /** Whether it has a place there, taken in the state that the destination is still in. */
  boolean isIn(Target place) {
    return target == place && epoch == place.breaker().epoch();
  }

  /** Its bytes are here. */
  void loaded(Parcel bytes) {
    parcel = bytes;
  }

  boolean isLoaded() {
    return parcel != null;
  }

  /** How much it holds in memory. */
  int bytes() {
    return parcel == null ? 0 : parcel.inbound().body().size();
  }

  /** The store has recorded that this try begins. */
  void begun(Waiting recorded) {
    waiting = recorded;
  }

  /** What goes out, with the number of the try. */
  Parcel parcel() {
    Parcel bytes = parcel;
    if (bytes == null) {
      throw new IllegalStateException("sent before its bytes were read");
    }
    return bytes.attempt() == waiting.attempt() ? bytes : bytes.at(waiting.attempt());
  }

  void leaves(Instant at, long nanos) {
    began = at;
    beganNanos = nanos;
  }

  /** The attempt as it is recorded. */
  Outbox.Attempt attempt(Outcome outcome, long nanos) {
    String detail = outcome.detail();
    return new Outbox.Attempt(
        waiting.attempt(),
        began,
        Duration.ofNanos(nanos - beganNanos),
        outcome.status(),
        detail.length() > Outbox.Attempt.DETAIL_CHARS_MAX
            ? detail.substring(0, Outbox.Attempt.DETAIL_CHARS_MAX)
            : detail);
  }
}
