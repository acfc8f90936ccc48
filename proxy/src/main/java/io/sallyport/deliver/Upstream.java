package io.sallyport.deliver;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.sallyport.pipeline.Delivered;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One destination: its bulkhead, its connections, its deadline. HTTP/1.1, one request at a time on
 * a connection, head and body in one write.
 */
final class Upstream {
  private static final int WAITING_PER_PLACE = 2;
  private static final String SECURE = "https";

  private final VertxInternal vertx;
  private final NetClient client;
  private final Destination destination;
  private final OutboundHead.Rule rule;
  private final OutboundHead.Rule queuedRule;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Supplier<Optional<Assertions>> assertions;
  private final Places places;
  private final ConcurrentHashMap<EventLoop, Line> lines = new ConcurrentHashMap<>();

  /**
   * A destination without any connection yet.
   *
   * @param client opens connections, with TLS where the destination wants it
   * @param ownWebhookId whether {@code webhook-id} is ours to say
   * @param proofFields where the sender's signature stands, lower case
   * @param assertions who makes tokens for it, where it wants them
   */
  Upstream(
      VertxInternal vertx,
      NetClient client,
      Destination destination,
      boolean ownWebhookId,
      Set<String> proofFields,
      InstantSource clock,
      LongSupplier nanos,
      Supplier<Optional<Assertions>> assertions) {
    this.vertx = vertx;
    this.assertions = assertions;
    this.client = client;
    this.destination = destination;
    String authority = authority(destination.to());
    this.rule = new OutboundHead.Rule(authority, ownWebhookId, false, proofFields);
    this.queuedRule = new OutboundHead.Rule(authority, ownWebhookId, true, proofFields);
    this.clock = clock;
    this.nanos = nanos;
    this.places =
        new Places(
            destination.concurrencyMax(),
            Math.multiplyExact(destination.concurrencyMax(), WAITING_PER_PLACE),
            this::start);
  }

  Destination destination() {
    return destination;
  }

  /** Sends what a sender waits for; completes on the caller's event loop. */
  Future<Delivered> send(Parcel parcel) {
    return send(parcel, false);
  }

  /** Sends what nobody waits for; completes on the caller's event loop. */
  Future<Delivered> sendQueued(Parcel parcel) {
    return send(parcel, true);
  }

  private Future<Delivered> send(Parcel parcel, boolean queued) {
    ContextInternal context = vertx.getOrCreateContext();
    Line line = lines.computeIfAbsent(context.nettyEventLoop(), loop -> newLine(context));
    Promise<Delivered> promise = Promise.promise();
    long deadline = nanos.getAsLong() + destination.timeout().toNanos();
    Call call = new Call(parcel, line, promise, deadline, queued);
    line.execute(() -> enter(call));
    return promise.future();
  }

  private void enter(Call call) {
    call.line().watch(call);
    if (!places.enter(call)) {
      call.fail(Reason.UPSTREAM_BUSY, "all places are taken and the queue is full");
    }
  }

  private void start(Call call) {
    UpstreamConnection idle = call.line().takeIdle();
    if (idle != null) {
      write(idle, call);
      return;
    }
    URI to = destination.to();
    open(host(to), port(to))
        .onComplete(
            opened -> {
              if (opened.succeeded()) {
                connected(opened.result(), call);
              } else {
                places.leave();
                call.fail(Reason.UPSTREAM_UNREACHABLE, "no connection to the upstream");
              }
            });
  }

  /** With the name in the handshake where there is one: an address is none (RFC 6066 §3). */
  private Future<NetSocket> open(String host, int port) {
    boolean address = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    return address ? client.connect(port, host) : client.connect(port, host, host);
  }

  private void connected(NetSocket socket, Call call) {
    if (call.isDone()) {
      socket.close(); // too late; a fresh connection is not worth keeping for nobody
      places.leave();
      return;
    }
    ChannelPipeline pipeline = ((NetSocketInternal) socket).channelHandlerContext().pipeline();
    UpstreamConnection connection =
        new UpstreamConnection(call.line(), places::leave, destination.relay());
    connection.install(pipeline);
    write(connection, call);
  }

  private void write(UpstreamConnection connection, Call call) {
    Parcel parcel = call.parcel();
    OutboundHead.Proof proof;
    try {
      proof = proof(call.line(), parcel);
    } catch (RuntimeException unusable) {
      // A rotated secret that is none: this call fails, and its place is free for the next one.
      connection.abandon();
      places.leave();
      call.fail(Reason.INTERNAL_ERROR, "what is signed for the upstream cannot be signed");
      return;
    }
    call.on(connection);
    connection.send(call, target(parcel), call.isQueued() ? queuedRule : rule, proof);
  }

  /** Nothing is asserted of what is sent on although it was not proved. */
  private OutboundHead.Proof proof(Line line, Parcel parcel) {
    OutboundSignature signer = line.signature();
    boolean asserted = destination.assertion() && !parcel.wouldReject();
    if (signer == null && !asserted) {
      return OutboundHead.Proof.NONE;
    }
    long now = clock.instant().getEpochSecond();
    String assertion =
        asserted ? assertions.get().orElseThrow().of(parcel, destination.to(), now) : "";
    return signer == null
        ? new OutboundHead.Proof("", "", assertion)
        : new OutboundHead.Proof(
            Long.toString(now),
            signer.sign(parcel.id().value(), now, parcel.inbound().body()),
            assertion);
  }

  private Line newLine(ContextInternal context) {
    Optional<OutboundSignature> signature = destination.sign().map(OutboundSignature::new);
    return new Line(context, nanos, signature.orElse(null));
  }

  /** The configured path, what a wildcard appends, and what is signed of the query that came. */
  private String target(Parcel parcel) {
    URI to = destination.to();
    String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
    if (destination.wildcard()) {
      String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      path = parcel.rest().isEmpty() ? (base.isEmpty() ? "/" : base) : base + parcel.rest();
    }
    String own = to.getRawQuery() == null ? "" : to.getRawQuery();
    String came = destination.query().of(parcel.inbound().query());
    if (own.isEmpty() && came.isEmpty()) {
      return path;
    }
    return path + "?" + own + (own.isEmpty() || came.isEmpty() ? "" : "&") + came;
  }

  static boolean isSecure(URI to) {
    return SECURE.equalsIgnoreCase(to.getScheme());
  }

  private static int port(URI to) {
    if (to.getPort() >= 0) {
      return to.getPort();
    }
    return isSecure(to) ? 443 : 80;
  }

  private static String host(URI to) {
    String host = to.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String authority(URI to) {
    return to.getPort() < 0 ? to.getHost() : to.getHost() + ":" + to.getPort();
  }
}
