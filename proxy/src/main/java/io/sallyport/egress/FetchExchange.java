package io.sallyport.egress;

import io.sallyport.egress.FetchFailed.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One request and its answer, over the first of the checked addresses that takes a connection. */
final class FetchExchange {
  private final HttpClient client;
  private final FetchRequest request;
  private final FetchLimits limits;
  private final UnaryOperator<InetSocketAddress> route;
  private final Promise<FetchAnswer> answer = Promise.promise();
  private final AtomicReference<@Nullable HttpClientRequest> sent = new AtomicReference<>();

  FetchExchange(
      HttpClient client,
      FetchRequest request,
      FetchLimits limits,
      UnaryOperator<InetSocketAddress> route) {
    this.client = client;
    this.request = request;
    this.limits = limits;
    this.route = route;
  }

  /** Ends it from outside, from any thread; the connection is closed. */
  void abort(FetchFailed fault) {
    answer.tryFail(fault);
    HttpClientRequest open = sent.get();
    if (open != null) {
      open.reset();
    }
  }

  Future<FetchAnswer> run(List<InetAddress> addresses) {
    if (!answer.future().isComplete()) {
      connect(addresses.subList(0, Math.min(addresses.size(), FetchLimits.ADDRESSES_MAX)))
          .onFailure(answer::tryFail)
          .onSuccess(this::send);
    }
    return answer.future();
  }

  private Future<HttpClientRequest> connect(List<InetAddress> addresses) {
    return client
        .request(options(addresses.get(0)))
        .recover(
            fault -> {
              if (isTls(fault)) {
                return Future.failedFuture(
                    new FetchFailed(Fault.TLS, "the server did not prove its name", fault));
              }
              if (addresses.size() > 1 && !answer.future().isComplete()) {
                return connect(addresses.subList(1, addresses.size()));
              }
              return Future.failedFuture(
                  new FetchFailed(Fault.UNREACHABLE, "no connection could be made", fault));
            });
  }

  private RequestOptions options(InetAddress address) {
    WebAddress target = request.address();
    InetSocketAddress dialled =
        route.apply(new InetSocketAddress(withoutName(address), target.port()));
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.method()))
            // The connection goes to the checked address; SNI, certificate and Host to the name.
            .setServer(SocketAddress.inetSocketAddress(dialled))
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(true)
            .setURI(target.target())
            .setFollowRedirects(false)
            .setConnectTimeout(limits.connectTimeout().toMillis());
    options.putHeader(HttpHeaders.USER_AGENT, "sallyport");
    options.putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    request.headers().forEach(options::putHeader);
    return options;
  }

  /** An address that remembers its name might be resolved again on the way down. */
  private static InetAddress withoutName(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address's own bytes have a legal length", e);
    }
  }

  private void send(HttpClientRequest open) {
    sent.set(open);
    if (answer.future().isComplete()) {
      open.reset();
      return;
    }
    (request.body().isPresent() ? open.send(request.body().get()) : open.send())
        .onFailure(fault -> fail(Fault.PROTOCOL, "the answer broke off", fault))
        .onSuccess(this::read);
  }

  private void read(HttpClientResponse response) {
    // Closing the connection below is meant, and nothing to log.
    response.exceptionHandler(fault -> fail(Fault.PROTOCOL, "the answer broke off", fault));
    int status = response.statusCode();
    if (status >= 300 && status < 400) {
      fail(Fault.REDIRECT, "it answered " + status + ", and redirects are not followed", null);
      return;
    }
    String coding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
    boolean encoded = coding != null && !coding.equalsIgnoreCase("identity");
    if (status < 200 || encoded) {
      fail(Fault.PROTOCOL, "the answer is not a plain HTTP answer", null);
      return;
    }
    List<String> caching = response.headers().getAll(HttpHeaders.CACHE_CONTROL);
    Optional<String> cacheControl =
        caching.isEmpty() ? Optional.empty() : Optional.of(String.join(",", caching));
    CappedBody.read(response, limits.bodyBytesMax())
        .onFailure(answer::tryFail)
        .onSuccess(
            body -> answer.tryComplete(new FetchAnswer(status, cacheControl, body.getBytes())));
  }

  private void fail(Fault fault, String sentence, @Nullable Throwable cause) {
    abort(
        cause == null ? new FetchFailed(fault, sentence) : new FetchFailed(fault, sentence, cause));
  }

  private static boolean isTls(Throwable fault) {
    for (Throwable at = fault; at != null; at = at.getCause()) {
      if (at instanceof SSLException || at instanceof java.security.cert.CertificateException) {
        return true;
      }
    }
    return false;
  }
}
