package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A genuine, fresh delivery that asks for its place.
 *
 * @param parcel what would be sent on, with the raw bytes
 * @param policyVersion the version of the policy that admitted it
 * @param events what it carries, in their order in the body; at least one
 * @param keeping how long what is remembered
 * @param hold why a person must see it first; empty when it may go on
 * @param split whether its events go on one by one
 * @param patience how long it waits for the end of the same event when that is on its way
 * @param timeout how long its destination may take at most
 */
public record Admission(
    Parcel parcel,
    String policyVersion,
    List<Event> events,
    Keeping keeping,
    Optional<Reason> hold,
    boolean split,
    Duration patience,
    Duration timeout) {
  public static final Duration PATIENCE_MAX = Duration.ofSeconds(1);

  private static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(30);

  public Admission {
    events = List.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a delivery carries an event");
    }
  }

  /** Together, and with the longest patience. */
  public Admission(
      Parcel parcel,
      String policyVersion,
      List<Event> events,
      Keeping keeping,
      Optional<Reason> hold) {
    this(parcel, policyVersion, events, keeping, hold, false, PATIENCE_MAX, TIMEOUT_DEFAULT);
  }

  /** The same for a destination that wants it so. */
  public Admission forDestination(boolean eventsOneByOne, Duration wait, Duration most) {
    return new Admission(parcel, policyVersion, events, keeping, hold, eventsOneByOne, wait, most);
  }

  /** The same, for a person to see first where it is not known. */
  public Admission held(Reason reason) {
    return new Admission(
        parcel, policyVersion, events, keeping, Optional.of(reason), split, patience, timeout);
  }

  /** One event of it alone, with the bytes of the whole delivery. */
  public Admission only(int index) {
    return new Admission(
        parcel, policyVersion, List.of(events.get(index)), keeping, hold, split, patience, timeout);
  }

  public String integration() {
    return parcel.inbound().integration();
  }
}
