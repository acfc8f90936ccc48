package io.sallyport.admin;

import io.sallyport.admin.Fellowship.Fellow;
import io.sallyport.egress.CappedBody;
import io.sallyport.egress.FetchFailed;
import io.sallyport.egress.NodeAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Asks other nodes. An address is what a node said of itself on Redis, so it is believed in
 * nothing: the voucher is good at that node alone, and only where that node says of itself that it
 * is asked there; no redirect is followed, the answer must be proven, and its bytes and the time
 * for it have limits. Whoever has written another address to Redis gets a request that is of no use
 * to him, and can have nobody answer it.
 */
public final class FellowClient {
  /** For what another node has; an operator waits for the slowest. */
  public static final Duration PATIENCE = Duration.ofSeconds(2);

  /** To act may wait for a slow disk, and a check that runs again takes seconds, too. */
  private static final int TO_ACT = 5;

  private static final int CONNECTIONS_A_NODE_MAX = 8;
  private static final int WAITING_MAX = 256;
  private static final int HEADER_BYTES_MAX = 16 * 1024;
  private static final int KEEP_ALIVE_SECONDS = 30; // less than the listener's own patience

  /** What is longer is read elsewhere than on the event loop. */
  static final int AT_ONCE_BYTES_MAX = 64 * 1024;

  private final HttpClient client;
  private final Aside aside;
  private final Vouching vouching;
  private final Duration patience;

  /**
   * With connections of its own; they end with the Vert.x.
   *
   * @param patience for all of a request that only looks; five times as long where it acts
   */
  public FellowClient(Vertx vertx, Vouching vouching, Duration patience) {
    this(vertx, vouching, patience, Optional.empty(), Aside.of(vertx));
  }

  /**
   * With other authorities than the JDK's.
   *
   * @param aside where long answers are read
   */
  FellowClient(
      Vertx vertx,
      Vouching vouching,
      Duration patience,
      Optional<TrustOptions> trust,
      Aside aside) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_1_1)
            .setUseAlpn(false)
            .setSsl(true) // each request says whether it is
            .setTrustAll(false)
            .setVerifyHost(true)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setConnectTimeout((int) patience.toMillis())
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setDecompressionSupported(false)
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setMaxRedirects(0);
    trust.ifPresent(options::setTrustOptions);
    this.client =
        vertx.createHttpClient(
            options,
            new PoolOptions()
                .setHttp1MaxSize(CONNECTIONS_A_NODE_MAX)
                .setMaxWaitQueueSize(WAITING_MAX));
    this.vouching = vouching;
    this.aside = aside;
    this.patience = patience;
  }

  /**
   * A request.
   *
   * @param target path and query
   * @param bytesMax of the answer
   * @param acts whether it may take longer than to look
   */
  record Ask(HttpMethod method, String target, Buffer body, int bytesMax, boolean acts) {
    /** What a node has. */
    static Ask look(String target, int bytesMax) {
      return new Ask(HttpMethod.GET, target, Buffer.buffer(), bytesMax, false);
    }

    /** What one node is to do or to tell. */
    static Ask act(HttpMethod method, String target, Buffer body, int bytesMax) {
      return new Ask(method, target, body, bytesMax, true);
    }
  }

  /** Where what may be long is read and written. */
  Aside aside() {
    return aside;
  }

  private Duration patience(Ask ask) {
    return ask.acts() ? patience.multipliedBy(TO_ACT) : patience;
  }

  /** Asks one; fails with {@link NotAsked} and nothing else. */
  Future<Answered> ask(Fellow fellow, Ask ask) {
    if (fellow.boot().isEmpty()) {
      return Future.failedFuture(new NotAsked("it is not heard of", false));
    }
    if (fellow.address().isEmpty()) {
      return Future.failedFuture(new NotAsked("it has no admin.advertise", false));
    }
    Voucher voucher =
        vouching.make(
            new Vouching.Addressee(fellow.node(), fellow.boot().get(), fellow.address().get()),
            ask.method().name(),
            ask.target(),
            ask.body());
    return new Exchange(ask, voucher).run(fellow.address().get());
  }

  /** One request under way. */
  private final class Exchange {
    private final Ask ask;
    private final Voucher voucher;
    private final AtomicReference<@Nullable HttpClientRequest> open = new AtomicReference<>();

    private final AtomicBoolean isOver = new AtomicBoolean();

    Exchange(Ask ask, Voucher voucher) {
      this.ask = ask;
      this.voucher = voucher;
    }

    Future<Answered> run(NodeAddress address) {
      RequestOptions options =
          new RequestOptions()
              .setMethod(ask.method())
              .setHost(address.host())
              .setPort(address.port())
              .setSsl(address.isTls())
              .setURI(ask.target())
              .setFollowRedirects(false)
              .putHeader(HttpHeaders.AUTHORIZATION, voucher.field())
              .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
              .putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
      return client
          .request(options)
          .compose(this::send)
          .timeout(patience(ask).toMillis(), TimeUnit.MILLISECONDS)
          .recover(fault -> Future.failedFuture(ended(fault)))
          .compose(this::believed);
    }

    private Future<Reply> send(HttpClientRequest request) {
      open.set(request);
      if (isOver.get()) { // what was told as not asked is not asked afterwards
        request.reset();
        return Future.failedFuture(new TimeoutException());
      }
      return request
          .send(ask.body())
          .compose(
              response ->
                  CappedBody.read(response, ask.bytesMax()).map(body -> reply(response, body)));
    }

    private static Reply reply(HttpClientResponse response, Buffer body) {
      return new Reply(
          response.statusCode(), Optional.ofNullable(response.getHeader(Vouching.ANSWER)), body);
    }

    private Future<Answered> believed(Reply reply) {
      if (reply.body().length() > AT_ONCE_BYTES_MAX) {
        return aside.run(() -> reply.believed(vouching, voucher));
      }
      try {
        return Future.succeededFuture(reply.believed(vouching, voucher));
      } catch (NotAsked e) {
        return Future.failedFuture(e);
      }
    }

    /** Nothing of it goes on. */
    private NotAsked ended(Throwable fault) {
      isOver.set(true);
      HttpClientRequest under = open.get();
      boolean isSent = under != null;
      if (under != null) {
        under.reset();
      }
      if (fault instanceof NotAsked known) {
        return known;
      }
      if (fault instanceof TimeoutException) {
        return new NotAsked(
            "it did not answer within " + patience(ask).toSeconds() + " seconds", isSent);
      }
      if (fault instanceof FetchFailed tooMuch) {
        return new NotAsked(String.valueOf(tooMuch.getMessage()), isSent);
      }
      return new NotAsked(isSent ? "the connection broke" : "no connection could be made", isSent);
    }
  }
}
