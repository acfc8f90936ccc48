package io.sallyport;

import io.sallyport.admin.Reload;
import io.sallyport.config.Configuration;
import io.sallyport.deliver.Assertions;
import io.sallyport.deliver.Road;
import io.sallyport.dispatch.Dispatcher;
import io.sallyport.handshake.SecretIntake;
import io.sallyport.journal.DataLock;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.LastGood;
import io.sallyport.policy.folder.PolicyFolder;
import io.sallyport.policy.folder.PolicySet;
import io.sallyport.policy.folder.PolicyWatch;
import io.sallyport.policy.folder.ResolvedSecrets;
import io.sallyport.seal.Bootstrap;
import io.sallyport.seal.DeliveredSecrets;
import io.sallyport.seal.SealedFiles;
import io.sallyport.seal.Sealer;
import io.sallyport.secret.TenantSecrets;
import io.sallyport.verify.key.remote.Background;
import io.sallyport.verify.key.remote.RemoteKeys;
import io.sallyport.verify.key.remote.RemoteLimits;
import io.sallyport.yaml.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
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
 * Wires a {@link Server}: secrets and keys, then the store, then policies, then the {@link Doors},
 * so that nothing is accepted before it can be judged. Whatever touches the disk runs on a worker.
 */
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

  private final Foundation all;
  private final DataLock lock;

  Startup(Vertx vertx, Configuration configuration, Server.Setting setting, DataLock lock) {
    this.all = Foundation.of(vertx, configuration, setting);
    this.lock = lock;
  }

  Future<Server> start() {
    if (sameAddress()) {
      return Future.failedFuture(
          new Server.NotStarted(
              "ingress, admin and status need addresses of their own: the admin API must not be"
                  + " reachable where platforms are"));
    }
    return OpenedKeys.open(all.vertx(), all.configuration(), all.setting(), all.random())
        .compose(
            keys ->
                openAssertions(keys)
                    .compose(
                        made ->
                            OpenedStore.open(
                                all.vertx(),
                                all.configuration(),
                                all.setting(),
                                keys,
                                all.random(),
                                all.meters()))
                    .compose(store -> policies(keys, store).onFailure(unused -> store.close())));
  }

  /**
   * The key under which upstreams are told what they get: this node's own, or that of all nodes of
   * one Redis. These stand behind one balancer, so that nobody knows which of them has signed.
   */
  private Future<Void> openAssertions(OpenedKeys keys) {
    if (all.configuration().shared().isPresent()) {
      all.assertions().set(Optional.of(Assertions.ofAll(keys.master())));
      return Future.succeededFuture();
    }
    Path folder = all.configuration().data().resolve("keys");
    SealedFiles files = new SealedFiles(folder, new Sealer(keys.master(), "keys", all.random()));
    return all.vertx()
        .executeBlocking(() -> Assertions.open(files, all.random()), false)
        .onSuccess(made -> all.assertions().set(Optional.of(made)))
        .<Void>mapEmpty()
        .recover(
            fault ->
                Future.failedFuture(
                    new Server.NotStarted(folder + ": " + fault.getMessage(), fault)));
  }

  private boolean sameAddress() {
    Set<Object> seen = new HashSet<>();
    return List.of(
            all.configuration().ingress().listen(),
            all.configuration().admin(),
            all.configuration().status())
        .stream()
        .filter(address -> address.port() != 0)
        .anyMatch(address -> !seen.add(address.port()));
  }

  private Future<Server> policies(OpenedKeys keys, OpenedStore store) {
    RemoteKeys remote =
        new RemoteKeys(
            all.fetch(),
            Background.on(all.vertx()),
            keys.bootstrap(),
            RemoteLimits.defaults(),
            all.clock());
    Surroundings surroundings =
        new Surroundings(
            new ResolvedSecrets(keys.resolver(), all.configuration().policies()),
            remote::source,
            keys.vault()
                .map(
                    vault ->
                        new TenantSecrets(vault, TenantSecrets.Limits.defaults(), all.clock())),
            all.configuration().publicUrl().orElse(Surroundings.PUBLIC_URL_DEFAULT),
            all.clock(),
            Map.of(),
            all.setting().literalSecrets(),
            all.configuration().shared().isPresent());
    PolicyFolder folder =
        new PolicyFolder(
            all.configuration().policies(),
            new LastGood(all.configuration().data().resolve("policies")),
            surroundings);
    AtomicReference<Function<String, List<Road>>> roads =
        new AtomicReference<>(integration -> List.of());
    Dispatcher dispatcher =
        new Dispatcher(
            all.vertx(),
            store.outbox(),
            integration -> Objects.requireNonNull(roads.get()).apply(integration),
            all.meters(),
            all.clock(),
            all.nanos(),
            all.random(),
            store.gate());
    Assembly assembly =
        new Assembly(
            new Assembly.Parts(
                all.deliveries(),
                store.ledger(),
                store.doubt(),
                dispatcher,
                all.setting().tap(),
                all.meters(),
                all.bodies(),
                new FetchedConfirmations(all.fetch()),
                intake(keys.bootstrap()),
                all.nanos(),
                all.random()));
    PolicyWatch watch =
        new PolicyWatch(
            all.vertx(),
            folder,
            set -> {
              all.routes().set(assembly.routes(set));
              roads.set(assembly::roads);
              dispatcher.policiesChanged();
              store.serve(set.entries().keySet());
              all.meters().policiesReloaded(set.isWholeAndFresh());
              all.reload()
                  .set(Optional.of(new Reload(all.clock().instant(), set.isWholeAndFresh())));
              set.problems().forEach(Startup::log);
            });
    return watch
        .start()
        .compose(
            set ->
                all.setting().strict() && !set.isWholeAndFresh()
                    ? Future.failedFuture(new Server.NotStarted(lines(set)))
                    : dispatcher
                        .start()
                        .compose(started -> store.join(set.entries().keySet()))
                        .compose(
                            joined ->
                                new Doors(all, lock, keys, store, dispatcher, folder, watch)
                                    .open()));
  }

  /** One secret for each value of the path, where the policy's path names one. */
  private static SecretIntake intake(Bootstrap bootstrap) {
    return (inbound, secret) ->
        bootstrap
            .offer(inbound.integration(), DeliveredSecrets.tenantOf(inbound.pathValues()), secret)
            .map(offer -> offer == Bootstrap.Offer.TAKEN);
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
