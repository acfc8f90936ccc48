package io.sallyport;

import io.sallyport.admin.ClockState;
import io.sallyport.admin.Fellowship;
import io.sallyport.admit.Adoption;
import io.sallyport.admit.Doubt;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Outbox;
import io.sallyport.config.Configuration;
import io.sallyport.config.SharedStore;
import io.sallyport.dispatch.Gate;
import io.sallyport.observe.Meters;
import io.sallyport.observe.StatusServer.ReadinessCheck;
import io.sallyport.quarantine.Quarantine;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LocalStore;
import io.sallyport.store.local.Origin;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.shared.Boot;
import io.sallyport.store.shared.MembersFile;
import io.sallyport.store.shared.MetFile;
import io.sallyport.store.shared.NodeName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store of this node, open: opening and closing it wait for the disk on a worker. */
final class OpenedStore {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedStore.class);

  /** How long a reviewer who looks at a held event keeps others away. */
  private static final Duration CLAIM_LENGTH = Duration.ofMinutes(15);

  private static final Set<String> EPHEMERAL =
      Set.of("tmpfs", "ramfs", "overlay", "overlayfs", "aufs", "devtmpfs");

  private final Vertx vertx;
  private final LocalStore store;
  private final Optional<Adoption> adoption;
  private final InstantSource clock;
  private final Promise<Throwable> failure;
  private final Optional<Neighbours> neighbours;

  private OpenedStore(
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
    Opening opening = new Opening(vertx, configuration, setting, keys, random, meters);
    return configuration.shared().isEmpty()
        ? opening.alone()
        : RedisOfMany.settings(configuration.shared().get(), keys.resolver())
            .compose(redis -> opening.ofMany(configuration.shared().get(), redis));
  }

  private record Opening(
      Vertx vertx,
      Configuration configuration,
      Server.Setting setting,
      OpenedKeys keys,
      SecureRandom random,
      Meters meters) {
    private static final Future<Void> DONE = Future.succeededFuture();

    Future<OpenedStore> alone() {
      Solitude solitude = new Solitude(vertx, configuration.data(), hostName(), random);
      return blocking(() -> open(LocalStore.Settings.defaults()))
          .compose(
              opened ->
                  blocking(solitude::leave)
                      .compose(left -> left ? solitude.warn(opened.store()) : DONE)
                      .recover(fault -> failed(opened.store(), fault))
                      .map(unused -> opened.with(Optional.empty())));
    }

    Future<OpenedStore> ofMany(SharedStore shared, RedisSettings redis) {
      return blocking(
              () -> {
                requireLasting(configuration);
                NodeName name =
                    NodeName.open(configuration.data(), shared.node(), hostName(), random);
                Opened opened = open(LocalStore.Settings.defaults().ofMany(name.number()));
                return named(name, opened);
              })
          .compose(
              named ->
                  Neighbours.open(
                          vertx,
                          new Neighbours.Parts(
                              shared,
                              redis,
                              named.name(),
                              named.opened().store(),
                              named.members(),
                              named.met(),
                              named.boot(),
                              keys.master().installation(),
                              named.opened().failure()::tryComplete,
                              setting.clock(),
                              random,
                              meters))
                      .recover(fault -> failed(named.opened().store(), fault))
                      .map(it -> named.opened().with(Optional.of(it))));
    }

    private <T> Future<T> failed(LocalStore store, Throwable fault) {
      return vertx
          .executeBlocking(
              () -> {
                store.close();
                return null;
              },
              false)
          .transform(unused -> Future.failedFuture(fault));
    }

    private Named named(NodeName name, Opened opened) throws IOException {
      try {
        return new Named(
            name,
            opened,
            MembersFile.open(vertx, configuration.data().resolve(MembersFile.FILE), name.text()),
            MetFile.open(vertx, configuration.data().resolve(MetFile.FILE)),
            Boot.open(configuration.data(), random));
      } catch (IOException | RuntimeException e) {
        opened.store().close();
        throw e;
      }
    }

    private record Named(
        NodeName name, Opened opened, MembersFile members, MetFile met, Boot boot) {}

    private Opened open(LocalStore.Settings settings) throws IOException {
      requireLasting(configuration);
      Promise<Throwable> failure = Promise.promise();
      Optional<Adoption> adoption = Origin.open(configuration.data(), random);
      LocalStore store =
          LocalStore.open(
              configuration.data(),
              new RecordSealer(keys.master(), "journal", random),
              settings
                  .withNative(configuration.nativeFolder())
                  .withReserve(configuration.reserveBytes()),
              new LocalStore.Outside(
                  vertx,
                  setting.clock(),
                  System::nanoTime,
                  random,
                  Version.text(),
                  (integration, limit) -> meters.of(integration).overSoftLimit(limit.name()),
                  failure::tryComplete));
      return new Opened(vertx, store, adoption, setting.clock(), failure);
    }

    private <T> Future<T> blocking(Callable<T> task) {
      return vertx
          .executeBlocking(task, false)
          .recover(
              fault ->
                  Future.failedFuture(new Server.NotStarted("data: " + fault.getMessage(), fault)));
    }
  }

  /** This node's own part. */
  private record Opened(
      Vertx vertx,
      LocalStore store,
      Optional<Adoption> adoption,
      InstantSource clock,
      Promise<Throwable> failure) {

    OpenedStore with(Optional<Neighbours> neighbours) {
      OpenedStore whole = new OpenedStore(vertx, store, adoption, clock, failure, neighbours);
      whole.tell();
      return whole;
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      LOG.atDebug().setCause(e).log("this host has no name");
      return "";
    }
  }

  /** What is promised must outlive the container. */
  private static void requireLasting(Configuration configuration) throws IOException {
    Files.createDirectories(configuration.data());
    String type = Files.getFileStore(configuration.data()).type();
    if (!configuration.dataIsEphemeral() && EPHEMERAL.contains(type)) {
      throw new IOException(
          configuration.data()
              + " lies on "
              + type
              + ", which is gone with the machine or container, and every event that was"
              + " acknowledged with it: mount a volume there, or set data-is-ephemeral: true");
    }
  }

  private void tell() {
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
