package io.sallyport.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sallyport.egress.CappedBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Talks to Vault's HTTP API: bounded in bytes and time, few at once, no redirects. */
final class VaultHttp {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BYTES_MAX = 1024 * 1024;
  private static final int CONNECTIONS_MAX = 8;
  private static final int WAITING_MAX = 1_024;

  private final VaultSettings settings;
  private final HttpClient client;

  /** An answer: its status, and its body where that is JSON. */
  record Reply(int status, JsonNode body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    /** Bodies hold secrets. */
    @Override
    public String toString() {
      return "Reply[" + status + "]";
    }
  }

  VaultHttp(Vertx vertx, VaultSettings settings) {
    this.settings = settings;
    boolean tls = "https".equals(settings.address().getScheme());
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(tls)
            .setTrustAll(false)
            .setVerifyHost(true)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setConnectTimeout((int) settings.timeout().toMillis())
            .setIdleTimeout((int) (2 * settings.timeout().toMillis()))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setMaxHeaderSize(16 * 1024);
    settings
        .authority()
        .ifPresent(
            file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    this.client =
        vertx.createHttpClient(
            options,
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX));
  }

  /**
   * Sends a request below {@code /v1/}.
   *
   * @return whatever was answered; fails with {@link SecretUnavailable} when nothing was
   */
  Future<Reply> send(
      HttpMethod method, String path, Optional<String> token, Optional<JsonNode> body) {
    return client
        .request(options(method, path, token))
        .compose(request -> exchange(request, body))
        .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            fault ->
                Future.failedFuture(
                    new SecretUnavailable("Vault at " + origin() + " cannot be asked", fault)));
  }

  private static Future<Reply> exchange(HttpClientRequest request, Optional<JsonNode> body) {
    return (body.isPresent() ? request.send(Buffer.buffer(body.get().toString())) : request.send())
        .compose(
            response ->
                CappedBody.read(response, BYTES_MAX)
                    .map(bytes -> new Reply(response.statusCode(), parse(bytes))));
  }

  private RequestOptions options(HttpMethod method, String path, Optional<String> token) {
    boolean tls = "https".equals(settings.address().getScheme());
    int port = settings.address().getPort();
    String base = Optional.ofNullable(settings.address().getRawPath()).orElse("");
    String prefix = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost(settings.address().getHost())
            .setPort(port > 0 ? port : tls ? 443 : 80)
            .setURI(prefix + "/v1/" + path)
            .setTimeout(settings.timeout().toMillis())
            .setFollowRedirects(false);
    // Vault's agent may be told to refuse requests without it, as a guard against forged ones.
    options.putHeader("x-vault-request", "true");
    options.putHeader("content-type", "application/json");
    settings.namespace().ifPresent(name -> options.putHeader("x-vault-namespace", name));
    token.ifPresent(text -> options.putHeader("x-vault-token", text));
    return options;
  }

  private static JsonNode parse(Buffer bytes) {
    try {
      @Nullable JsonNode tree = JSON.readTree(bytes.getBytes());
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  private String origin() {
    return settings.address().getScheme() + "://" + settings.address().getAuthority();
  }
}
