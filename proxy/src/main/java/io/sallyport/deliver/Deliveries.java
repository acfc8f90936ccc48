package io.sallyport.deliver;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Opens connections to upstreams, and makes the ways of each integration. TLS upstreams are
 * verified by name and chain; there is no way to turn that off.
 */
public final class Deliveries {
  private static final int CONNECT_MILLIS = 3_000;

  private final VertxInternal vertx;
  private final NetClient plain;
  private final NetClient secure;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Supplier<Optional<Assertions>> assertions;

  /**
   * Opens nothing yet.
   *
   * @param clock for the time in signatures
   * @param nanos a monotonic clock in nanoseconds
   */
  public Deliveries(Vertx vertx, InstantSource clock, LongSupplier nanos) {
    this(vertx, clock, nanos, Optional::empty);
  }

  /**
   * With tokens for upstreams that want them.
   *
   * @param assertions who makes them, once that is known
   */
  public Deliveries(
      Vertx vertx,
      InstantSource clock,
      LongSupplier nanos,
      Supplier<Optional<Assertions>> assertions) {
    this(vertx, clock, nanos, assertions, options());
  }

  /** With options of its own for TLS upstreams: tests bring their own authority. */
  Deliveries(
      Vertx vertx,
      InstantSource clock,
      LongSupplier nanos,
      Supplier<Optional<Assertions>> assertions,
      NetClientOptions secure) {
    this.assertions = assertions;
    this.vertx = (VertxInternal) vertx;
    this.clock = clock;
    this.nanos = nanos;
    this.plain = vertx.createNetClient(options());
    this.secure =
        vertx.createNetClient(secure.setSsl(true).setHostnameVerificationAlgorithm("HTTPS"));
  }

  /**
   * The ways of one integration.
   *
   * @param destinations the first whose path is called gets it; none at all: what is genuine is
   *     accepted and goes nowhere
   * @param ownWebhookId whether {@code webhook-id} is ours to say; not where the sender signed its
   *     own
   */
  public Onward to(List<Destination> destinations, boolean ownWebhookId) {
    return to(destinations, ownWebhookId, Set.of());
  }

  /**
   * The same where parts of a delivery may go on alone.
   *
   * @param proofFields where the sender's signature over the whole stands, lower case: no part is
   *     sent with it
   */
  public Onward to(List<Destination> destinations, boolean ownWebhookId, Set<String> proofFields) {
    return new Onward(
        destinations.stream()
            .map(
                it ->
                    new Upstream(
                        vertx,
                        Upstream.isSecure(it.to()) ? secure : plain,
                        it,
                        ownWebhookId,
                        proofFields,
                        clock,
                        nanos,
                        assertions))
            .toList());
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return Future.join(plain.close(), secure.close()).mapEmpty();
  }

  private static NetClientOptions options() {
    return new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true);
  }
}
