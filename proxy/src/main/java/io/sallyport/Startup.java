package io.sallyport;

import io.sallyport.admin.AdminRoutes;
import io.sallyport.admin.AdminServer;
import io.sallyport.admin.KeySetRoutes;
import io.sallyport.admin.Reload;
import io.sallyport.admin.SignInThrottle;
import io.sallyport.admin.TailRoutes;
import io.sallyport.config.Configuration;
import io.sallyport.deliver.Assertions;
import io.sallyport.deliver.Deliveries;
import io.sallyport.deliver.Road;
import io.sallyport.dispatch.Dispatcher;
import io.sallyport.egress.Fetch;
import io.sallyport.egress.FetchLimits;
import io.sallyport.egress.GuardedFetch;
import io.sallyport.egress.Reach;
import io.sallyport.handshake.SecretIntake;
import io.sallyport.ingress.BodyBudget;
import io.sallyport.ingress.Decompressor;
import io.sallyport.ingress.Ingress;
import io.sallyport.ingress.Rate;
import io.sallyport.ingress.RouteTable;
import io.sallyport.ingress.SourceAddress;
import io.sallyport.ingress.SourceBuckets;
import io.sallyport.ingress.SourceSlots;
import io.sallyport.journal.DataLock;
import io.sallyport.observe.DecisionLog;
import io.sallyport.observe.DecisionSink;
import io.sallyport.observe.Meters;
import io.sallyport.observe.StatusServer;
import io.sallyport.observe.StatusServer.ReadinessCheck;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.LastGood;
import io.sallyport.policy.folder.PolicyFolder;
import io.sallyport.policy.folder.PolicySet;
import io.sallyport.policy.folder.PolicyWatch;
import io.sallyport.policy.folder.ResolvedSecrets;
import io.sallyport.refusals.KeptRefusals;
import io.sallyport.seal.Bootstrap;
import io.sallyport.seal.DeliveredSecrets;
import io.sallyport.seal.RecordSealer;
import io.sallyport.seal.SealedFiles;
import io.sallyport.seal.Sealer;
import io.sallyport.secret.TenantSecrets;
import io.sallyport.verify.key.remote.Background;
import io.sallyport.verify.key.remote.RemoteKeys;
import io.sallyport.verify.key.remote.RemoteLimits;
import io.sallyport.yaml.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires a {@link Server}: secrets and keys, then policies, then the listeners, and the ingress
 * last, so that nothing is accepted before it can be judged. Whatever touches the disk runs on a
 * worker.
 */
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final int SOURCE_PLACES = 1 << 16;
  private static final int REQUESTS_PER_SOURCE_MAX = 1_024;
  private static final int REQUESTS_MAX = 20_000;

  private final Vertx vertx;
  private final Configuration configuration;
  private final Server.Setting setting;
  private final DataLock lock;
  private final InstantSource clock;
  private final Instant started;
  private final long zero = System.nanoTime();
  private final SecureRandom random = new SecureRandom();
  private final Meters meters = new Meters(Version.text());
  private final BodyBudget bodies = BodyBudget.ofHeap();
  private final AtomicReference<RouteTable> routes = new AtomicReference<>(RouteTable.empty());
  private final AtomicReference<Optional<Reload>> reload = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<Server>> running = new AtomicReference<>(Optional.empty());
  private final TailRoutes tail;
  private final AtomicReference<Optional<Assertions>> assertions =
      new AtomicReference<>(Optional.empty());
  private final Deliveries deliveries;
  private final Fetch fetch;

  Startup(Vertx vertx, Configuration configuration, Server.Setting setting, DataLock lock) {
    this.lock = lock;
    this.vertx = vertx;
    this.configuration = configuration;
    this.setting = setting;
    this.clock = setting.clock();
    this.started = clock.instant();
    this.tail = new TailRoutes(vertx);
    this.deliveries = new Deliveries(vertx, clock, this::nanos, assertions::get);
    this.fetch =
        new GuardedFetch(
            vertx,
            FetchLimits.defaults(),
            configuration.egress().allowPrivate() ? Reach.ANY : Reach.PUBLIC);
  }

  /** Monotonic, and began at 0: what the limits count by. */
  private long nanos() {
    return System.nanoTime() - zero;
  }

  Future<Server> start() {
    if (sameAddress()) {
      return Future.failedFuture(
          new Server.NotStarted(
              "ingress, admin and status need addresses of their own: the admin API must not be"
                  + " reachable where platforms are"));
    }
    return OpenedKeys.open(vertx, configuration, setting, random)
        .compose(
            keys ->
                openAssertions(keys)
                    .compose(
                        made ->
                            OpenedStore.open(
                                vertx, configuration, setting, keys.master(), random, meters))
                    .compose(store -> policies(keys, store).onFailure(unused -> store.close())));
  }

  /** The key of this node's own, under which upstreams are told what they get. */
  private Future<Void> openAssertions(OpenedKeys keys) {
    Path folder = configuration.data().resolve("keys");
    SealedFiles files = new SealedFiles(folder, new Sealer(keys.master(), "keys", random));
    return vertx
        .executeBlocking(() -> Assertions.open(files, random), false)
        .onSuccess(made -> assertions.set(Optional.of(made)))
        .<Void>mapEmpty()
        .recover(
            fault ->
                Future.failedFuture(
                    new Server.NotStarted(folder + ": " + fault.getMessage(), fault)));
  }

  private boolean sameAddress() {
    Set<Object> seen = new HashSet<>();
    return List.of(configuration.ingress().listen(), configuration.admin(), configuration.status())
        .stream()
        .filter(address -> address.port() != 0)
        .anyMatch(address -> !seen.add(address.port()));
  }

  private Future<Server> policies(OpenedKeys keys, OpenedStore store) {
    RemoteKeys remote =
        new RemoteKeys(
            fetch, Background.on(vertx), keys.bootstrap(), RemoteLimits.defaults(), clock);
    Surroundings surroundings =
        new Surroundings(
            new ResolvedSecrets(keys.resolver(), configuration.policies()),
            remote::source,
            keys.vault()
                .map(vault -> new TenantSecrets(vault, TenantSecrets.Limits.defaults(), clock)),
            configuration.publicUrl().orElse(Surroundings.PUBLIC_URL_DEFAULT),
            clock,
            Map.of(),
            setting.literalSecrets());
    PolicyFolder folder =
        new PolicyFolder(
            configuration.policies(),
            new LastGood(configuration.data().resolve("policies")),
            surroundings);
    AtomicReference<Function<String, List<Road>>> roads =
        new AtomicReference<>(integration -> List.of());
    Dispatcher dispatcher =
        new Dispatcher(
            vertx,
            store.outbox(),
            integration -> Objects.requireNonNull(roads.get()).apply(integration),
            meters,
            clock,
            this::nanos,
            random);
    Assembly assembly =
        new Assembly(
            new Assembly.Parts(
                deliveries,
                store.ledger(),
                store.adoption(),
                dispatcher,
                setting.tap(),
                meters,
                bodies,
                new FetchedConfirmations(fetch),
                intake(keys.bootstrap()),
                this::nanos,
                random));
    PolicyWatch watch =
        new PolicyWatch(
            vertx,
            folder,
            set -> {
              routes.set(assembly.routes(set));
              roads.set(assembly::roads);
              dispatcher.policiesChanged();
              meters.policiesReloaded(set.isWholeAndFresh());
              reload.set(Optional.of(new Reload(clock.instant(), set.isWholeAndFresh())));
              set.problems().forEach(Startup::log);
            });
    return watch
        .start()
        .compose(
            set ->
                setting.strict() && !set.isWholeAndFresh()
                    ? Future.failedFuture(new Server.NotStarted(lines(set)))
                    : dispatcher
                        .start()
                        .compose(started -> listen(keys, store, dispatcher, folder, watch)));
  }

  private Future<Server> listen(
      OpenedKeys keys,
      OpenedStore store,
      Dispatcher dispatcher,
      PolicyFolder folder,
      PolicyWatch watch) {
    SourceAddress sources;
    try {
      sources = IngressListeners.sources(configuration.ingress());
    } catch (Server.NotStarted e) {
      return Future.failedFuture(e);
    }
    store.measuredBy(meters);
    KeptRefusals refusals =
        KeptRefusals.start(
            vertx,
            clock,
            configuration.data().resolve(KeptRefusals.FILE),
            configuration.refusalBytes(),
            new RecordSealer(keys.master(), "refusals", random));
    meters.gauge(
        "sallyport_refusals_left_out",
        "Refusals that found no room on their way to the disk.",
        refusals::leftOut);
    return listen(keys, store, dispatcher, folder, watch, sources, refusals)
        .onFailure(unused -> refusals.close());
  }

  private Future<Server> listen(
      OpenedKeys keys,
      OpenedStore store,
      Dispatcher dispatcher,
      PolicyFolder folder,
      PolicyWatch watch,
      SourceAddress sources,
      KeptRefusals refusals) {
    List<AdminRoutes> adminRoutes =
        AdminResources.of(
            new AdminResources.Parts(
                vertx,
                clock,
                started,
                this::nanos,
                tail,
                refusals,
                Optional.of(store.kept()),
                keys.bootstrap(),
                folder,
                routes::get,
                configuration,
                running::get,
                reload::get));
    AdminServer adminServer =
        new AdminServer(
            vertx,
            keys.admin(),
            new SignInThrottle(this::nanos),
            List.of(
                new KeySetRoutes(Objects.requireNonNull(assertions.get()).orElseThrow().keySet())),
            adminRoutes);
    StatusServer statusServer =
        new StatusServer(vertx, List.of(policiesCheck(folder), store.check()), meters::scrape);
    return bind(
            "status",
            statusServer.listen(configuration.status().host(), configuration.status().port()))
        .compose(
            status ->
                bind(
                        "admin",
                        adminServer.listen(
                            configuration.admin().host(), configuration.admin().port()))
                    .compose(
                        admin ->
                            ingress(
                                store,
                                dispatcher,
                                folder,
                                watch,
                                sources,
                                refusals,
                                admin,
                                status)));
  }

  private Future<Server> ingress(
      OpenedStore store,
      Dispatcher dispatcher,
      PolicyFolder folder,
      PolicyWatch watch,
      SourceAddress sources,
      KeptRefusals refusals,
      HttpServer admin,
      HttpServer status) {
    Configuration.Bounds bounds = configuration.ingress().bounds();
    DecisionSink decisions =
        new DecisionLog(this::nanos)
            .and(decision -> tail.publish(() -> DecisionJson.of(decision)))
            .and(setting.decisions());
    Ingress front =
        new Ingress(
            routes::get,
            sources,
            configuration.ingress().hosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()),
            new SourceBuckets(
                new Rate(bounds.failuresPerSource(), bounds.failuresPer(), bounds.failuresBurst()),
                SOURCE_PLACES,
                random),
            new SourceSlots(REQUESTS_MAX, REQUESTS_PER_SOURCE_MAX),
            bodies,
            meters.of(Ingress.NO_INTEGRATION),
            decisions,
            refusals,
            new Decompressor(vertx),
            clock,
            this::nanos,
            random);
    return bind(
            "ingress", IngressListeners.listen(vertx, configuration, front, sources, this::nanos))
        .map(
            listeners ->
                new Server(
                    vertx,
                    configuration,
                    folder,
                    watch,
                    deliveries,
                    store,
                    dispatcher,
                    refusals,
                    listeners,
                    admin,
                    status,
                    lock))
        .onSuccess(server -> running.set(Optional.of(server)));
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

  /** One secret for each value of the path, where the policy's path names one. */
  private static SecretIntake intake(Bootstrap bootstrap) {
    return (inbound, secret) ->
        bootstrap
            .offer(inbound.integration(), DeliveredSecrets.tenantOf(inbound.pathValues()), secret)
            .map(offer -> offer == Bootstrap.Offer.TAKEN);
  }

  private static <T> Future<T> bind(String which, Future<T> bound) {
    return bound.recover(
        fault ->
            Future.failedFuture(
                new Server.NotStarted(which + " cannot listen: " + fault.getMessage(), fault)));
  }

  private static String lines(PolicySet set) {
    return set.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }

  private static void log(Problem problem) {
    (problem.isError() ? LOG.atError() : LOG.atWarn())
        .addKeyValue("problem", problem.toString())
        .log("policy");
  }
}
