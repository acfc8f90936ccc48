package io.sallyport.store.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One history: some nodes, one Redis, events that come several times at any node, and what goes
 * wrong meanwhile. Then all is well again for a while, and what was promised must have been kept.
 */
final class SimRun {
  private static final Duration PEACE = Duration.ofSeconds(5);
  private static final int PEACE_MOST = 36;
  private static final Duration LONG = Duration.ofMinutes(1);

  /** So often a person has all dead letters of a node tried again, while things go wrong. */
  private static final int REVIVALS = 3;

  private final SimWorld world;
  private final long seed;
  private final SimUpstream upstream = new SimUpstream();
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private final SimTrouble trouble;
  private final SimPeople people;
  private final SimPlot plot;
  private final SimEnd end;
  private final SimPromises promises;
  private final SimSenders senders;

  SimRun(long seed, SimFlaw flaw) {
    this.seed = seed;
    this.world = new SimWorld(seed);
    SimRedis redis = new SimRedis(world, flaw);
    redis.watchedBy(upstream.turns());
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
    this.people = new SimPeople(world, nodes);
    this.plot = new SimPlot(world, redis, upstream, nodes, trouble, people, this::tells);
    this.end = new SimEnd(nodes, redis, trouble);
    this.promises = new SimPromises(seed, redis, upstream, trouble, plot, end, this::told);
    this.senders = new SimSenders(world, nodes, plot, promises, this::tells);
  }

  long seed() {
    return seed;
  }

  int acknowledged() {
    return promises.acknowledged();
  }

  /** How many events a person had to judge. */
  int held() {
    return people.held();
  }

  int inherited() {
    return upstream.inherited();
  }

  /**
   * How many were sent on once more as their turns had lapsed before anybody was told of an end.
   */
  int leftByALapse() {
    return upstream.leftByALapse().size();
  }

  // --- of which kind it is, by the names of the plot

  SimRun strained() {
    return as(plot::strained);
  }

  SimRun swizzled() {
    return as(plot::swizzled);
  }

  SimRun leaving() {
    return as(plot::leaving);
  }

  SimRun leavingAtALoss() {
    return as(plot::leavingAtALoss);
  }

  SimRun leavingAtALossLater() {
    return as(plot::leavingAtALossLater);
  }

  SimRun halved() {
    return as(plot::halved);
  }

  SimRun forgetting() {
    return as(plot::forgetting);
  }

  SimRun renewing() {
    return as(plot::renewing);
  }

  SimRun judging() {
    return as(plot::judging);
  }

  SimRun inheriting() {
    return as(plot::inheriting);
  }

  SimRun returning() {
    return as(plot::returning);
  }

  SimRun impatient() {
    return as(plot::impatient);
  }

  SimRun lapsing() {
    return as(plot::lapsing);
  }

  private SimRun as(Runnable kind) {
    kind.run();
    return this;
  }

  // --- how it goes

  void play() {
    begin();
    Duration trying = SimPlot.TROUBLE.plus(plot.more());
    events();
    refusals(trying);
    faults(trying);
    revivals(trying);
    world.run(trying);
    trouble.heal();
    endInPeace();
    promises.judge();
  }

  private void begin() {
    // Nobody can know of nodes that only a Redis knew which has lost everything.
    Set<String> names = nodes.stream().map(node -> node.name).collect(Collectors.toSet());
    nodes.forEach(node -> node.knows(names));
    int old = world.random.nextInt(6);
    for (int i = 0; i < old; i++) {
      senders.cameLongAgo("old" + i, i + 1);
    }
    upstream.hangs(true);
    nodes.forEach(SimNode::start);
    world.run(plot.opening());
    if (!plot.opening().isZero() && !plot.forgets()) { // much is granted, and little has ended
      upstream.down(true);
      Duration down = SimPlot.TROUBLE.plus(world.within(Duration.ofSeconds(30).plus(plot.more())));
      world.after(down, () -> upstream.down(false));
    }
  }

  private void events() {
    int events = 10 + world.random.nextInt(30);
    for (int i = 0; i < events; i++) {
      senders.comes("e" + i);
    }
    int relayed = plot.forgets() ? 0 : world.random.nextInt(20); // of these nobody else hears
    for (int i = 0; i < relayed * plot.crowd(); i++) {
      senders.comesThrough("r" + i);
    }
  }

  private void refusals(Duration trying) {
    int refusals = world.chance(0.5) ? 0 : world.random.nextInt(12);
    for (int i = 0; i < refusals; i++) {
      world.after(world.within(trying), people::refuses);
    }
  }

  private void faults(Duration trying) {
    int faults = plot.crowd() * world.random.nextInt(12);
    for (int i = 0; i < faults; i++) {
      world.after(world.within(plot.forgets() ? SimPlot.TROUBLE : trying), trouble::comes);
    }
    for (int i = 0; i < plot.swizzles(); i++) {
      world.after(world.within(trying), trouble::swizzles);
    }
  }

  private void revivals(Duration trying) {
    for (int i = 0; i < REVIVALS; i++) {
      SimNode node = nodes.get(world.random.nextInt(nodes.size()));
      world.after(world.within(trying), () -> SimPeople.revives(node));
    }
  }

  private void endInPeace() {
    if (plot.lostAt().isPresent()) { // for heirs to look, where a shard nobody used is not whole
      world.run(LONG);
    }
    for (int i = 0; i < PEACE_MOST && !end.isOver(); i++) {
      world.run(PEACE);
      trouble.left().forEach(SimPeople::revives);
      if (end.isWhole() && trouble.left().stream().allMatch(SimNode::isUp)) {
        trouble.left().forEach(people::judges);
      }
    }
  }

  private void tells(String what) {
    story.add(world.nanos() / 1_000_000 + " ms: " + what);
  }

  private String told() {
    return String.join("\n", story);
  }
}
