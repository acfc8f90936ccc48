package io.sallyport.ingress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate, key and client authorities of the public listener, read again when a file's
 * bytes change: file events miss what Kubernetes does to a ConfigMap. What does not load leaves in
 * force what was. Connections that are open keep what they began with.
 */
public final class TlsFiles {
  /** How often the files are looked at. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final long FILE_BYTES_MAX = 1 << 20;

  private final Path certificate;
  private final Path key;
  private final Optional<Path> clientCa;
  private final boolean http2;
  private volatile Content inForce;

  private TlsFiles(
      Path certificate, Path key, Optional<Path> clientCa, boolean http2, Content inForce) {
    this.certificate = certificate;
    this.key = key;
    this.clientCa = clientCa;
    this.http2 = http2;
    this.inForce = inForce;
  }

  private record Content(Buffer certificate, Buffer key, Optional<Buffer> clientCa) {}

  /**
   * Reads the files for the first time. Blocks.
   *
   * @param clientCa who may have issued client certificates; with it every client is asked for one,
   *     and a policy says whether it needs one
   * @throws IOException when a file cannot be read
   */
  public static TlsFiles read(Path certificate, Path key, Optional<Path> clientCa, boolean http2)
      throws IOException {
    return new TlsFiles(certificate, key, clientCa, http2, content(certificate, key, clientCa));
  }

  /** Adds what a listener is to be opened with. */
  public void addTo(NetServerOptions options) {
    ServerSSLOptions tls = options(inForce);
    options
        .setSsl(true)
        .setKeyCertOptions(tls.getKeyCertOptions())
        .setTrustOptions(tls.getTrustOptions())
        .setClientAuth(tls.getClientAuth())
        .setUseAlpn(http2);
    options.getSslOptions().setApplicationLayerProtocols(tls.getApplicationLayerProtocols());
  }

  /** Keeps looking until the Vert.x instance is closed. */
  public void watch(Vertx vertx, Supplier<List<NetServer>> servers) {
    vertx.setPeriodic(INTERVAL.toMillis(), tick -> look(vertx, servers.get()));
  }

  /** Looks now; the future says whether something new is in force. */
  Future<Boolean> look(Vertx vertx, List<NetServer> servers) {
    return vertx
        .executeBlocking(() -> content(certificate, key, clientCa), false)
        .compose(
            found -> found.equals(inForce) ? Future.succeededFuture(false) : use(found, servers))
        .recover(
            fault -> {
              LOG.atError()
                  .addKeyValue("certificate", certificate)
                  .addKeyValue("fault", fault.getMessage())
                  .log("the TLS files do not load; the former ones stay in force");
              return Future.succeededFuture(false);
            });
  }

  private Future<Boolean> use(Content found, List<NetServer> servers) {
    return Future.all(servers.stream().map(it -> it.updateSSLOptions(options(found))).toList())
        .map(
            updated -> {
              inForce = found;
              LOG.atInfo()
                  .addKeyValue("certificate", certificate)
                  .log("the TLS files changed and are in force");
              return true;
            });
  }

  private ServerSSLOptions options(Content content) {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setKeyCertOptions(
        new PemKeyCertOptions().addCertValue(content.certificate()).addKeyValue(content.key()));
    content
        .clientCa()
        .ifPresent(
            ca -> {
              options.setTrustOptions(new PemTrustOptions().addCertValue(ca));
              options.setClientAuth(ClientAuth.REQUEST);
            });
    options.setApplicationLayerProtocols(http2 ? List.of("h2", "http/1.1") : List.of("http/1.1"));
    return options;
  }

  private static Content content(Path certificate, Path key, Optional<Path> clientCa)
      throws IOException {
    return new Content(
        bytes(certificate),
        bytes(key),
        clientCa.isPresent() ? Optional.of(bytes(clientCa.get())) : Optional.empty());
  }

  private static Buffer bytes(Path file) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException(file + " is too large for a PEM file");
    }
    return Buffer.buffer(Files.readAllBytes(file));
  }
}
