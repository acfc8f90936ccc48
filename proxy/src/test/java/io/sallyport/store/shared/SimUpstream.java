package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The application: what it got, and from which bid. */
final class SimUpstream {
  private final Map<ClaimKey, Set<Origin>> received = new HashMap<>();
  private final Set<ClaimKey> promised = new HashSet<>();
  private final Set<ClaimKey> replayed = new HashSet<>();
  private int requests;

  void receives(Bid bid) {
    requests++;
    received.computeIfAbsent(bid.key(), unused -> new HashSet<>()).add(bid.origin());
  }

  /** Pass-through: a request begins. */
  void relays(ClaimKey key) {
    requests++;
    if (promised.contains(key)) {
      replayed.add(key);
    }
  }

  /** Its sender was answered 2xx. */
  void isPromised(ClaimKey key) {
    promised.add(key);
  }

  /** What was sent on although its sender had been answered. */
  Set<ClaimKey> replayed() {
    return Set.copyOf(replayed);
  }

  /** From how many bids it got an event; more than one is a replay that was let through. */
  int bidsOf(ClaimKey key) {
    return received.getOrDefault(key, Set.of()).size();
  }

  int requests() {
    return requests;
  }
}
