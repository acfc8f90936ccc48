package io.sallyport;

import io.sallyport.admin.ClockState;
import io.sallyport.admin.Fellowship;
import io.sallyport.admin.StatusServer.ReadinessCheck;
import io.sallyport.admit.Adoption;
import io.sallyport.admit.Doubt;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Outbox;
import io.sallyport.config.Configuration;
import io.sallyport.dispatch.Gate;
import io.sallyport.observe.Meters;
import io.sallyport.quarantine.Quarantine;
import io.sallyport.store.local.LocalStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store of this node, open: opening and closing it wait for the disk on a worker. */
final class OpenedStore {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedStore.class);

  /** How long a reviewer who looks at a held event keeps others away. */
  private static final Duration CLAIM_LENGTH = Duration.ofMinutes(15);

  private final Vertx vertx;
  private final LocalStore store;
  private final Optional<Adoption> adoption;
  private final InstantSource clock;
  private final Promise<Throwable> failure;
  private final Optional<Neighbours> neighbours;

  OpenedStore(
      Vertx vertx,
      LocalStore store,
      Optional<Adoption> adoption,
      InstantSource clock,
      Promise<Throwable> failure,
      Optional<Neighbours> neighbours) {
    this.vertx = vertx;
    this.store = store;
    this.adoption = adoption;
    this.clock = clock;
    this.failure = failure;
    this.neighbours = neighbours;
  }

  /**
   * Opens it; fails with {@link Server.NotStarted}. Where several nodes share a Redis, nothing goes
   * on before {@link #join}.
   *
   * @param meters count what is over a soft limit
   */
  static Future<OpenedStore> open(
      Vertx vertx,
      Configuration configuration,
      Server.Setting setting,
      OpenedKeys keys,
      SecureRandom random,
      Meters meters) {
    StoreOpening opening = new StoreOpening(vertx, configuration, setting, keys, random, meters);
    return configuration.shared().isEmpty()
        ? opening.alone()
        : RedisOfMany.settings(configuration.shared().get(), keys.resolver())
            .compose(redis -> opening.ofMany(configuration.shared().get(), redis));
  }

  /** Says in the log what an operator must know of what was found. */
  void tell() {
    adoption
        .filter(it -> clock.instant().isBefore(it.end(Keeping.MEMORY_DEFAULT)))
        .ifPresent(
            it ->
                LOG.atWarn()
                    .addKeyValue("stopped", it.stopped())
                    .log(
                        "the store is a restored copy: unknown events that were not signed since"
                            + " then are held"));
    if (store.cutBytes() > 0) {
      LOG.atWarn()
          .addKeyValue("bytes", store.cutBytes())
          .log("the end of the journal was a write that had not been promised: cut");
    }
    store
        .damages()
        .forEach(
            damage ->
                LOG.atError()
                    .addKeyValue("damage", damage)
                    .log("the journal is damaged: see sallyport store check"));
  }

  Ledger ledger() {
    return neighbours.map(Neighbours::ledger).orElseGet(store::ledger);
  }

  /**
   * Begins to agree with the other nodes, where there are any; when all who listen do so.
   *
   * @return completes when these integrations can be served, or soon after; fails with {@link
   *     Server.NotStarted} where this process cannot be the node
   */
  Future<Void> join(Collection<String> integrations) {
    return neighbours
        .map(Neighbours::join)
        .orElseGet(Future::succeededFuture)
        .compose(joined -> serve(integrations));
  }

  /** These are in force now. */
  Future<Void> serve(Collection<String> integrations) {
    return neighbours.map(it -> it.serve(integrations)).orElseGet(Future::succeededFuture);
  }

  /** It may be a restored copy, or its machine's clock set back. */
  Doubt doubt() {
    Doubt restored = adoption.isPresent() ? adoption.get() : Doubt.NONE;
    return restored.or(store.clock());
  }

  /** When what it keeps may be sent on. */
  Gate gate() {
    return neighbours.map(Neighbours::gate).orElseGet(Gate::open);
  }

  Outbox outbox() {
    return store.outbox();
  }

  /** What people see and decide on. */
  AdminResources.Kept kept() {
    return new AdminResources.Kept(
        store.records(),
        new Quarantine(
            store.held(),
            released -> Future.succeededFuture(), // its release has put it into the queue
            clock,
            CLAIM_LENGTH),
        () -> new ClockState(store.clock().jumps(), store.clock().setBack()),
        neighbours.map(Fellowship.class::cast));
  }

  /** What it would leave behind. */
  Departure departure() {
    return new Departure(store, neighbours);
  }

  /** What can be watched of it. */
  void measuredBy(Meters meters) {
    neighbours.ifPresent(it -> it.measuredBy(meters));
    meters.gauge(
        "sallyport_disk_used_ratio",
        "How full the disk of the data folder is.",
        () -> store.diskUsed() / 100.0);
    meters.gauge(
        "sallyport_segments_dropped_early",
        "Segments of the journal that went before the bytes in them had to.",
        store::segmentsDropped);
    meters.gauge(
        "sallyport_clock_jumps",
        "How often this machine's clock was set by more than a minute.",
        store.clock()::jumps);
    meters.gauge(
        "sallyport_clock_set_back_seconds",
        "How far this machine's clock is behind what it has shown; 0 within a minute.",
        () -> store.clock().setBack().toSeconds());
  }

  /** Completes with the cause when nothing more can be promised. */
  Future<Throwable> failure() {
    return failure.future();
  }

  ReadinessCheck check() {
    return new ReadinessCheck(
        "store", () -> store.isReady() ? "" : "the journal takes nothing: see the log");
  }

  /** Takes up nothing more of what other nodes leave: it is to be closed soon. */
  void takesUpNoMore() {
    neighbours.ifPresent(it -> it.parting().takesUpNoMore());
  }

  Future<Void> close() {
    return neighbours
        .map(Neighbours::close)
        .orElseGet(Future::succeededFuture)
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      store.close();
                      return null;
                    },
                    false));
  }
}
