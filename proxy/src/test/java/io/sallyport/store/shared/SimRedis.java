package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.ModelServer.Copy;
import io.sallyport.store.shared.ModelServer.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Redis with the loss that was measured: a master, replicas that lag, and a promotion that may go
 * to one that has not what another has confirmed.
 */
final class SimRedis {
  private static final int COPIES_MAX = 40;

  /** Longer than what an application is slow to answer, and histories last longer still. */
  private static final Duration OWNERS_TURN = SimDeliveries.SLOW.multipliedBy(3);

  private final SimWorld world;
  private ModelIndex index;

  /** The master of before, and the nodes that still reach that one only. */
  private Optional<ModelIndex> former = Optional.empty();

  private Set<String> withFormer = Set.of();
  private final SimFlaw flaw;

  /** What replicas may hold, the latest last. */
  private final Deque<Copy> copies = new ArrayDeque<>();

  private boolean up = true;
  private boolean misruled;
  private boolean replicas = true;
  private double lossy;
  private boolean slow = true;
  private long identity = 1;
  private SimTurns turns = new SimTurns();

  SimRedis(SimWorld world, SimFlaw flaw) {
    this.world = world;
    this.flaw = flaw;
    this.index = newIndex();
    index.servedBy(identity);
  }

  private ModelIndex newIndex() {
    ModelIndex made = new ModelIndex(world.clock(), () -> confirmed(replicas));
    made.flaw(flaw);
    made.ownersTurn(OWNERS_TURN);
    return made;
  }

  /** Who looks on when turns begin and end. */
  void watchedBy(SimTurns onlooker) {
    turns = onlooker;
  }

  SimTurns turns() {
    return turns;
  }

  private Fault confirmed(boolean byReplica) {
    return byReplica || flaw == SimFlaw.UNCONFIRMED ? Fault.NONE : Fault.UNCONFIRMED;
  }

  /** As this node sees it. */
  ModelIndex index(String node) {
    return former.filter(unused -> withFormer.contains(node)).orElse(index);
  }

  /**
   * A partition: the others promote a replica, while these go on with the master of before, which
   * has no replica any more and loses all of it in the end.
   */
  void splits(Set<String> nodes) {
    if (former.isPresent() || copies.isEmpty() || index.isHoled()) {
      return;
    }
    ModelIndex before = index;
    former = Optional.of(before);
    withFormer = nodes;
    boolean evicting = misruled;
    index = newIndex();
    index.misrule(evicting);
    index.setBack(copies.getLast());
    isAnother();
    before.faults(() -> confirmed(false));
  }

  void heals() {
    former = Optional.empty();
    withFormer = Set.of();
  }

  /** One node goes on with the master of before, of which there is one while anybody does. */
  void strays(String node, boolean doesStray) {
    if (doesStray && former.isEmpty()) {
      splits(Set.of(node));
      return;
    }
    Set<String> nodes = new HashSet<>(withFormer);
    if (doesStray) {
      nodes.add(node);
    } else {
      nodes.remove(node);
    }
    withFormer = Set.copyOf(nodes);
    if (nodes.isEmpty()) {
      heals();
    }
  }

  /** Whether all have said what they remember, of every shard; to one that is empty nobody has. */
  boolean isWhole() {
    return !index.met().members().isEmpty()
        && index.summoned().result() instanceof Reply.Certain<Map<Shard, Long>> it
        && it.value().isEmpty();
  }

  /** In which each shard is that was ever opened. */
  Map<Shard, Long> generations() {
    return index.generations();
  }

  /** Whether somebody has said what he remembers of each: else it is as if that were nothing. */
  boolean has(Set<Shard> shards) {
    return index.has(shards);
  }

  /** What a node has left, and nobody has taken up. */
  Set<ClaimKey> left(int owner) {
    return index.left(owner);
  }

  /** What is a node's that nobody can take up: it was never granted, or not left in time. */
  Set<ClaimKey> notLeft(SimNode gone) {
    return gone.rows().all().stream()
        .filter(
            it ->
                index
                    .claim(it.shards().get(0), it.bids().get(0))
                    .filter(claim -> !claim.isOf(it.bids().get(0).origin()))
                    .isEmpty())
        .map(it -> it.bids().get(0).key())
        .collect(Collectors.toSet());
  }

  boolean isUp() {
    return up;
  }

  void up(boolean isUp) {
    up = isUp;
  }

  /** Whether a replica confirms what is written. */
  void replicas(boolean areThere) {
    replicas = areThere;
  }

  double lossy() {
    return lossy;
  }

  /** Whether looks are held up now and then. */
  boolean isSlow() {
    return slow;
  }

  void slow(boolean now) {
    slow = now;
  }

  void lossy(double part) {
    lossy = part;
  }

  /**
   * It may drop what it has, and does so now and then. What it drops its replicas lose, too; one
   * that takes its place before anybody has asked cannot know of it, which is documented, not
   * solved.
   */
  void evicts(boolean does) {
    misruled = does;
    index.misrule(does);
  }

  private void evict() {
    double part = world.random.nextDouble();
    index.evict(unused -> world.chance(part));
    copies.clear();
  }

  void wrote(String node) {
    if (misruled && world.chance(0.05)) {
      evict();
    }
    if (replicas && !index.isHoled() && index(node) == index && world.chance(0.5)) {
      copies.add(index.copy());
      if (copies.size() > COPIES_MAX) {
        copies.remove();
      }
    }
  }

  /** A replica becomes the master: with all, or with less than was confirmed. */
  void failOver() {
    if (index.isHoled()) {
      return;
    }
    if (!copies.isEmpty() && world.chance(0.7)) {
      int back = world.random.nextInt(copies.size());
      for (int i = 0; i < back; i++) {
        copies.removeLast();
      }
      index.setBack(copies.getLast());
    }
    isAnother();
  }

  /**
   * It is moved to another master, of which a replica takes the place before it has all: in any
   * order, so that the claims which it lacks may be of any age.
   */
  void moves() {
    if (index.isHoled() || former.isPresent()) {
      return;
    }
    double part = world.random.nextDouble();
    index.moved(unused -> world.chance(part));
    copies.clear();
    isAnother();
  }

  private void isAnother() {
    identity += flaw == SimFlaw.TRUSTING ? 0 : 1;
    index.servedBy(identity);
  }

  /** Restarted without anything on its disk. */
  void restartEmpty() {
    index.empty();
    copies.clear();
    isAnother();
  }

  /** {@code FLUSHALL}: nothing else tells that it has happened. */
  void flush() {
    index.empty();
    copies.clear();
  }
}
