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

  /** It was taken, and that stands in a journal: its sender is answered 2xx. */
  void isPromised(ClaimKey key) {
    promised.add(key);
  }

  /** How often it was taken by pass-through, or from how many bids. */
  int timesOf(ClaimKey key) {
    return bidsOf(key) + (promised.contains(key) ? 1 : 0);
  }

  /** What was sent on although it had been taken. */
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
