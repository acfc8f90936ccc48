package io.sallyport.store.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What goes wrong in a history: a few kinds of it, so that they meet; and how it is mended. */
final class SimTrouble {
  /** From the first link that is cut to the last, and likewise until all are whole again. */
  private static final Duration SWIZZLE = Duration.ofSeconds(6);

  private static final Duration SHORT = Duration.ofSeconds(8);

  /** Longer than anybody is taken for alive. */
  private static final Duration LONG = Duration.ofSeconds(40);

  private final SimWorld world;
  private final SimRedis redis;
  private final SimUpstream upstream;
  private final List<SimNode> nodes;
  private final Consumer<String> tells;
  private Kind[] theme;
  private double partOfLong = 0.3;
  private Optional<SimNode> gone = Optional.empty();

  /** One thing that can go wrong. */
  enum Kind {
    CRASH,
    CUT,
    STOP,
    FAIL_OVER,
    FLUSH,
    EMPTY,
    AWAY,
    NO_REPLICA,
    SPLIT,
    EVICT,
    APPLICATION,
    MOVE,
    LOSS
  }

  /** Chooses its theme. */
  SimTrouble(
      SimWorld world,
      SimRedis redis,
      SimUpstream upstream,
      List<SimNode> nodes,
      Consumer<String> tells) {
    this.world = world;
    this.redis = redis;
    this.upstream = upstream;
    this.nodes = nodes;
    this.tells = tells;
    only(Kind.values());
  }

  /** A few of these; what stands there twice is chosen twice as often. */
  void only(Kind... kinds) {
    theme = new Kind[2 + world.random.nextInt(3)];
    for (int i = 0; i < theme.length; i++) {
      theme[i] = kinds[world.random.nextInt(kinds.length)];
    }
  }

  /** Nodes are often away for longer than they are taken for alive. */
  void lastsLong() {
    partOfLong = 0.8;
  }

  /** Who will not come back. */
  Optional<SimNode> gone() {
    return gone;
  }

  /** Who is there, or will be. */
  List<SimNode> left() {
    return nodes.stream().filter(node -> gone.filter(it -> it == node).isEmpty()).toList();
  }

  void diesForGood(SimNode node) {
    tells.accept(node.name + " dies for good");
    gone = Optional.of(node);
    if (node.isUp()) {
      node.crash();
    }
  }

  void startAgain(SimNode node) {
    if (left().contains(node)) {
      node.start();
    }
  }

  /** Something of the theme, at one of the nodes. */
  void comes() {
    SimNode node = nodes.get(world.random.nextInt(nodes.size()));
    Duration time = world.within(world.chance(partOfLong) ? LONG : SHORT);
    switch (theme[world.random.nextInt(theme.length)]) {
      case CRASH -> crash(node, time);
      case CUT -> {
        tells.accept(node.name + " cut off for " + time);
        SimNet net = node.net();
        net.cut(true);
        world.after(time, () -> net.cut(false));
      }
      case STOP -> {
        tells.accept(node.name + " stopped for " + time);
        SimWorld.Loop loop = node.loop();
        loop.freeze();
        world.after(time, loop::goOn);
      }
      case FAIL_OVER -> {
        tells.accept("Redis fails over");
        redis.failOver();
      }
      case FLUSH -> {
        tells.accept("FLUSHALL");
        redis.flush();
      }
      case EMPTY -> {
        tells.accept("Redis restarts empty");
        redis.restartEmpty();
      }
      case AWAY -> {
        tells.accept("Redis away for " + time);
        redis.up(false);
        world.after(time, () -> redis.up(true));
      }
      case NO_REPLICA -> {
        tells.accept("no replica for " + time);
        redis.replicas(false);
        world.after(time, () -> redis.replicas(true));
      }
      case SPLIT -> {
        Set<String> apart =
            nodes.stream()
                .map(one -> one.name)
                .filter(unused -> world.chance(0.5))
                .collect(Collectors.toSet());
        tells.accept("Redis is cut in two for " + time + ", the old master with " + apart);
        redis.splits(apart);
        world.after(time, redis::heals);
      }
      case EVICT -> {
        tells.accept("Redis evicts for " + time);
        redis.evicts(true);
        world.after(time, () -> redis.evicts(false));
      }
      case APPLICATION -> {
        tells.accept("the application is down for " + time);
        upstream.down(true);
        world.after(time, () -> upstream.down(false));
      }
      case MOVE -> {
        tells.accept("Redis moves to another master, whose replica has a part of it");
        redis.moves();
      }
      case LOSS -> {
        tells.accept("messages are lost for " + time);
        redis.lossy(world.random.nextDouble());
        world.after(time, () -> redis.lossy(0));
      }
    }
  }

  void crash(SimNode node, Duration time) {
    if (node.isUp()) {
      tells.accept(node.name + " killed for " + time);
      node.crash();
      world.after(time, () -> startAgain(node));
    }
  }

  // --- links that are cut one after another

  /** A way that can be cut and mended. */
  private record Link(String name, Consumer<Boolean> cut) {}

  /**
   * Some of all links are cut one after another, and whole again one after another, in another
   * order: what each node reaches changes at each step, and no two of them see the same.
   */
  void swizzles() {
    List<Link> some = new ArrayList<>(links().stream().filter(it -> world.chance(0.5)).toList());
    Collections.shuffle(some, world.random);
    some.forEach(it -> world.after(world.within(SWIZZLE), () -> turn(it, true)));
    Collections.shuffle(some, world.random);
    Duration rest = SWIZZLE.plus(world.within(world.chance(partOfLong) ? LONG : SHORT));
    some.forEach(it -> world.after(rest.plus(world.within(SWIZZLE)), () -> turn(it, false)));
  }

  private void turn(Link link, boolean isCut) {
    tells.accept(link.name() + (isCut ? " is cut" : " is whole again"));
    link.cut().accept(isCut);
  }

  private List<Link> links() {
    List<Link> all = new ArrayList<>();
    for (SimNode node : nodes) {
      all.add(new Link(node.name + " to Redis", node::cut));
      all.add(new Link("Redis to " + node.name, node::deaf));
      all.add(new Link(node.name + " to the new master", it -> redis.strays(node.name, it)));
    }
    all.add(new Link("the master to its replica", it -> redis.replicas(!it)));
    return all;
  }

  /** All is well again. */
  void heal() {
    tells.accept("peace");
    redis.up(true);
    redis.replicas(true);
    redis.lossy(0);
    redis.slow(false);
    redis.evicts(false);
    redis.heals();
    upstream.hangs(false);
    nodes.forEach(
        node -> {
          node.cut(false);
          node.deaf(false);
        });
  }
}
