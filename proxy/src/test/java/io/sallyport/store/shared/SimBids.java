package io.sallyport.store.shared;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Event;

/** Bids of the simulation's nodes, and how its stories call them. */
final class SimBids {
  private SimBids() {}

  static Bid of(Admission admission, Event event, Origin origin) {
    return new Bid(
        event.id(),
        event.signed(),
        event.content(),
        event.label(),
        origin,
        admission.parcel().inbound().receivedAt(),
        admission.keeping().memory(),
        false);
  }

  static String word(Bid bid) {
    return bid.id().value().substring(0, 8);
  }
}
