package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Forgetting;
import io.sallyport.store.shared.SimTrouble.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which kind of history it is: how long it lasts, what can go wrong in it, and what is bound to. At
 * most one of the methods without a result is called, before anything begins; but for {@link
 * #swizzled}, which goes with each of them.
 */
final class SimPlot {
  /** So long things go wrong. */
  static final Duration TROUBLE = Duration.ofSeconds(20);

  /** Long enough for others to take up what a dead node has left, and to die in their turn. */
  private static final Duration MORE_TROUBLE = Duration.ofSeconds(50);

  /** Until all shards are open that anybody needs, and what is granted is left to others. */
  private static final Duration OPENING = Duration.ofSeconds(20);

  /** After it was taken for dead, and others have begun to take up what it has left. */
  private static final Duration RETURNS = Duration.ofSeconds(25);

  /** Until it is back, and has asked for what it had. */
  private static final Duration UNHEARD = Duration.ofSeconds(15);

  /** With what is added to it a turn lapses before most cuts are over. */
  private static final Duration BRIEF = Duration.ofSeconds(2);

  private static final int JUDGEMENTS = 40;

  /** From a loss to a death. */
  private static final Duration RENEWED = Duration.ofSeconds(50);

  /** All is left once more that is in a shard which was rebuilt. */
  private static final Duration RENEWED_WITHIN = Duration.ofSeconds(35);

  private static final Duration SOME_TIME = Duration.ofSeconds(5);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimWorld world;
  private final SimRedis redis;
  private final SimUpstream upstream;
  private final List<SimNode> nodes;
  private final SimTrouble trouble;
  private final SimPeople people;
  private final Consumer<String> tells;

  private Duration opening = Duration.ZERO;
  private Duration more = Duration.ZERO;
  private int swizzles;
  private Optional<Duration> patience = Optional.empty();
  private int crowd = 1;
  private boolean forgets;
  private boolean takesUp;

  /** When Redis lost what was left. */
  private Optional<Instant> lostAt = Optional.empty();

  /** What had been rebuilt long before a node died. */
  private Map<Shard, Long> rebuilt = Map.of();

  /** What somebody knows to have ended who is there when a node is forgotten. */
  private final Set<ClaimKey> stillKnown = new HashSet<>();

  SimPlot(
      SimWorld world,
      SimRedis redis,
      SimUpstream upstream,
      List<SimNode> nodes,
      SimTrouble trouble,
      SimPeople people,
      Consumer<String> tells) {
    this.world = world;
    this.redis = redis;
    this.upstream = upstream;
    this.nodes = nodes;
    this.trouble = trouble;
    this.people = people;
    this.tells = tells;
  }

  // --- the kinds

  /** Nodes are often taken for dead, with much that they have not finished. */
  void strained() {
    opening = OPENING;
    trouble.lastsLong();
    trouble.only(Kind.CUT, Kind.STOP, Kind.APPLICATION, Kind.APPLICATION);
  }

  /** Links are cut and mended by turns, while nodes and masters come and go. */
  void swizzled() {
    swizzles = 1 + world.random.nextInt(3);
  }

  /** Turns last longer, and lapse before a node that is cut off can tell what came of them. */
  void impatient() {
    patience = Optional.of(BRIEF);
    upstream.answersWithin(BRIEF);
  }

  /** The same, and nodes are cut off for as long. */
  void lapsing() {
    more = TROUBLE;
    trouble.lastsLong();
    trouble.only(Kind.CUT, Kind.CUT, Kind.CUT, Kind.CRASH, Kind.STOP, Kind.AWAY);
    crowd = 2;
    impatient();
  }

  /** A node dies for good; nothing is lost on the way that must be rebuilt without it. */
  void leaving() {
    trouble.only(
        Kind.CRASH, Kind.CUT, Kind.STOP, Kind.AWAY, Kind.MOVE, Kind.APPLICATION, Kind.APPLICATION);
    oneLeaves();
  }

  /** A node dies for good, and Redis loses what it had of it. */
  void leavingAtALoss() {
    trouble.only(
        Kind.CRASH,
        Kind.CUT,
        Kind.STOP,
        Kind.FAIL_OVER,
        Kind.FAIL_OVER,
        Kind.FLUSH,
        Kind.EMPTY,
        Kind.SPLIT,
        Kind.EVICT,
        Kind.APPLICATION);
    oneLeaves();
  }

  /** The same after nodes were dead for so long that others took up what they had left. */
  void leavingAtALossLater() {
    more = MORE_TROUBLE;
    trouble.lastsLong();
    trouble.only(
        Kind.CRASH,
        Kind.CRASH,
        Kind.CRASH,
        Kind.CUT,
        Kind.STOP,
        Kind.FAIL_OVER,
        Kind.FLUSH,
        Kind.EMPTY,
        Kind.APPLICATION);
    oneLeaves();
  }

  private void oneLeaves() {
    opening = OPENING;
    SimNode leaves = anyNode();
    world.after(OPENING.plus(more).plus(world.within(TROUBLE)), () -> trouble.diesForGood(leaves));
  }

  private SimNode anyNode() {
    return nodes.get(world.random.nextInt(nodes.size()));
  }

  /** The masters are apart for longer than anybody is taken for alive, and much has not ended. */
  void halved() {
    opening = OPENING;
    trouble.lastsLong();
    trouble.only(Kind.SPLIT, Kind.SPLIT, Kind.SPLIT, Kind.NO_REPLICA, Kind.APPLICATION);
  }

  /**
   * A node dies for good, Redis loses all, and a person has the node forgotten: what the others
   * have heard of its ends is all that is left of them. Copies come before and after.
   */
  void forgetting() {
    forgets = true;
    opening = OPENING;
    more = MORE_TROUBLE.multipliedBy(2);
    trouble.only(Kind.CRASH, Kind.CUT, Kind.STOP, Kind.LOSS);
    SimNode leaves = anyNode();
    Duration then = OPENING.plus(TROUBLE);
    world.after(then, () -> trouble.diesForGood(leaves));
    world.after(then, redis::flush);
    world.after(then.plus(SECOND), this::forget);
  }

  private void forget() {
    SimNode gone = trouble.gone().orElseThrow();
    SimNode by = trouble.left().get(0);
    Runnable again = () -> world.after(SECOND, this::forget);
    if (!by.isUp()) {
      again.run();
      return;
    }
    by.agreement()
        .forget(gone.name)
        .onComplete(
            told -> {
              if (told.result() == Forgetting.DONE) {
                tells.accept(gone.name + " is forgotten");
                trouble.left().stream()
                    .filter(SimNode::isUp)
                    .forEach(node -> stillKnown.addAll(node.rows().ended()));
              } else {
                again.run();
              }
            });
  }

  /**
   * Redis loses all that nodes have left, and one of them dies for good when it is rebuilt: what it
   * had before, others deliver.
   */
  void renewing() {
    opening = OPENING;
    more = MORE_TROUBLE;
    trouble.only(Kind.APPLICATION);
    SimNode leaves = anyNode();
    Duration then = OPENING.plus(world.within(TROUBLE));
    world.after(
        then,
        () -> {
          lostAt = Optional.of(world.now());
          redis.failOver();
        });
    world.after(then.plus(RENEWED).minus(RENEWED_WITHIN), () -> rebuilt = redis.generations());
    world.after(then.plus(RENEWED), () -> trouble.diesForGood(leaves));
  }

  /**
   * Redis loses all while a node is down: a person judges copies of what is that node's. Redis
   * loses all again, is told how they were judged, and tells others; and once more when the node is
   * back.
   */
  void judging() {
    opening = OPENING;
    more = MORE_TROUBLE;
    trouble.only(Kind.APPLICATION);
    Duration half = SECOND.multipliedBy(12);
    Duration down = half.plus(half);
    Duration then = OPENING.plus(world.within(TROUBLE));
    SimNode away = anyNode();
    world.after(then, () -> trouble.crash(away, down));
    world.after(then, redis::flush);
    for (int i = 0; i < JUDGEMENTS; i++) {
      world.after(then.plus(world.within(half)), people::refuses);
    }
    world.after(then.plus(half), redis::flush);
    world.after(then.plus(down), redis::flush);
  }

  /** A node dies for good, and Redis loses what it knew while others take up what it had. */
  void inheriting() {
    takesUp = true;
    opening = OPENING;
    more = MORE_TROUBLE;
    trouble.only(Kind.APPLICATION);
    SimNode leaves = anyNode();
    Duration then = OPENING.plus(world.within(TROUBLE));
    world.after(then, () -> trouble.diesForGood(leaves));
    upstream.onFirstHeir(() -> world.after(world.within(TROUBLE), redis::flush));
  }

  /**
   * Others take up what a node has left, and do not hear that they have it; it comes back, and
   * closes that as theirs. Then Redis loses what it knew, or some of it.
   */
  void returning() {
    opening = OPENING;
    more = MORE_TROUBLE;
    trouble.only(Kind.APPLICATION);
    SimNode away = anyNode();
    Duration down = RETURNS.plus(world.within(SOME_TIME));
    world.after(OPENING.plus(world.within(TROUBLE)), () -> trouble.crash(away, down));
    Runnable loses = world.chance(0.5) ? redis::flush : redis::failOver;
    upstream.onFirstHeir(
        () -> {
          heirs().forEach(it -> it.deaf(true));
          world.after(UNHEARD.plus(world.within(SOME_TIME)), loses);
          world.after(UNHEARD.plus(SOME_TIME), () -> heirs().forEach(it -> it.deaf(false)));
        });
  }

  private List<SimNode> heirs() {
    return nodes.stream().filter(it -> !it.rows().takenUp().isEmpty()).toList();
  }

  // --- what comes of it

  /** Before the first event. */
  Duration opening() {
    return opening;
  }

  /** So much longer things go wrong than {@link #TROUBLE}. */
  Duration more() {
    return more;
  }

  /** How often links are cut by turns. */
  int swizzles() {
    return swizzles;
  }

  /** How long a sender of pass-through waits, where that is less than what goes wrong lasts. */
  Optional<Duration> patience() {
    return patience;
  }

  /** So many times as many of these come, and as often, and as much goes wrong. */
  int crowd() {
    return crowd;
  }

  /** Whether a node is forgotten. */
  boolean forgets() {
    return forgets;
  }

  /** What nobody knows any more of one who is forgotten is as if it had never been. */
  Set<ClaimKey> stillKnown() {
    return stillKnown;
  }

  /** Whether who has taken up an event of a dead node has it delivered, or held. */
  boolean takesUp() {
    return takesUp;
  }

  /** When Redis lost what was left, where there is time to leave it again. */
  Optional<Instant> lostAt() {
    return lostAt;
  }

  /** Whether a shard is still what it was rebuilt to before a node died. */
  boolean isAsRebuilt(Shard shard) {
    return redis.generations().get(shard).equals(rebuilt.get(shard));
  }
}
