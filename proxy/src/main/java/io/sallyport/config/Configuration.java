package io.sallyport.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The process's configuration, complete: what nobody set has its default.
 *
 * @param publicUrl the base of what is registered at the platforms, without a final slash
 * @param policies the folder of policies
 * @param data the folder of this node's own files
 * @param dataIsEphemeral whether that folder may lie where nothing outlives the machine or
 *     container
 * @param nativeFolder where the index's native library is unpacked; files in it must be allowed to
 *     run
 * @param masterKey a secret reference; absent = generated below {@code data}
 * @param refusalBytes the size of the ring of refused requests
 * @param reserveBytes what is kept on the disk for when that is full
 * @param notice how long {@code /readyz} says that this process is going before it takes no more
 * @param drain how long requests under way may take when the process is asked to end
 * @param shared by which this node agrees with others; absent where it is alone
 */
public record Configuration(
    Ingress ingress,
    ListenAddress admin,
    ListenAddress status,
    Optional<String> publicUrl,
    Path policies,
    Path data,
    boolean dataIsEphemeral,
    Path nativeFolder,
    Optional<String> masterKey,
    Optional<Vault> vault,
    Egress egress,
    long refusalBytes,
    long reserveBytes,
    Duration notice,
    Duration drain,
    Optional<SharedStore> shared) {

  /**
   * The public listener.
   *
   * @param trustedProxies networks whose forwarding headers are believed, in CIDR notation
   * @param forwarded which field trusted proxies write: {@code x-forwarded-for} or {@code
   *     forwarded} (RFC 7239)
   * @param hosts the names it answers to; empty = any
   * @param http2 whether HTTP/2 is offered (ALPN with TLS, prior knowledge without)
   * @param bounds what it bears
   */
  public record Ingress(
      ListenAddress listen,
      List<String> trustedProxies,
      String forwarded,
      Optional<Tls> tls,
      List<String> hosts,
      boolean http2,
      Bounds bounds) {
    public Ingress {
      trustedProxies = List.copyOf(trustedProxies);
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * TLS of the public listener; all files are read again when they change.
   *
   * @param certificate PEM chain, leaf first
   * @param key PEM, PKCS#8
   * @param clientCa PEM of the authorities that client certificates may come from
   */
  public record Tls(Path certificate, Path key, Optional<Path> clientCa) {}

  /**
   * The bounds before any cryptography.
   *
   * @param headTimeout from the first byte of a connection or request to the end of its head
   * @param bodyTimeout from the end of the head to the last byte of the body
   * @param idleTimeout how long a connection may be silent
   * @param headerBytesMax request line and fields together
   * @param connectionsMax all connections
   * @param connectionsPerSourceMax connections of one source
   * @param failuresPerSource requests that one source may send without a valid signature
   * @param failuresPer in this time
   * @param failuresBurst how many at once
   */
  public record Bounds(
      Duration headTimeout,
      Duration bodyTimeout,
      Duration idleTimeout,
      int headerBytesMax,
      int connectionsMax,
      int connectionsPerSourceMax,
      int failuresPerSource,
      Duration failuresPer,
      int failuresBurst) {

    public static final Bounds DEFAULT =
        new Bounds(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            16 * 1024,
            10_000,
            512,
            50,
            Duration.ofSeconds(1),
            200);
  }

  /**
   * A Vault server for {@code ${vault:…}}; either a token or an AppRole.
   *
   * @param address {@code https://vault.internal:8200}
   * @param token a secret reference
   * @param roleId of an AppRole
   * @param secretId a secret reference
   * @param ca PEM of the authority that signed its certificate
   */
  public record Vault(
      String address,
      Optional<String> token,
      Optional<String> roleId,
      Optional<String> secretId,
      Optional<String> namespace,
      Optional<Path> ca) {}

  /**
   * What may be fetched.
   *
   * @param allowPrivate whether key servers that a policy names itself may have private addresses;
   *     addresses that a message names never may
   */
  public record Egress(boolean allowPrivate) {}
}
