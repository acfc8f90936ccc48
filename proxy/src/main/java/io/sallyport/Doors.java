package io.sallyport;

import io.sallyport.admin.AdminRoutes;
import io.sallyport.admin.AdminServer;
import io.sallyport.admin.Callers;
import io.sallyport.admin.Fellowship;
import io.sallyport.admin.KeySetRoutes;
import io.sallyport.admin.SignInThrottle;
import io.sallyport.admin.StatusServer;
import io.sallyport.admin.StatusServer.ReadinessCheck;
import io.sallyport.admin.Vouching;
import io.sallyport.config.Configuration;
import io.sallyport.dispatch.Dispatcher;
import io.sallyport.ingress.Decompressor;
import io.sallyport.ingress.Entrance;
import io.sallyport.ingress.Ingress;
import io.sallyport.ingress.Rate;
import io.sallyport.ingress.SourceAddress;
import io.sallyport.ingress.SourceBuckets;
import io.sallyport.ingress.SourceSlots;
import io.sallyport.journal.DataLock;
import io.sallyport.observe.DecisionLog;
import io.sallyport.observe.DecisionSink;
import io.sallyport.policy.folder.PolicyFolder;
import io.sallyport.policy.folder.PolicySet;
import io.sallyport.policy.folder.PolicyWatch;
import io.sallyport.refusals.KeptRefusals;
import io.sallyport.seal.KeyedDigest;
import io.sallyport.seal.RecordSealer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Opens the listeners: status and admin first, the ingress last, when everything behind it is
 * there.
 */
final class Doors {
  private static final int SOURCE_PLACES = 1 << 16;
  private static final int REQUESTS_PER_SOURCE_MAX = 1_024;
  private static final int REQUESTS_MAX = 20_000;

  private final Foundation all;
  private final DataLock lock;
  private final OpenedKeys keys;
  private final OpenedStore store;
  private final Dispatcher dispatcher;
  private final PolicyFolder folder;
  private final PolicyWatch watch;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Entrance entrance = new Entrance();
  private final Drain drain;

  Doors(
      Foundation all,
      DataLock lock,
      OpenedKeys keys,
      OpenedStore store,
      Dispatcher dispatcher,
      PolicyFolder folder,
      PolicyWatch watch) {
    this.all = all;
    this.lock = lock;
    this.keys = keys;
    this.store = store;
    this.dispatcher = dispatcher;
    this.folder = folder;
    this.watch = watch;
    this.drain =
        new Drain(
            all.vertx(),
            all.configuration().notice(),
            entrance,
            store.departure(),
            keys.bootstrap()::count,
            all.clock(),
            all.nanos());
  }

  /** Fails with {@link Server.NotStarted} where one of the addresses cannot be had. */
  Future<Server> open() {
    SourceAddress sources;
    try {
      sources = IngressListeners.sources(all.configuration().ingress());
    } catch (Server.NotStarted e) {
      return Future.failedFuture(e);
    }
    store.measuredBy(all.meters());
    drain.measuredBy(all.meters());
    KeptRefusals refusals =
        KeptRefusals.start(
            all.vertx(),
            all.clock(),
            all.configuration().data().resolve(KeptRefusals.FILE),
            all.configuration().refusalBytes(),
            new RecordSealer(keys.master(), "refusals", all.random()));
    all.meters()
        .gauge(
            "sallyport_refusals_left_out",
            "Refusals that found no room on their way to the disk.",
            refusals::leftOut);
    return listen(sources, refusals).onFailure(unused -> refusals.close());
  }

  private Future<Server> listen(SourceAddress sources, KeptRefusals refusals) {
    AdminResources.Kept kept = store.kept();
    Optional<Vouching> vouching = kept.fellowship().map(this::vouching);
    List<AdminRoutes> adminRoutes =
        AdminResources.of(
            new AdminResources.Parts(
                all.vertx(),
                all.clock(),
                all.started(),
                all.nanos(),
                all.tail(),
                refusals,
                Optional.of(kept),
                vouching,
                drain,
                keys.bootstrap(),
                folder,
                all.routes()::get,
                all.configuration(),
                all.running()::get,
                all.reload()::get));
    AdminServer adminServer =
        new AdminServer(
            all.vertx(),
            keys.admin(),
            new SignInThrottle(all.nanos()::getAsLong),
            Callers.ofAdmin(all.vertx(), all.nanos()),
            vouching,
            List.of(
                new KeySetRoutes(
                    Objects.requireNonNull(all.assertions().get()).orElseThrow().keySet())),
            adminRoutes);
    StatusServer statusServer =
        new StatusServer(
            all.vertx(),
            Callers.ofStatus(all.vertx(), all.nanos()),
            List.of(policiesCheck(folder), store.check(), drain.check(), stoppingCheck()),
            all.meters()::scrape);
    return bind(
            "status",
            statusServer.listen(
                all.configuration().status().host(), all.configuration().status().port()))
        .compose(
            status ->
                bind(
                        "admin",
                        adminServer.listen(
                            all.configuration().admin().host(), all.configuration().admin().port()))
                    .compose(admin -> ingress(sources, refusals, admin, status)));
  }

  private Vouching vouching(Fellowship fellowship) {
    return new Vouching(
        new KeyedDigest(keys.master(), Vouching.PURPOSE),
        fellowship.self(),
        all.clock(),
        all.nanos(),
        all.random());
  }

  private Future<Server> ingress(
      SourceAddress sources, KeptRefusals refusals, HttpServer admin, HttpServer status) {
    Configuration.Bounds bounds = all.configuration().ingress().bounds();
    DecisionSink decisions =
        new DecisionLog(all.nanos())
            .and(decision -> all.tail().publish(() -> DecisionJson.of(decision)))
            .and(all.setting().decisions());
    Ingress front =
        new Ingress(
            all.routes()::get,
            sources,
            all.configuration().ingress().hosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()),
            new SourceBuckets(
                new Rate(bounds.failuresPerSource(), bounds.failuresPer(), bounds.failuresBurst()),
                SOURCE_PLACES,
                all.random()),
            new SourceSlots(REQUESTS_MAX, REQUESTS_PER_SOURCE_MAX),
            entrance,
            all.bodies(),
            all.meters().of(Ingress.NO_INTEGRATION),
            decisions,
            refusals,
            new Decompressor(all.vertx()),
            all.clock(),
            all.nanos(),
            all.random());
    return bind(
            "ingress",
            IngressListeners.listen(all.vertx(), all.configuration(), front, sources, all.nanos()))
        .map(
            listeners ->
                new Server(
                    all.vertx(),
                    all.configuration(),
                    folder,
                    watch,
                    all.deliveries(),
                    store,
                    dispatcher,
                    refusals,
                    listeners,
                    admin,
                    status,
                    stopping,
                    lock))
        .onSuccess(server -> all.running().set(Optional.of(server)));
  }

  /** Ready while a promise can be kept: at least one policy is in force, or none is wanted. */
  private static ReadinessCheck policiesCheck(PolicyFolder folder) {
    return new ReadinessCheck(
        "policies",
        () -> {
          PolicySet set = folder.current();
          return set.policies().isEmpty() && !set.broken().isEmpty()
              ? "none of " + set.broken().size() + " could be loaded"
              : "";
        });
  }

  /** Balancers look elsewhere before this process takes no more. */
  private ReadinessCheck stoppingCheck() {
    return new ReadinessCheck("stopping", () -> stopping.get() ? "it was asked to end" : "");
  }

  private static <T> Future<T> bind(String which, Future<T> bound) {
    return bound.recover(
        fault ->
            Future.failedFuture(
                new Server.NotStarted(which + " cannot listen: " + fault.getMessage(), fault)));
  }
}
