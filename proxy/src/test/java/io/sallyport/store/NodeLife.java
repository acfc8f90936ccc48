package io.sallyport.store;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Event;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Standing;
import io.sallyport.loop.LoopHome;
import io.sallyport.store.local.LocalFixture;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.Away;
import io.sallyport.store.shared.Boot;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Lease;
import io.sallyport.store.shared.MembersFile;
import io.sallyport.store.shared.MetFile;
import io.sallyport.store.shared.NodeName;
import io.sallyport.store.shared.OneOfMany;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SilentTold;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One process of the node under test: what {@link OneOfMany} adds to a store, by the defaults. */
final class NodeLife {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration OTHERS_SIGN_WITHIN = Duration.ofMinutes(2);

  /** What a late grant does, other tests show; a server waits for a tenth of a second. */
  private static final Duration CERTAIN_WITHIN = Duration.ofSeconds(2);

  private final Set<String> served = ConcurrentHashMap.newKeySet();
  private final RedisWire wire;
  private final WatchedIndex index;
  private final Holdings holdings;
  private final OneOfMany node;
  private final Future<Lease.Start> started;

  NodeLife(Neighbourhood others, LocalFixture local) {
    this.wire = others.redis().wire(others.vertx());
    this.index = new WatchedIndex(others.redis().index(wire));
    this.holdings = local.holdings();
    LoopHome home = new LoopHome(others.vertx());
    try {
      Lease lease =
          new Lease(
              Neighbourhood.NAME,
              new NodeName(Neighbourhood.NAME).number(),
              Boot.open(others.data(), RANDOM),
              home,
              others.redis().roster(wire, others.master()),
              Lease.Terms.DEFAULT,
              System::nanoTime,
              RANDOM);
      this.node =
          new OneOfMany(
              new OneOfMany.Parts(
                  Neighbourhood.NAME,
                  home,
                  local.foreign(),
                  holdings,
                  index,
                  MembersFile.open(
                      others.vertx(), others.data().resolve("members"), Neighbourhood.NAME),
                  MetFile.open(others.vertx(), others.data().resolve("met")),
                  Away.DEFAULT,
                  local.clock(),
                  System::nanoTime,
                  RANDOM,
                  new Silent(),
                  lease,
                  Optional.of(others.redis().estates(wire))),
              OTHERS_SIGN_WITHIN,
              CERTAIN_WITHIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    started = node.start();
  }

  /** Completes when this process is the node; fails where it is not. */
  Future<Void> entered() {
    return started.compose(
        start ->
            start instanceof Lease.Start.Entered
                ? Future.succeededFuture()
                : Future.failedFuture(new AssertionError("it is not the node: " + start)));
  }

  Ledger ledger() {
    return node.ledger();
  }

  /** Completes when the shards of its events are open, or after that time. */
  Future<Void> open(Admission admission, Duration most) {
    boolean isOpen =
        admission.events().stream()
            .map(Event::home)
            .allMatch(home -> node.isOpen(Shard.of(admission.integration(), home)));
    return isOpen ? Future.succeededFuture() : serve(List.of(admission.integration()), most);
  }

  /** Completes when all shards of these, too, are open, or after that time. */
  Future<Void> serve(List<String> integrations, Duration most) {
    served.addAll(integrations);
    return node.want(served, most);
  }

  /** Whether anything waits for a grant, or for the leave to be tried. */
  Future<Boolean> waits() {
    return holdings.waiting(0, 1).map(waiting -> !waiting.isEmpty() || node.term() == 0);
  }

  /**
   * Whether the others have heard of all that has ended. What a person has tried again they hear of
   * when it is granted anew, and are told of once more with the next that ends.
   */
  Future<Boolean> hasTold() {
    return holdings
        .unsettled(1_000)
        .map(
            all ->
                isQuiet()
                    && all.stream().allMatch(it -> it.change().standing() == Standing.QUEUED));
  }

  boolean isQuiet() {
    return index.isQuiet();
  }

  /** In order. */
  Future<Void> stop() {
    return node.stop().compose(unused -> wire.close());
  }

  /** As {@code kill -9}: nothing of it reaches Redis any more. */
  void die() {
    wire.close().await();
    node.stop();
  }

  /** What happens to a node is not what these tests look at. */
  private static final class Silent extends SilentTold {
    @Override
    public void unlearnt(Throwable cause) {
      throw new AssertionError(cause);
    }
  }
}
