package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A node that agrees with itself alone, in a world of which the test has the clock. */
final class LoneNode {
  static final Duration A_WHILE = Duration.ofSeconds(3);

  final SimWorld world = new SimWorld(1);
  final SimWorld.Loop home = world.new Loop();
  final ModelIndex index = new ModelIndex(world.clock());
  final Turns turns = new Turns();
  final Outside outside;
  final Trust trust;
  private final Lease lease;

  /**
   * Not started.
   *
   * @param way to the index
   */
  LoneNode(Function<ModelIndex, SharedIndex> way, Holdings holdings) {
    this(way, holdings, Fellows.of("a"), Trust.PATIENCE);
  }

  /** One that knows others, who are not there. */
  LoneNode(
      Function<ModelIndex, SharedIndex> way, Holdings holdings, Fellows all, Duration patience) {
    lease =
        new Lease(
            "a",
            1,
            Boot.random(world.random),
            home,
            index,
            Lease.Terms.DEFAULT,
            world::nanos,
            world.random);
    outside =
        new Outside(
            "a",
            home,
            way.apply(index),
            holdings,
            world.random,
            world.clock(),
            lease,
            new SimMeters("a", unused -> {}));
    trust =
        new Trust(
            outside,
            new Acquaintance(outside, new Always(all), new MeetingsInMemory()),
            turns::areUnderWay,
            patience);
  }

  /** Is the node, and agrees on these. */
  void start(Shard... shards) {
    lease.onEntered(trust::start);
    lease.start();
    world.run(A_WHILE);
    for (Shard shard : shards) {
      trust.want(shard);
    }
    world.run(A_WHILE);
    for (Shard shard : shards) {
      assertThat(trust.epoch(shard)).isPresent();
    }
  }

  /** Tells somebody else what happens. */
  Outside telling(Told told) {
    return new Outside(
        outside.node(),
        outside.home(),
        outside.index(),
        outside.holdings(),
        outside.random(),
        outside.clock(),
        outside.lease(),
        told);
  }

  SharedLedger ledger(OwnLedger own) {
    return ledger(own, Away.DEFAULT);
  }

  SharedLedger ledger(OwnLedger own, Away away) {
    return ledger(own, away, outside);
  }

  SharedLedger ledger(OwnLedger own, Away away, Outside around) {
    return new SharedLedger(
        own, around, trust, turns, away, SharedLedger.CERTAIN_WITHIN, world.clock(), world::nanos);
  }

  /** Holdings in which nothing is. */
  static Holdings nothing() {
    return proxy(
        Holdings.class,
        (it, method, of) ->
            method.getName().equals("waiting") && method.getParameterCount() == 0
                ? new Holdings.Waiting(0, 0, 0)
                : Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END)));
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private record Always(Fellows all) implements Members {
    @Override
    public Future<Void> learn(Fellows others) {
      return Future.succeededFuture();
    }
  }
}
