package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Processes that want to be a node, in a world of which the test has the clock. */
abstract class LeaseCase {
  static final Duration LEASE = Lease.Terms.DEFAULT.lease();
  static final Duration BEAT = Lease.Terms.DEFAULT.beat();

  /** What a call may take, both ways and given up. */
  static final Duration CALLS = Duration.ofSeconds(1);

  SimWorld world;
  SimRedis redis;

  /** One process. */
  final class OneProcess {
    final SimWorld.Loop loop = world.new Loop();
    final SimNet net;
    final Lease lease;
    final List<String> told = new ArrayList<>();
    Future<Lease.Start> started = Future.failedFuture("not begun");

    OneProcess(String name, int number) {
      this(name, number, Boot.random(world.random));
    }

    OneProcess(String name, int number, Boot boot) {
      this(name, number, boot, ModelIndex.INSTALLATION);
    }

    OneProcess(String name, int number, Boot boot, String installation) {
      net = new SimNet(name, world, loop, redis, SimFlaw.NONE, installation);
      lease =
          new Lease(name, number, boot, loop, net, Lease.Terms.DEFAULT, world::nanos, world.random);
      lease.onEntered(() -> told.add("entered"));
      lease.onLost(refusal -> told.add("lost"));
    }

    OneProcess start() {
      started = lease.start();
      return this;
    }
  }

  @BeforeEach
  void begin() {
    begin(7);
  }

  final void begin(long seed) {
    world = new SimWorld(seed);
    redis = new SimRedis(world, SimFlaw.NONE);
  }

  final OneProcess one() {
    return new OneProcess("one", 1).start();
  }
}
