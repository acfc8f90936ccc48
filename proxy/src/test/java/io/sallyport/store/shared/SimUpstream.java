package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Holdings.Granted;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The application: what it got, and from which bid. */
final class SimUpstream {
  private static final Duration ANSWER = Duration.ofMillis(60);

  private final Map<ClaimKey, Set<Origin>> received = new HashMap<>();
  private final Set<ClaimKey> taken = new HashSet<>();
  private final Set<ClaimKey> promised = new HashSet<>();
  private final Set<ClaimKey> replayed = new HashSet<>();
  private final Set<ClaimKey> leftByALapse = new HashSet<>();
  private final SimTurns turns = new SimTurns();
  private Duration answersWithin = ANSWER;
  private Runnable onFirstHeir = () -> {};
  private int requests;
  private boolean down;
  private boolean hangs;

  /** Who has inherited from whom, all the way back to the first owner. */
  private final Map<Origin, Origin> inherited = new HashMap<>();

  /** Whose attempts are over: what came later has been tried by an heir. */
  private final Set<Origin> replaced = new HashSet<>();

  private final Map<String, Granted> left = new HashMap<>();
  private final Set<ClaimKey> late = new HashSet<>();

  void down(boolean isDown) {
    down = isDown;
  }

  /** Now and then it takes longer than a lease until something is sent, or has failed. */
  void hangs(boolean doesHang) {
    hangs = doesHang;
  }

  boolean hangs() {
    return hangs;
  }

  boolean isDown() {
    return down;
  }

  /** What an owner leaves, and the word under which it is found. */
  String leave(Shard shard, Granted granted) {
    String word = shard + " " + granted.bid().origin() + " " + granted.fence();
    left.put(word, granted);
    return word;
  }

  Granted leftAs(String word) {
    return left.get(word);
  }

  /** How many were taken up by heirs. */
  int inherited() {
    return inherited.size();
  }

  /** Is told once, when the first is. */
  void onFirstHeir(Runnable listener) {
    onFirstHeir = listener;
  }

  void inherits(Origin heir, Origin from) {
    if (inherited.isEmpty()) {
      onFirstHeir.run();
    }
    inherited.put(heir, from);
  }

  /** What was tried by one owner after it was tried by its heir. */
  Set<ClaimKey> late() {
    return Set.copyOf(late);
  }

  void receives(Bid bid) {
    requests++;
    if (replaced.contains(bid.origin())) {
      late.add(bid.key());
    }
    for (Origin of = inherited.get(bid.origin()); of != null; of = inherited.get(of)) {
      replaced.add(of);
    }
    received.computeIfAbsent(bid.key(), unused -> new HashSet<>()).add(bid.origin());
  }

  /** And answers that it has it. */
  void takes(Bid bid) {
    taken.add(bid.key());
  }

  boolean hasTaken(ClaimKey key) {
    return taken.contains(key);
  }

  /** What the index knows of turns. */
  SimTurns turns() {
    return turns;
  }

  /** How long a sender of pass-through waits, at most. */
  Duration answersWithin() {
    return answersWithin;
  }

  void answersWithin(Duration most) {
    answersWithin = most;
  }

  /** Pass-through: a request begins. */
  void relays(String node, ClaimKey key) {
    requests++;
    if (promised.contains(key)) {
      (turns.isLeftByALapse(node, key) ? leftByALapse : replayed).add(key);
    }
  }

  /** It was taken, and that stands in a journal: its sender is answered 2xx. */
  void isPromised(String node, ClaimKey key, long fence) {
    turns.isPromised(node, key, fence);
    promised.add(key);
  }

  /** How often it was taken by pass-through, or from how many bids. */
  int timesOf(ClaimKey key) {
    return bidsOf(key) + (promised.contains(key) ? 1 : 0);
  }

  /** What was sent on although it had been taken, and not as {@link #leftByALapse}. */
  Set<ClaimKey> replayed() {
    return Set.copyOf(replayed);
  }

  /** The same of what was free again before the index was told that it had been taken. */
  Set<ClaimKey> leftByALapse() {
    return Set.copyOf(leftByALapse);
  }

  private Origin first(Origin origin) {
    Origin from = inherited.get(origin);
    return from == null ? origin : first(from);
  }

  /**
   * From how many bids it got an event, heirs not counted; more than one is a replay that was let
   * through.
   */
  int bidsOf(ClaimKey key) {
    return (int) received.getOrDefault(key, Set.of()).stream().map(this::first).distinct().count();
  }

  int requests() {
    return requests;
  }
}
