package io.sallyport.store.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How far the model of a shard is to be trusted. */
final class ModelTrust {
  private static final long UNKNOWN = -1;
  private long generation;
  private RollCall.Stage stage = RollCall.Stage.CLOSED;
  private long fence;
  private long previous;
  private long surviving;
  private long history;
  private long asserted;

  /** What had been evicted when the generation began; -1 where that is not known. */
  private long evicted = UNKNOWN;

  /** Whether its keys came one by one to the server that has it now. */
  private boolean moved;

  private Instant since = Instant.EPOCH;
  private Instant heard = Instant.EPOCH;
  private Fellows fellows;
  private final Set<String> signed;

  ModelTrust() {
    fellows = Fellows.NONE;
    signed = new TreeSet<>();
  }

  ModelTrust(ModelTrust other) {
    generation = other.generation;
    stage = other.stage;
    fence = other.fence;
    previous = other.previous;
    surviving = other.surviving;
    history = other.history;
    evicted = other.evicted;
    moved = other.moved;
    asserted = other.asserted;
    since = other.since;
    heard = other.heard;
    fellows = other.fellows;
    signed = new TreeSet<>(other.signed);
  }

  /** In part at least. */
  boolean isOpen() {
    return stage != RollCall.Stage.CLOSED;
  }

  boolean isWhole() {
    return stage == RollCall.Stage.OPEN;
  }

  /** Whether some have not signed. */
  boolean isRebuilding() {
    return generation > 0 && !isWhole();
  }

  /** So much was asserted. */
  void heard(int assertions, Instant now) {
    if (!isWhole()) {
      asserted += assertions;
      heard = now;
    }
  }

  long generation() {
    return generation;
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
        .or(() -> isOpen() ? Optional.empty() : Optional.of("closed"))
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

  /** Whoever was ever one of the nodes. */
  Fellows fellows() {
    return fellows;
  }

  /** Whether these cannot be known with those that are. */
  Optional<String> areTooMany(Fellows nodes) {
    boolean isAnyNew = !fellows.numbers().keySet().containsAll(nodes.numbers().keySet());
    return isAnyNew && fellows.and(nodes).numbers().size() > MembersFile.MOST
        ? Optional.of("too many nodes")
        : Optional.empty();
  }

  /** It is attended where anything may be evicted: what is gone nobody knows from then on. */
  void isMisruled() {
    evicted = UNKNOWN;
  }

  /** Whatever is missing may be below the fence that is there. */
  void isMoved() {
    moved = true;
  }

  RollCall attend(
      Epoch known,
      Fellows nodes,
      long proposed,
      long servedBy,
      long evictedNow,
      Instant now,
      SimFlaw flaw) {
    boolean isHoled = evicted != evictedNow && flaw != SimFlaw.CREDULOUS;
    boolean lessKnown = generation == 0 || new Epoch(generation, fence).compareTo(known) < 0;
    // Everybody must know of a new member before it is granted anything.
    boolean isNewKnown = isOpen() && isNew(nodes);
    if (lessKnown || isNewKnown || history != servedBy || isHoled) {
      // What survives a rebuild that was broken off, or has not come further than in part, is what
      // survived when it began: what has been asserted since may be lost again.
      surviving = isWhole() || generation == 0 ? fence : surviving;
      previous = isWhole() ? generation : previous;
      boolean anything = history == servedBy ? isHoled : evictedNow != 0;
      if ((anything || evicted == UNKNOWN) && flaw != SimFlaw.THRIFTY) {
        surviving = 0;
      }
      if (moved && flaw != SimFlaw.CONFIDENT) {
        surviving = 0;
      }
      moved = false;
      evicted = evictedNow;
      generation = Math.max(Math.max(generation, known.generation()) + 1, proposed);
      stage = RollCall.Stage.CLOSED;
      history = servedBy;
      asserted = 0;
      since = now;
      heard = now;
      signed.clear();
    }
    // A signature is of the member of before.
    signed.removeIf(name -> isHigher(nodes, name));
    fellows = fellows.and(nodes);
    openWhenAllHaveSigned();
    return rollCall(now);
  }

  private boolean isNew(Fellows nodes) {
    return nodes.members().stream().anyMatch(name -> isHigher(nodes, name));
  }

  private boolean isHigher(Fellows nodes, String name) {
    return nodes.numbers().getOrDefault(name, 0) > fellows.numbers().getOrDefault(name, 0);
  }

  RollCall sign(String node, int number, long highest, Instant now) {
    if (!fellows.numbers().containsKey(node)) {
      fellows = fellows.and(new Fellows(new TreeMap<>(Map.of(node, number))));
    }
    if (fellows.members().contains(node) && fellows.numbers().get(node) == number) {
      signed.add(node);
      heard = now;
    }
    raise(highest);
    openWhenAllHaveSigned();
    return rollCall(now);
  }

  RollCall openInPart(Duration patience, Instant now) {
    boolean isLongEnough = Duration.between(heard, now).compareTo(patience) >= 0;
    if (!isOpen() && !signed.isEmpty() && isLongEnough) {
      stage = RollCall.Stage.IN_PART;
    }
    return rollCall(now);
  }

  /** How long nobody has asserted or signed anything. */
  Duration quiet(Instant now) {
    return between(heard, now);
  }

  private void openWhenAllHaveSigned() {
    Set<String> members = fellows.members();
    if (!members.isEmpty() && signed.containsAll(members)) {
      stage = RollCall.Stage.OPEN;
    }
  }

  private RollCall rollCall(Instant now) {
    heard = heard.isAfter(now) ? now : heard; // the clock was set back
    return new RollCall(
        generation,
        stage,
        fence,
        previous,
        surviving,
        fellows,
        signed,
        asserted,
        between(since, now),
        between(heard, now));
  }

  private static Duration between(Instant then, Instant now) {
    Duration time = Duration.between(then, now);
    return time.isNegative() ? Duration.ZERO : time;
  }
}
