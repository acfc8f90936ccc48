package io.sallyport.store.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How far the model of a shard is to be trusted. */
final class ModelTrust {
  private static final long UNKNOWN = -1;
  private long generation;
  private boolean open;
  private long fence;
  private long previous;
  private long surviving;
  private long history;

  /** What had been evicted when the generation began; -1 where that is not known. */
  private long evicted = UNKNOWN;

  private Instant since = Instant.EPOCH;
  private final Set<String> members;
  private final Set<String> signed;

  ModelTrust() {
    members = new TreeSet<>();
    signed = new TreeSet<>();
  }

  ModelTrust(ModelTrust other) {
    generation = other.generation;
    open = other.open;
    fence = other.fence;
    previous = other.previous;
    surviving = other.surviving;
    history = other.history;
    evicted = other.evicted;
    since = other.since;
    members = new TreeSet<>(other.members);
    signed = new TreeSet<>(other.signed);
  }

  boolean isOpen() {
    return open;
  }

  boolean isRebuilding() {
    return generation > 0 && !open;
  }

  long fence() {
    return fence;
  }

  long nextFence() {
    fence++;
    return fence;
  }

  void raise(long to) {
    fence = Math.max(fence, to);
  }

  /** Why nothing may be built upon it; empty where all is as the caller knows it. */
  Optional<String> doubt(Epoch epoch, long servedBy) {
    return doubt(epoch.generation(), servedBy)
        .or(() -> open ? Optional.empty() : Optional.of("closed"))
        .or(() -> fence < epoch.fence() ? Optional.of("fence") : Optional.empty());
  }

  /** As much of it as an assertion or a signature needs. */
  Optional<String> doubt(long named, long servedBy) {
    if (generation == 0 || generation != named) {
      return Optional.of("generation");
    }
    return history == servedBy ? Optional.empty() : Optional.of("history");
  }

  /** Why what is not there may have been. */
  Optional<String> doubtOfAbsence(long evictedNow) {
    return evicted == evictedNow ? Optional.empty() : Optional.of("evicted");
  }

  boolean isHoled(long evictedNow) {
    return generation > 0 && evicted != evictedNow;
  }

  /** It is attended where anything may be evicted: what is gone nobody knows from then on. */
  void isMisruled() {
    evicted = UNKNOWN;
  }

  RollCall attend(
      Epoch known,
      Set<String> nodes,
      long proposed,
      long servedBy,
      long evictedNow,
      Instant now,
      SimFlaw flaw) {
    boolean isHoled = evicted != evictedNow && flaw != SimFlaw.CREDULOUS;
    boolean lessKnown = generation == 0 || new Epoch(generation, fence).compareTo(known) < 0;
    // Everybody must know of a new member before it is granted anything.
    boolean isNewKnown = open && !members.containsAll(nodes);
    if (lessKnown || isNewKnown || history != servedBy || isHoled) {
      // What survives a rebuild that was broken off is what survived when it began: what has been
      // asserted since may be lost again.
      surviving = open || generation == 0 ? fence : surviving;
      previous = open ? generation : previous;
      boolean anything = history == servedBy ? isHoled : evictedNow != 0;
      if ((anything || evicted == UNKNOWN) && flaw != SimFlaw.THRIFTY) {
        surviving = 0;
      }
      evicted = evictedNow;
      generation = Math.max(Math.max(generation, known.generation()) + 1, proposed);
      open = false;
      history = servedBy;
      since = now;
      signed.clear();
    }
    members.addAll(nodes);
    return rollCall(now);
  }

  RollCall sign(String node, long highest, Instant now) {
    members.add(node);
    signed.add(node);
    raise(highest);
    openWhenAllHaveSigned();
    return rollCall(now);
  }

  RollCall excuse(String node, Instant now) {
    members.remove(node);
    signed.remove(node);
    openWhenAllHaveSigned();
    return rollCall(now);
  }

  private void openWhenAllHaveSigned() {
    open = open || (!members.isEmpty() && signed.containsAll(members));
  }

  private RollCall rollCall(Instant now) {
    Duration age = Duration.between(since, now);
    return new RollCall(
        generation,
        open,
        fence,
        previous,
        surviving,
        members,
        signed,
        age.isNegative() ? Duration.ZERO : age);
  }
}
