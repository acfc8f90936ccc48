package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Forgetting;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Limit.Over;
import io.sallyport.admit.Placed;
import io.sallyport.store.shared.SimTrouble.Kind;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One history: some nodes, one Redis, events that come several times at any node, and what goes
 * wrong meanwhile. Then all is well again for a while, and what was promised must have been kept.
 */
final class SimRun {
  private static final Duration TROUBLE = Duration.ofSeconds(20);

  /** Long enough for others to take up what a dead node has left, and to die in their turn. */
  private static final Duration MORE_TROUBLE = Duration.ofSeconds(50);

  private static final Duration PEACE = Duration.ofSeconds(5);
  private static final int PEACE_MOST = 36;
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Until all shards are open that anybody needs, and what is granted is left to others. */
  private static final Duration OPENING = Duration.ofSeconds(20);

  private static final int TRIES_MAX = 10;
  private static final int JUDGEMENTS = 40;

  /** From a loss to a death. */
  private static final Duration RENEWED = Duration.ofSeconds(50);

  /** All is left once more that is in a shard which was rebuilt. */
  private static final Duration RENEWED_WITHIN = Duration.ofSeconds(35);

  /** So often a person has all dead letters of a node tried again, while things go wrong. */
  private static final int REVIVALS = 3;

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Some are over it, in the shard that has most of them. */
  private static final Limit LIMIT =
      new Limit("all", Reason.LIMIT_ACCOUNT, 1, Duration.ofSeconds(2), 4, Over.REFUSE, false);

  final SimWorld world;
  private final long seed;
  private final SimRedis redis;
  private final SimUpstream upstream = new SimUpstream();
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<ClaimKey, String> promised = new HashMap<>();

  /** By somebody, before. */
  private final Map<ClaimKey, String> delivered = new HashMap<>();

  /** Pass-through: what senders were told 2xx for, be it that it was taken, known or held. */
  private final Map<ClaimKey, String> relayed = new HashMap<>();

  private final List<String> story = new ArrayList<>();

  private final SimTrouble trouble;

  private Duration opening = Duration.ZERO;
  private Duration more = Duration.ZERO;
  private int swizzles;
  private boolean isForgotten;
  private boolean isTakenUp;

  /** When Redis lost what was left. */
  private Optional<Instant> lostAt = Optional.empty();

  /** What had been rebuilt long before a node died. */
  private Map<Shard, Long> rebuilt = Map.of();

  /** What somebody knows to have ended who is there when a node is forgotten. */
  private final Set<ClaimKey> stillKnown = new HashSet<>();

  private int acknowledged;
  private int refused;
  private int held;

  SimRun(long seed, SimFlaw flaw) {
    this.seed = seed;
    this.world = new SimWorld(seed);
    this.redis = new SimRedis(world, flaw);
    this.trouble = new SimTrouble(world, redis, upstream, nodes, this::tells);
    int count = 2 + world.random.nextInt(3);
    for (int i = 0; i < count; i++) {
      nodes.add(
          new SimNode(
              "node-" + i,
              new NodeName("node-" + i).number(),
              world,
              redis,
              upstream,
              flaw,
              this::tells,
              trouble::startAgain));
    }
  }

  long seed() {
    return seed;
  }

  int acknowledged() {
    return acknowledged;
  }

  /** How many events a person had to judge. */
  int held() {
    return held;
  }

  int inherited() {
    return upstream.inherited();
  }

  /** Nodes are often taken for dead, with much that they have not finished. */
  SimRun strained() {
    opening = OPENING;
    trouble.lastsLong();
    trouble.only(Kind.CUT, Kind.STOP, Kind.APPLICATION, Kind.APPLICATION);
    return this;
  }

  /** Links are cut and mended by turns, while nodes and masters come and go. */
  SimRun swizzled() {
    swizzles = 1 + world.random.nextInt(3);
    return this;
  }

  /** A node dies for good; nothing is lost on the way that must be rebuilt without it. */
  SimRun leaving() {
    trouble.only(
        Kind.CRASH, Kind.CUT, Kind.STOP, Kind.AWAY, Kind.MOVE, Kind.APPLICATION, Kind.APPLICATION);
    return oneLeaves();
  }

  /** A node dies for good, and Redis loses what it had of it. */
  SimRun leavingAtALoss() {
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
    return oneLeaves();
  }

  /** The same after nodes were dead for so long that others took up what they had left. */
  SimRun leavingAtALossLater() {
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
    return oneLeaves();
  }

  /** The masters are apart for longer than anybody is taken for alive, and much has not ended. */
  SimRun halved() {
    opening = OPENING;
    trouble.lastsLong();
    trouble.only(Kind.SPLIT, Kind.SPLIT, Kind.SPLIT, Kind.NO_REPLICA, Kind.APPLICATION);
    return this;
  }

  /**
   * A node dies for good, Redis loses all, and a person has the node forgotten: what the others
   * have heard of its ends is all that is left of them. Copies come before and after.
   */
  SimRun forgetting() {
    isForgotten = true;
    opening = OPENING;
    more = MORE_TROUBLE.multipliedBy(2);
    trouble.only(Kind.CRASH, Kind.CUT, Kind.STOP, Kind.LOSS);
    SimNode leaves = nodes.get(world.random.nextInt(nodes.size()));
    Duration then = OPENING.plus(TROUBLE);
    world.after(then, () -> trouble.diesForGood(leaves));
    world.after(then, redis::flush);
    world.after(then.plus(SECOND), this::isForgotten);
    return this;
  }

  private void isForgotten() {
    SimNode gone = trouble.gone().orElseThrow();
    SimNode by = trouble.left().get(0);
    Runnable again = () -> world.after(SECOND, this::isForgotten);
    if (!by.isUp()) {
      again.run();
      return;
    }
    by.agreement()
        .forget(gone.name)
        .onComplete(
            told -> {
              if (told.result() == Forgetting.DONE) {
                tells(gone.name + " is forgotten");
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
  SimRun renewing() {
    opening = OPENING;
    more = MORE_TROUBLE;
    trouble.only(Kind.APPLICATION);
    SimNode leaves = nodes.get(world.random.nextInt(nodes.size()));
    Duration then = OPENING.plus(world.within(TROUBLE));
    world.after(
        then,
        () -> {
          lostAt = Optional.of(world.now());
          redis.failOver();
        });
    world.after(then.plus(RENEWED).minus(RENEWED_WITHIN), () -> rebuilt = redis.generations());
    world.after(then.plus(RENEWED), () -> trouble.diesForGood(leaves));
    return this;
  }

  /**
   * Redis loses all while a node is down: a person judges copies of what is that node's. Redis
   * loses all again, is told how they were judged, and tells others; and once more when the node is
   * back.
   */
  SimRun judging() {
    opening = OPENING;
    more = MORE_TROUBLE;
    trouble.only(Kind.APPLICATION);
    Duration half = SECOND.multipliedBy(12);
    Duration down = half.plus(half);
    Duration then = OPENING.plus(world.within(TROUBLE));
    SimNode away = nodes.get(world.random.nextInt(nodes.size()));
    world.after(then, () -> trouble.crash(away, down));
    world.after(then, redis::flush);
    for (int i = 0; i < JUDGEMENTS; i++) {
      world.after(then.plus(world.within(half)), this::refuses);
    }
    world.after(then.plus(half), redis::flush);
    world.after(then.plus(down), redis::flush);
    return this;
  }

  /** A node dies for good, and Redis loses what it knew while others take up what it had. */
  SimRun inheriting() {
    isTakenUp = true;
    opening = OPENING;
    more = MORE_TROUBLE;
    trouble.only(Kind.APPLICATION);
    SimNode leaves = nodes.get(world.random.nextInt(nodes.size()));
    Duration then = OPENING.plus(world.within(TROUBLE));
    world.after(then, () -> trouble.diesForGood(leaves));
    upstream.onFirstHeir(() -> world.after(world.within(TROUBLE), redis::flush));
    return this;
  }

  private SimRun oneLeaves() {
    opening = OPENING;
    SimNode leaves = nodes.get(world.random.nextInt(nodes.size()));
    world.after(OPENING.plus(more).plus(world.within(TROUBLE)), () -> trouble.diesForGood(leaves));
    return this;
  }

  void play() {
    // Nobody can know of nodes that only a Redis knew which has lost everything.
    Set<String> names = nodes.stream().map(node -> node.name).collect(Collectors.toSet());
    nodes.forEach(node -> node.knows(names));
    int old = world.random.nextInt(6);
    for (int i = 0; i < old; i++) {
      cameLongAgo("old" + i, i + 1);
    }
    upstream.hangs(true);
    nodes.forEach(SimNode::start);
    world.run(opening);
    if (!opening.isZero() && !isForgotten) { // much is granted, and little has ended
      upstream.down(true);
      Duration down = TROUBLE.plus(world.within(Duration.ofSeconds(30).plus(more)));
      world.after(down, () -> upstream.down(false));
    }
    int events = 10 + world.random.nextInt(30);
    for (int i = 0; i < events; i++) {
      comes("e" + i);
    }
    int relayed = isForgotten ? 0 : world.random.nextInt(20); // of these nobody else hears
    for (int i = 0; i < relayed; i++) {
      comesThrough("r" + i);
    }
    int refusals = world.chance(0.5) ? 0 : world.random.nextInt(12);
    for (int i = 0; i < refusals; i++) {
      world.after(world.within(TROUBLE.plus(more)), this::refuses);
    }
    int faults = world.random.nextInt(12);
    for (int i = 0; i < faults; i++) {
      world.after(world.within(isForgotten ? TROUBLE : TROUBLE.plus(more)), trouble::comes);
    }
    for (int i = 0; i < swizzles; i++) {
      world.after(world.within(TROUBLE.plus(more)), trouble::swizzles);
    }
    for (int i = 0; i < REVIVALS; i++) {
      SimNode node = nodes.get(world.random.nextInt(nodes.size()));
      world.after(world.within(TROUBLE.plus(more)), () -> revives(node));
    }
    world.run(TROUBLE.plus(more));
    trouble.heal();
    if (lostAt.isPresent()) { // for heirs to look, where a shard that nobody used is not whole
      world.run(LONG);
    }
    for (int i = 0; i < PEACE_MOST && !isOver(); i++) {
      world.run(PEACE);
      trouble.left().stream().filter(SimNode::isUp).forEach(it -> it.loop().run(it::reviveAll));
      if (isWhole() && trouble.left().stream().allMatch(SimNode::isUp)) {
        trouble.left().forEach(this::judges);
      }
    }
    judge();
  }

  /** Delivered by one of the nodes, and kept by somebody who sends it again now. */
  private void cameLongAgo(String id, long fence) {
    Admission admission = AnAdmission.to("shop").event(id, "body of " + id).at(world.now());
    nodes.get(world.random.nextInt(nodes.size())).had(admission, fence);
    delivered.put(admission.events().get(0).key(), id);
    comes(id);
  }

  /** An event, and copies of it, at any node at any time. */
  private void comes(String id) {
    int copies = 2 + world.random.nextInt(3);
    Duration first = world.within(TROUBLE);
    for (int i = 0; i < copies; i++) {
      SimNode node = nodes.get(world.random.nextInt(nodes.size()));
      Duration behind =
          world.chance(0.4)
              ? world.within(Duration.ofMillis(5))
              : world.within(isForgotten ? more : TROUBLE);
      world.after(first.plus(behind), () -> sends(node, id));
    }
  }

  private void sends(SimNode node, String id) {
    if (!node.isUp()) {
      return;
    }
    Admission admission =
        AnAdmission.to("shop").event(id, "body of " + id).sharing(LIMIT, "a").at(world.now());
    node.loop()
        .run(
            () ->
                node.ledger()
                    .admit(admission)
                    .onSuccess(
                        placed -> {
                          if (placed instanceof Placed.Kept) {
                            acknowledged++;
                            promised.put(
                                admission.events().get(0).key(),
                                id + " " + admission.events().get(0).id().value().substring(0, 8));
                          } else {
                            refused++;
                          }
                        }));
  }

  /** An event whose sender waits for what the application says, and comes again until it is 2xx. */
  private void comesThrough(String id) {
    int copies = 1 + world.random.nextInt(4);
    for (int i = 0; i < copies; i++) {
      world.after(world.within(TROUBLE), () -> relays(id, 0));
    }
  }

  private void relays(String id, int tries) {
    SimNode node = nodes.get(world.random.nextInt(nodes.size()));
    if (tries > TRIES_MAX) { // the sender gives up
      return;
    }
    Runnable again =
        () -> world.after(world.within(Duration.ofSeconds(4)), () -> relays(id, tries + 1));
    if (!node.isUp()) {
      again.run();
      return;
    }
    Admission admission =
        AnAdmission.to("relay")
            .event(id, "body of " + id)
            .sharing(LIMIT, "a")
            .taking(LONG.plus(more).plus(more))
            .at(world.now());
    boolean[] told = {false};
    // Whoever hears nothing comes again.
    world.after(
        Duration.ofSeconds(2),
        () -> {
          if (!told[0]) {
            again.run();
          }
        });
    node.loop()
        .run(
            () ->
                node.relay(admission)
                    .onSuccess(
                        good -> {
                          told[0] = true;
                          if (good) {
                            tells("2xx to the sender of " + word(admission));
                            acknowledged++;
                            relayed.put(admission.events().get(0).key(), id);
                          } else {
                            again.run();
                          }
                        }));
  }

  private static void revives(SimNode node) {
    if (node.isUp()) {
      node.loop().run(node::reviveAll);
    }
  }

  /** A person who waits until nobody is missing. */
  private void judges(SimNode node) {
    held += node.rows().held().size();
    node.loop().run(node::releaseAll);
  }

  /** One who does not wait. */
  private void refuses() {
    SimNode node = nodes.get(world.random.nextInt(nodes.size()));
    if (node.isUp()) {
      node.loop().run(node::refuseSome);
    }
  }

  /**
   * Whether it need not arrive, since a person would not have it: that ends it for all where it was
   * granted to that node, and else where it was granted to nobody.
   */
  private boolean isRefused(ClaimKey key) {
    List<SimRows> all = nodes.stream().map(SimNode::rows).toList();
    return all.stream().anyMatch(it -> it.isRefusedForAll(key))
        || (all.stream().anyMatch(it -> it.isRefused(key))
            && trouble.left().stream().noneMatch(it -> it.rows().owes(key)));
  }

  private static String word(Admission admission) {
    return admission.events().get(0).id().value().substring(0, 8);
  }

  private void tells(String what) {
    story.add(world.nanos() / 1_000_000 + " ms: " + what);
  }

  private String told() {
    return String.join("\n", story);
  }

  private boolean isOver() {
    return trouble.left().stream().allMatch(node -> node.isUp() && open(node) == 0)
        && forsaken() == 0;
  }

  /** What has not ended, and need not before it is known what a dead node remembers. */
  private long open(SimNode node) {
    boolean inPart = trouble.gone().isPresent() && !isWhole();
    SimRows rows = node.rows();
    return rows.open() - (inPart ? rows.held().size() + rows.askedAgain() : 0);
  }

  /** Whether all have said what they remember, of all that nobody who is gone could have ended. */
  private boolean isWhole() {
    return redis.isWhole()
        && (trouble.gone().isEmpty()
            || trouble.left().stream().allMatch(node -> redis.has(node.rows().heldIn())));
  }

  /** What a dead node has left and nobody takes; while it is missed, copies of that may be held. */
  private long forsaken() {
    return isWhole()
        ? trouble
            .gone()
            .map(it -> redis.left(it.number()).stream().filter(this::hasAnHeir).count())
            .orElse(0L)
        : 0;
  }

  /** Nobody takes up what a person there would not have. */
  private boolean hasAnHeir(ClaimKey key) {
    return !trouble.left().stream().allMatch(it -> it.rows().isRefused(key));
  }

  /** Where a node is missing for ever, a person has these, or they wait for it, or it has them. */
  private boolean isHeld(ClaimKey key) {
    return trouble.gone().isPresent()
        && nodes.stream()
            .map(SimNode::rows)
            .anyMatch(rows -> rows.isHeld(key) || (rows.isAskedAgain(key) && !isWhole()));
  }

  // --- what must be true

  private void judge() {
    for (SimNode node : trouble.left()) {
      assertThat(node.isUp()).isTrue();
      assertThat(open(node))
          .as("seed %d: events of %s that never ended;%n%s", seed, node.name, told())
          .isZero();
    }
    assertThat(upstream.replayed())
        .as("seed %d: sent on although it had been taken;%n%s", seed, told())
        .isEmpty();
    if (isForgotten) { // what nobody knows any more is as if it had never been
      delivered.keySet().retainAll(stillKnown);
      promised.keySet().retainAll(stillKnown);
    }
    promised.keySet().removeAll(delivered.keySet());
    delivered.forEach(
        (key, id) ->
            assertThat(upstream.bidsOf(key))
                .as(
                    "seed %d: bids under which %s went upstream again, %s;%n%s",
                    seed, id, key, told())
                .isZero());
    relayed.forEach(
        (key, id) ->
            assertThat(upstream.timesOf(key))
                .as("seed %d: how often %s was taken, %s;%n%s", seed, id, key, told())
                .isEqualTo((isHeld(key) || isRefused(key)) && upstream.timesOf(key) == 0 ? 0 : 1));
    assertThat(upstream.late())
        .as("seed %d: tried by one who had been replaced;%n%s", seed, told())
        .isEmpty();
    assertThat(forsaken())
        .as("seed %d: left by one who is dead, and nobody took it;%n%s", seed, told())
        .isZero();
    Set<ClaimKey> lost = new HashSet<>();
    trouble.gone().ifPresent(it -> lost.addAll(redis.notLeft(it)));
    if (isTakenUp) { // who has taken it up has it delivered, or held
      trouble.left().forEach(node -> lost.removeAll(node.rows().takenUp()));
    }
    lostAt.ifPresent(this::judgeWhatWasLeftAgain);
    promised.forEach(
        (key, id) ->
            assertThat(upstream.bidsOf(key))
                .as("seed %d: bids under which %s went upstream, %s;%n%s", seed, id, key, told())
                .isEqualTo(
                    (lost.contains(key) || isHeld(key) || isRefused(key))
                            && upstream.bidsOf(key) == 0
                        ? 0
                        : 1));
  }

  /**
   * There was time to leave again what was rebuilt before its owner died: that he has tried it in
   * vain is no delivery.
   */
  private void judgeWhatWasLeftAgain(Instant lost) {
    SimRows gone = trouble.gone().orElseThrow().rows();
    promised.forEach(
        (key, id) ->
            assertThat(
                    upstream.hasTaken(key)
                        || isHeld(key)
                        || isRefused(key)
                        || gone.owedSince(key, lost).filter(this::isAsRebuilt).isEmpty())
                .as("seed %d: whether %s was delivered, %s;%n%s", seed, id, key, told())
                .isTrue());
  }

  private boolean isAsRebuilt(Shard shard) {
    return redis.generations().get(shard).equals(rebuilt.get(shard));
  }
}
