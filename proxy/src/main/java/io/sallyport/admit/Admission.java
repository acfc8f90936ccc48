package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
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
 */
public record Admission(
    Parcel parcel,
    String policyVersion,
    List<Event> events,
    Keeping keeping,
    Optional<Reason> hold) {

  public Admission {
    events = List.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a delivery carries an event");
    }
  }

  public String integration() {
    return parcel.inbound().integration();
  }
}
