package io.sallyport;

import io.sallyport.egress.NodeAddress;
import io.sallyport.loop.Home;
import io.sallyport.loop.LoopHome;
import io.sallyport.store.redis.Certainty;
import io.sallyport.store.redis.ClaimQuota;
import io.sallyport.store.redis.ClaimSurvey;
import io.sallyport.store.redis.EstateRoom;
import io.sallyport.store.redis.MasterWatch;
import io.sallyport.store.redis.RedisEstates;
import io.sallyport.store.redis.RedisIndex;
import io.sallyport.store.redis.RedisRoster;
import io.sallyport.store.redis.RedisUnfit;
import io.sallyport.store.redis.Vitals;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.Away;
import io.sallyport.store.shared.Lease;
import io.sallyport.store.shared.OneOfMany;
import io.sallyport.store.shared.Shard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Connects a node with the Redis that it shares with others, and puts together what it needs. */
record NeighboursOpening(Vertx vertx, Neighbours.Parts parts) {
  /** How long a replica may take to confirm a grant. */
  private static final Duration CONFIRMATION = Duration.ofMillis(100);

  /** How long a sender waits for what other nodes know of its event. */
  private static final Duration LOOKING = Duration.ofMillis(50);

  /** Fails with {@link Server.NotStarted} where a Redis may drop what it is given. */
  Future<Neighbours> open() {
    LoggedConnections connections = new LoggedConnections();
    return RedisWire.open(vertx, parts.redis(), parts.random(), System::nanoTime, connections)
        .compose(
            wire -> {
              Home home = new LoopHome(vertx);
              EstateRoom room = new EstateRoom(this::members);
              OneOfMany node = node(home, wire, room);
              LoggedMasters heard = new LoggedMasters();
              MasterWatch watch = new MasterWatch(wire, home, shards(node), heard);
              room.watchedBy(watch::latest);
              ClaimQuota quota = quota(wire, home, watch, heard);
              connections.tell(watch::connected);
              return watch
                  .admit()
                  .map(unused -> new Neighbours(wire, home, node, watch, quota, parts))
                  .onFailure(unused -> wire.close());
            })
        .recover(
            fault ->
                Future.failedFuture(
                    fault instanceof RedisUnfit
                        ? new Server.NotStarted("store: " + fault.getMessage(), fault)
                        : fault));
  }

  private ClaimQuota quota(RedisWire wire, Home home, MasterWatch watch, LoggedMasters heard) {
    ClaimSurvey survey = new ClaimSurvey(wire);
    return new ClaimQuota(
        survey::claims,
        home,
        () -> parts.shared().claims().map(Integer::longValue).orElseGet(() -> half(watch)),
        this::members,
        heard);
  }

  private int members() {
    return parts.members().all().members().size();
  }

  /** What half of all memory has room for; no bound where one master has none. */
  private static long half(MasterWatch watch) {
    Collection<Vitals> masters = watch.latest();
    return masters.isEmpty() || masters.stream().anyMatch(it -> it.maxBytes() == 0)
        ? ClaimQuota.ENDLESS
        : masters.stream().mapToLong(Vitals::maxBytes).sum() / 2 / Vitals.CLAIM_BYTES;
  }

  private static MasterWatch.Shards shards(OneOfMany node) {
    return new MasterWatch.Shards() {
      @Override
      public Set<Shard> open() {
        return node.open();
      }

      @Override
      public void doubt(Set<Shard> which, String why) {
        node.doubt(which, why);
      }
    };
  }

  private OneOfMany node(Home home, RedisWire wire, EstateRoom room) {
    Certainty certainty = Certainty.parse(parts.shared().certainty()).orElseThrow();
    Lease lease =
        new Lease(
            parts.name().text(),
            parts.name().number(),
            parts.boot(),
            parts.shared().advertise().map(NodeAddress::toString),
            home,
            new RedisRoster(wire, parts.installation(), certainty, CONFIRMATION),
            Lease.Terms.DEFAULT,
            System::nanoTime,
            parts.random());
    parts.store().limitsAmong(() -> lease.live(members()));
    lease.onLost(refusal -> parts.onLost().accept(new Server.NotTheNode(refusal.text())));
    return new OneOfMany(
        new OneOfMany.Parts(
            parts.name().text(),
            home,
            parts.store().ownLedger(),
            parts.store().holdings(),
            new RedisIndex(wire, certainty, CONFIRMATION, LOOKING, System::nanoTime),
            parts.members(),
            parts.met(),
            new Away(parts.shared().awayBytes(), parts.shared().awayAge()),
            parts.clock(),
            System::nanoTime,
            parts.random(),
            new WatchedNeighbours(parts.meters().neighbours(), System::nanoTime),
            lease,
            parts.shared().handOver()
                ? Optional.of(new RedisEstates(wire, certainty, CONFIRMATION, room))
                : Optional.empty()));
  }
}
