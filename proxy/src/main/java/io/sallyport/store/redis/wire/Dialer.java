package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Opens connections, signed in. To be used on the wire's event loop only. */
final class Dialer {
  /** More commands are never under way on one connection. */
  static final int COMMANDS_MAX = 2_048;

  /** What tells more than that there is no connection; nothing has run yet with any of these. */
  private static final Set<Trouble> TELLING =
      EnumSet.of(
          Trouble.NOAUTH,
          Trouble.WRONGPASS,
          Trouble.READONLY,
          Trouble.LOADING,
          Trouble.BUSY,
          Trouble.OOM,
          Trouble.MASTERDOWN);

  private final Vertx vertx;
  private final RedisSettings settings;
  private final LongSupplier nanos;

  Dialer(Vertx vertx, RedisSettings settings, LongSupplier nanos) {
    this.vertx = vertx;
    this.settings = settings;
    this.nanos = nanos;
  }

  /** A connection that can be used; fails with {@link RedisFailure}. */
  Future<Line> dial(RedisAddress address, RedisLogin login, int database) {
    // Inside a future, for an address that the client cannot spell is thrown at once.
    return Future.<Void>succeededFuture()
        .compose(go -> open(address, login, database))
        .recover(cause -> Future.failedFuture(unreachable(address, cause)));
  }

  private Future<Line> open(RedisAddress address, RedisLogin login, int database) {
    Redis client = Redis.createClient(vertx, options(address, login, database));
    return client
        .connect()
        .timeout(settings.bounds().connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .map(connection -> new Line(address, client, connection, nanos))
        .onFailure(cause -> client.close())
        .recover(cause -> Future.failedFuture(ofDatabase(address, database, cause)));
  }

  /** Whoever has signed in is refused one thing only before the first question: SELECT. */
  private static Throwable ofDatabase(RedisAddress address, int database, Throwable cause) {
    if (database == 0 || Failed.of(cause).trouble() != Trouble.NOPERM) {
      return cause;
    }
    return new RedisFailure(
        new Failed(
            Trouble.UNREACHABLE,
            address + ": its user may not choose database " + database + ": ACL SETUSER … +select"),
        cause);
  }

  /** Asks one question over a connection of its own; fails with {@link RedisFailure}. */
  <T> Future<T> ask(RedisAddress address, RedisLogin login, Function<Line, Future<T>> question) {
    return dial(address, login, 0)
        .compose(
            line ->
                question
                    .apply(line)
                    .timeout(settings.bounds().connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(answer -> line.close()))
        .recover(cause -> Future.failedFuture(unreachable(address, cause)));
  }

  private RedisOptions options(RedisAddress address, RedisLogin login, int database) {
    boolean tls = settings.tls().isPresent();
    String endpoint = (tls ? "rediss://" : "redis://") + address;
    RedisOptions options =
        new RedisOptions()
            .setType(RedisClientType.STANDALONE)
            .setEndpoints(List.of(database == 0 ? endpoint : endpoint + "/" + database))
            .setNetClientOptions(net(tls))
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setMaxWaitingHandlers(COMMANDS_MAX);
    login.user().ifPresent(options::setUser);
    login
        .password()
        .ifPresent(
            secret ->
                options.setPassword(
                    new String(secret.current().unsafeBytes(), StandardCharsets.UTF_8)));
    return options;
  }

  private NetClientOptions net(boolean tls) {
    NetClientOptions options =
        new NetClientOptions()
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setConnectTimeout((int) settings.bounds().connectTimeout().toMillis());
    if (!tls) {
      return options;
    }
    options
        .setSsl(true)
        .setHostnameVerificationAlgorithm("HTTPS")
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    RedisTls files = settings.tls().get();
    files
        .authority()
        .ifPresent(
            file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    files
        .certificate()
        .ifPresent(
            file ->
                options.setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertPath(file.toString())
                        .addKeyPath(files.key().orElseThrow().toString())));
    return options;
  }

  /** Nothing has been sent yet, so nothing has run. */
  static RedisFailure unreachable(RedisAddress address, Throwable cause) {
    Failed said = cause instanceof RedisFailure failure ? failure.failed() : Failed.of(cause);
    Trouble trouble = TELLING.contains(said.trouble()) ? said.trouble() : Trouble.UNREACHABLE;
    String place = address.toString();
    String sentence = said.said().contains(place) ? said.said() : place + ": " + said.said();
    return new RedisFailure(new Failed(trouble, sentence), cause);
  }
}
