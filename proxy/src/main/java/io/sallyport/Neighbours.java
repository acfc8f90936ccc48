package io.sallyport;

import io.sallyport.admin.Fellowship;
import io.sallyport.admit.Forgetting;
import io.sallyport.admit.Ledger;
import io.sallyport.config.SharedStore;
import io.sallyport.dispatch.Gate;
import io.sallyport.egress.NodeAddress;
import io.sallyport.loop.Home;
import io.sallyport.observe.Meters;
import io.sallyport.observe.Printable;
import io.sallyport.store.local.LocalStore;
import io.sallyport.store.redis.ClaimQuota;
import io.sallyport.store.redis.MasterWatch;
import io.sallyport.store.redis.RedisRights;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.Boot;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Lease;
import io.sallyport.store.shared.MembersFile;
import io.sallyport.store.shared.MetFile;
import io.sallyport.store.shared.NodeName;
import io.sallyport.store.shared.Nodes;
import io.sallyport.store.shared.OneOfMany;
import io.sallyport.store.shared.Parting;
import io.sallyport.store.shared.RationedLedger;
import io.sallyport.store.shared.Seat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other nodes, as far as this one agrees with them by a Redis. */
final class Neighbours implements Fellowship {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

  /** A node whose Redis is away is of use all the same: what is durable waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int TEXT_CHARS_MAX = 200;

  private final RedisWire wire;
  private final OneOfMany node;
  private final MasterWatch watch;
  private final ClaimQuota quota;
  private final Ledger ledger;
  private final SeenNodes seen;
  private final Parts parts;

  Neighbours(
      RedisWire wire, Home home, OneOfMany node, MasterWatch watch, ClaimQuota quota, Parts parts) {
    this.wire = wire;
    this.node = node;
    this.watch = watch;
    this.quota = quota;
    this.ledger = new RationedLedger(node.ledger(), quota);
    this.seen = new SeenNodes(home, node::nodes);
    this.parts = parts;
  }

  /**
   * What it is made of.
   *
   * @param installation the fingerprint of the master key
   * @param onLost this process cannot be the node any more: nothing more can be promised here
   */
  record Parts(
      SharedStore shared,
      RedisSettings redis,
      NodeName name,
      LocalStore store,
      MembersFile members,
      MetFile met,
      Boot boot,
      String installation,
      Consumer<Throwable> onLost,
      InstantSource clock,
      SecureRandom random,
      Meters meters) {}

  /**
   * Begins to connect; a Redis that is away does not keep a node from starting. Fails with {@link
   * Server.NotStarted} where one may drop what it is given.
   */
  static Future<Neighbours> open(Vertx vertx, Parts parts) {
    return new NeighboursOpening(vertx, parts).open();
  }

  /** When attempts of what was granted may begin. */
  Gate gate() {
    return new Gate() {
      @Override
      public int term() {
        return node.term();
      }

      @Override
      public void onOpen(Runnable listener) {
        node.onTerm(listener);
      }
    };
  }

  Ledger ledger() {
    return ledger;
  }

  /**
   * Begins to ask and to tell.
   *
   * @return fails with {@link Server.NotStarted} where this process cannot be the node
   */
  Future<Void> join() {
    LOG.atInfo().addKeyValue("node", parts.name()).log("agrees with other nodes by a Redis");
    watch.start();
    quota.start();
    seen.start();
    RedisRights.missing(wire).onSuccess(Neighbours::lacks);
    return node.start().compose(Neighbours::begun);
  }

  private static void lacks(List<String> missing) {
    if (!missing.isEmpty()) {
      LOG.atError()
          .addKeyValue("missing", String.join(" ", missing))
          .addKeyValue("remedy", RedisRights.remedy(missing))
          .log("the user of Redis may not do what nodes do there: events wait until it may");
    }
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
    integrations.forEach(name -> parts.meters().neighbours().claims(name, () -> claims(name)));
    return node.want(integrations, PATIENCE);
  }

  private double claims(String integration) {
    OptionalLong known = quota.claims(integration);
    return known.isPresent() ? known.getAsLong() : Double.NaN;
  }

  /** What can be watched of it. */
  void measuredBy(Meters meters) {
    meters.gauge(
        "sallyport_waiting_events",
        "Events that were acknowledged, and wait until the nodes agree on them.",
        () -> waiting().count());
    meters.gauge("sallyport_waiting_bytes", "What they take.", () -> waiting().bytes());
    meters.gauge(
        "sallyport_waiting_oldest_seconds",
        "How long the oldest of them has waited.",
        this::oldestSeconds);
    meters.gauge(
        "sallyport_left_bytes",
        "What this node has left to others on Redis, for when it dies.",
        node::leftBytes);
    meters.gauge(
        "sallyport_shards_open",
        "Parts of the shared store that may be built upon, be it in part.",
        () -> node.open().size());
    seen.measuredBy(meters);
    meters.gauge("sallyport_redis_connections", "Connections that can be used.", wire::connections);
    meters.gauge(
        "sallyport_redis_memory_used_ratio",
        "How full the fullest master with a maxmemory is.",
        () -> watch.latest().stream().mapToDouble(it -> it.usedRatio().orElse(0)).max().orElse(0));
    meters.gauge(
        "sallyport_redis_unfit",
        "Masters on which nothing is granted: they may drop claims, or are too old.",
        () -> watch.latest().stream().filter(it -> !it.isOfUse()).count());
  }

  private Holdings.Waiting waiting() {
    return parts.store().holdings().waiting();
  }

  private long oldestSeconds() {
    long oldest = waiting().oldestMillis();
    return oldest == 0 ? 0 : Math.max(0, parts.clock().millis() - oldest) / 1_000;
  }

  @Override
  public Future<JsonObject> nodes() {
    return node.nodes().map(NodesJson::of);
  }

  @Override
  public Self self() {
    return new Self(parts.name().text(), parts.boot().id(), parts.shared().advertise());
  }

  @Override
  public Future<List<Fellow>> others() {
    return node.nodes().map(Neighbours::others);
  }

  private static List<Fellow> others(Nodes nodes) {
    return nodes.nodes().stream()
        .filter(it -> it.isMember() && !it.name().equals(nodes.self()))
        .map(
            it ->
                new Fellow(
                    it.name(),
                    it.seen().map(Seat::boot),
                    it.seen().flatMap(Seat::address).flatMap(NodeAddress::parse)))
        .toList();
  }

  @Override
  public Future<Forgetting> forget(String other, String by, String note) {
    return node.forget(other)
        .onSuccess(
            outcome ->
                LOG.atWarn()
                    .addKeyValue("node", other)
                    .addKeyValue("by", Printable.of(by, TEXT_CHARS_MAX))
                    .addKeyValue("note", Printable.of(note, TEXT_CHARS_MAX))
                    .addKeyValue("outcome", outcome)
                    .log("a node is to be forgotten"));
  }

  /** Whether nodes finish what a dead one leaves. */
  boolean handsOver() {
    return parts.shared().handOver();
  }

  /** How it parts from them. */
  Parting parting() {
    return node.parting();
  }

  /** How the nodes stand with each other. */
  Future<Nodes> seen() {
    return node.nodes();
  }

  /** Asks and tells no more. */
  Future<Void> close() {
    watch.stop();
    quota.stop();
    seen.stop();
    return node.stop().eventually(wire::close);
  }
}
