package io.sallyport;

import io.sallyport.config.Configuration;
import io.sallyport.config.Configuration.Tls;
import io.sallyport.ingress.Cidr;
import io.sallyport.ingress.Front;
import io.sallyport.ingress.Listener;
import io.sallyport.ingress.Networks;
import io.sallyport.ingress.SourceAddress;
import io.sallyport.ingress.SourceSlots;
import io.sallyport.ingress.TlsFiles;
import io.sallyport.ingress.http1.ConnectionRules;
import io.sallyport.ingress.http1.ConnectionTimes;
import io.sallyport.ingress.http1.HeadLimits;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** The public listener, one instance an event loop on one port, and its certificates. */
final class IngressListeners {
  private static final int BACKLOG = 1_024;

  private final Vertx vertx;
  private final Configuration.Ingress ingress;
  private final List<NetServer> servers = new CopyOnWriteArrayList<>();
  private String deployment = "";
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Optional<TlsFiles> tls;

  private IngressListeners(Vertx vertx, Configuration.Ingress ingress, Optional<TlsFiles> tls) {
    this.vertx = vertx;
    this.ingress = ingress;
    this.tls = tls;
  }

  /** Where the sources of requests are read, by the configuration's trusted proxies. */
  static SourceAddress sources(Configuration.Ingress ingress) throws Server.NotStarted {
    List<Cidr> networks = new ArrayList<>();
    for (String text : ingress.trustedProxies()) {
      Optional<Cidr> network = Cidr.parse(text);
      if (network.isEmpty()) {
        throw new Server.NotStarted(
            "ingress.trusted-proxies: want a network like 10.0.0.0/8, got \"" + text + "\"");
      }
      networks.add(network.get());
    }
    SourceAddress.Written written =
        ingress.forwarded().equals(SourceAddress.Written.FORWARDED.word())
            ? SourceAddress.Written.FORWARDED
            : SourceAddress.Written.X_FORWARDED_FOR;
    return new SourceAddress(Networks.of(networks), written);
  }

  /** Binds; the first instance takes the port, the others share it. */
  static Future<IngressListeners> listen(
      Vertx vertx,
      Configuration configuration,
      Front front,
      SourceAddress sources,
      LongSupplier nanos) {
    Configuration.Ingress ingress = configuration.ingress();
    return vertx
        .executeBlocking(() -> tlsFiles(ingress), false)
        .compose(
            tls ->
                new IngressListeners(vertx, ingress, tls)
                    .listen(configuration, front, sources, nanos));
  }

  private static Optional<TlsFiles> tlsFiles(Configuration.Ingress ingress) throws IOException {
    if (ingress.tls().isEmpty()) {
      return Optional.empty();
    }
    Tls tls = ingress.tls().get();
    return Optional.of(
        TlsFiles.read(tls.certificate(), tls.key(), tls.clientCa(), ingress.http2()));
  }

  private Future<IngressListeners> listen(
      Configuration configuration, Front front, SourceAddress sources, LongSupplier nanos) {
    Configuration.Bounds bounds = ingress.bounds();
    ConnectionTimes standard = ConnectionTimes.DEFAULT;
    ConnectionRules rules =
        new ConnectionRules(
            new HeadLimits(
                bounds.headerBytesMax(),
                Math.min(HeadLimits.DEFAULT.targetBytesMax(), bounds.headerBytesMax()),
                HeadLimits.DEFAULT.fieldsMax()),
            new ConnectionTimes(
                bounds.headTimeout(),
                bounds.bodyTimeout(),
                bounds.idleTimeout(),
                standard.write(),
                standard.linger()),
            nanos);
    Listener.Settings settings =
        new Listener.Settings(options(), rules, ingress.http2(), configuration.drain());
    SourceSlots connections =
        new SourceSlots(bounds.connectionsMax(), bounds.connectionsPerSourceMax());
    return vertx
        .deployVerticle(
            () -> new Listener(front, settings, connections, sources, servers::add),
            new DeploymentOptions().setInstances(loops()))
        .map(
            deployed -> {
              deployment = deployed;
              tls.ifPresent(files -> files.watch(vertx, () -> servers));
              return this;
            });
  }

  /** One a core: more only take turns. */
  private static int loops() {
    return Math.max(1, Runtime.getRuntime().availableProcessors());
  }

  int port() {
    return servers.get(0).actualPort();
  }

  /** Once: a second call has nothing left to stop. */
  Future<Void> stop() {
    if (!stopped.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    return vertx.undeploy(deployment);
  }

  private NetServerOptions options() {
    NetServerOptions options =
        new NetServerOptions()
            .setHost(ingress.listen().host())
            .setPort(ingress.listen().port())
            .setTcpNoDelay(true)
            .setAcceptBacklog(BACKLOG)
            .setReuseAddress(true)
            .setSslHandshakeTimeout(ingress.bounds().headTimeout().toMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    tls.ifPresent(files -> files.addTo(options));
    return options;
  }
}
