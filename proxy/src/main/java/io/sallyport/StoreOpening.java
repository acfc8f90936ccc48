package io.sallyport;

import io.sallyport.admit.Adoption;
import io.sallyport.config.Configuration;
import io.sallyport.config.SharedStore;
import io.sallyport.observe.Meters;
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
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store of a node that is alone, or of one of many, on workers; fails with {@link
 * Server.NotStarted}.
 */
record StoreOpening(
    Vertx vertx,
    Configuration configuration,
    Server.Setting setting,
    OpenedKeys keys,
    SecureRandom random,
    Meters meters) {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);

  private static final Set<String> EPHEMERAL =
      Set.of("tmpfs", "ramfs", "overlay", "overlayfs", "aufs", "devtmpfs");

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

  private record Named(NodeName name, Opened opened, MembersFile members, MetFile met, Boot boot) {}

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
}
