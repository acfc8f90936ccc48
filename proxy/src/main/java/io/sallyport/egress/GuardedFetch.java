package io.sallyport.egress;

import io.netty.util.NetUtil;
import io.sallyport.egress.FetchFailed.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The one way out for what a policy or a message makes the gate fetch.
 *
 * <p>Guarantees: TLS 1.2 or later with the peer's chain and name verified, always; a name is
 * resolved once, all its addresses are checked, and the connection goes to a checked address (so a
 * second, different answer of the resolver is never used); no redirect is followed and nothing is
 * ever retried in clear; head, body, connecting and the whole are bounded; connections are not
 * kept, so every fetch is checked anew. It uses no proxy and sends no cookies.
 *
 * <p>Safe from any thread; never blocks.
 */
public final class GuardedFetch implements Fetch {
  private final Vertx vertx;
  private final FetchLimits limits;
  private final Reach furthest;
  private final Dialing dialing;
  private final HttpClient client;
  private final Semaphore slots;

  /**
   * The product's: the system's resolver and trust store.
   *
   * @param furthest {@link Reach#PUBLIC} keeps even what operators name on the public internet
   */
  public GuardedFetch(Vertx vertx, FetchLimits limits, Reach furthest) {
    this(vertx, limits, furthest, Dialing.plain(new SystemHostLookup(vertx)));
  }

  public GuardedFetch(Vertx vertx, FetchLimits limits, Reach furthest, Dialing dialing) {
    this.vertx = vertx;
    this.limits = limits;
    this.furthest = furthest;
    this.dialing = dialing;
    this.client =
        vertx.createHttpClient(
            clientOptions(limits, dialing),
            new PoolOptions().setHttp1MaxSize(limits.inFlightMax()));
    this.slots = new Semaphore(limits.inFlightMax());
  }

  private static HttpClientOptions clientOptions(FetchLimits limits, Dialing dialing) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_1_1)
            .setUseAlpn(false)
            .setSsl(true)
            .setTrustAll(false)
            .setVerifyHost(true)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setSslHandshakeTimeout(limits.connectTimeout().toMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setKeepAlive(false)
            .setDecompressionSupported(false)
            .setMaxHeaderSize(limits.headerBytesMax())
            .setMaxRedirects(0);
    dialing.trust().ifPresent(options::setTrustOptions);
    return options;
  }

  @Override
  public Future<FetchAnswer> fetch(FetchRequest request) {
    if (!slots.tryAcquire()) {
      return Future.failedFuture(
          new FetchFailed(Fault.BUSY, limits.inFlightMax() + " fetches are under way already"));
    }
    FetchExchange exchange = new FetchExchange(client, request, limits, dialing.route());
    Promise<FetchAnswer> answer = Promise.promise();
    long timer =
        vertx.setTimer(
            limits.timeout().toMillis(),
            id -> {
              FetchFailed late =
                  new FetchFailed(Fault.TIMEOUT, "no whole answer within " + limits.timeout());
              answer.tryFail(late);
              exchange.abort(late);
            });
    // The slot is given back when the work has really ended, which a hanging resolver may delay.
    addresses(request)
        .compose(exchange::run)
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              slots.release();
              if (done.succeeded()) {
                answer.tryComplete(done.result());
              } else {
                answer.tryFail(done.cause());
              }
            });
    return answer.future();
  }

  /** All or nothing: one forbidden answer condemns the name, for the next one may be dialled. */
  private Future<List<InetAddress>> addresses(FetchRequest request) {
    String host = request.address().host();
    Future<List<InetAddress>> answers =
        request.address().isNumeric() ? numeric(host) : dialing.names().lookup(host);
    return answers
        .recover(
            fault ->
                Future.failedFuture(
                    new FetchFailed(Fault.UNRESOLVED, "its host cannot be resolved", fault)))
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.failedFuture(
                    new FetchFailed(Fault.UNRESOLVED, "its host has no address"));
              }
              boolean publicOnly = furthest == Reach.PUBLIC || request.reach() == Reach.PUBLIC;
              if (publicOnly && !found.stream().allMatch(PublicUnicast::isPublic)) {
                return Future.failedFuture(
                    new FetchFailed(
                        Fault.FORBIDDEN_ADDRESS,
                        "its host leads to an address that is not public"));
              }
              return Future.succeededFuture(found);
            });
  }

  private static Future<List<InetAddress>> numeric(String host) {
    try {
      return Future.succeededFuture(
          List.of(InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(host))));
    } catch (UnknownHostException e) {
      return Future.failedFuture(e);
    }
  }
}
