package io.sallyport;

import io.sallyport.admit.Ledger;
import io.sallyport.config.SharedStore;
import io.sallyport.loop.LoopHome;
import io.sallyport.store.local.LocalStore;
import io.sallyport.store.redis.Certainty;
import io.sallyport.store.redis.RedisIndex;
import io.sallyport.store.redis.RedisRoster;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.Away;
import io.sallyport.store.shared.Boot;
import io.sallyport.store.shared.Lease;
import io.sallyport.store.shared.MembersFile;
import io.sallyport.store.shared.NodeName;
import io.sallyport.store.shared.OneOfMany;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other nodes, as far as this one agrees with them by a Redis. */
final class Neighbours {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

  /** How long a replica may take to confirm a grant. */
  private static final Duration CONFIRMATION = Duration.ofMillis(100);

  /** A node whose Redis is away is of use all the same: what is durable waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final RedisWire wire;
  private final OneOfMany node;
  private final NodeName name;

  private Neighbours(RedisWire wire, OneOfMany node, NodeName name) {
    this.wire = wire;
    this.node = node;
    this.name = name;
  }

  /**
   * What it is made of.
   *
   * @param onLost another process has become this node: nothing more can be promised here
   */
  record Parts(
      SharedStore shared,
      RedisSettings redis,
      NodeName name,
      LocalStore store,
      MembersFile members,
      Boot boot,
      Consumer<Throwable> onLost,
      InstantSource clock,
      SecureRandom random) {}

  /** Begins to connect; a Redis that is away does not keep a node from starting. */
  static Future<Neighbours> open(Vertx vertx, Parts parts) {
    return RedisWire.open(vertx, parts.redis(), parts.random(), new LoggedConnections())
        .map(wire -> new Neighbours(wire, node(vertx, parts, wire), parts.name()));
  }

  private static OneOfMany node(Vertx vertx, Parts parts, RedisWire wire) {
    Certainty certainty = Certainty.parse(parts.shared().certainty()).orElseThrow();
    LoopHome home = new LoopHome(vertx);
    Lease lease =
        new Lease(
            parts.name().text(),
            parts.name().number(),
            parts.boot(),
            home,
            new RedisRoster(wire, certainty, CONFIRMATION),
            Lease.Terms.DEFAULT,
            System::nanoTime,
            parts.random());
    lease.onLost(refusal -> parts.onLost().accept(new IllegalStateException(refusal.text())));
    return new OneOfMany(
        new OneOfMany.Parts(
            parts.name().text(),
            home,
            parts.store().ownLedger(),
            parts.store().holdings(),
            new RedisIndex(wire, certainty, CONFIRMATION),
            parts.members(),
            new Away(parts.shared().awayBytes(), parts.shared().awayAge()),
            parts.clock(),
            System::nanoTime,
            parts.random(),
            new LoggedNeighbours(),
            lease));
  }

  Ledger ledger() {
    return node.ledger();
  }

  /**
   * Begins to ask and to tell.
   *
   * @return fails with {@link Server.NotStarted} where another process is this node
   */
  Future<Void> join() {
    LOG.atInfo().addKeyValue("node", name).log("agrees with other nodes by a Redis");
    return node.start().compose(Neighbours::begun);
  }

  private static Future<Void> begun(Lease.Start start) {
    if (start instanceof Lease.Start.Refused refused) {
      return Future.failedFuture(new Server.NotStarted("node: " + refused.refusal().text()));
    }
    if (start instanceof Lease.Start.Unanswered unanswered) {
      LOG.atWarn()
          .addKeyValue("why", unanswered.why())
          .log("nobody says yet whether another process is this node: nothing goes on meanwhile");
    }
    return Future.succeededFuture();
  }

  /** Completes when what these need is agreed on, or soon after all the same; never fails. */
  Future<Void> serve(Collection<String> integrations) {
    return node.want(integrations, PATIENCE);
  }

  /** Asks and tells no more. */
  Future<Void> close() {
    return node.stop().eventually(wire::close);
  }
}
