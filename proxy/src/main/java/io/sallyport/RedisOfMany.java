package io.sallyport;

import io.sallyport.config.SharedStore;
import io.sallyport.secret.SecretResolver;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretValue;
import io.sallyport.store.redis.wire.RedisLogin;
import io.sallyport.store.redis.wire.RedisMode;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.redis.wire.RedisTls;
import io.sallyport.store.redis.wire.RedisUrls;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the configured Redis is reached: URLs read, passwords resolved. */
public final class RedisOfMany {
  private static final String KEY = "store";

  private RedisOfMany() {}

  /** Fails with {@link Server.NotStarted}. */
  public static Future<RedisSettings> settings(SharedStore shared, SecretResolver resolver) {
    RedisMode mode = RedisMode.parse(shared.mode()).orElseThrow();
    RedisUrls urls;
    try {
      urls = RedisUrls.parse(mode, shared.endpoints());
    } catch (RedisUrls.Unusable fault) {
      return Future.failedFuture(
          new Server.NotStarted(
              fault.sentences().stream()
                  .map(sentence -> KEY + ": " + sentence)
                  .collect(Collectors.joining("\n")),
              fault));
    }
    if (shared.tls().isPresent() && !urls.isTls()) {
      return Future.failedFuture(
          new Server.NotStarted(KEY + ": tls is for rediss:// URLs, and these are redis://"));
    }
    return secret(urls.password(), resolver)
        .compose(
            password ->
                sentinelPassword(shared, resolver)
                    .map(
                        sentinel ->
                            settings(
                                shared,
                                urls,
                                new RedisLogin(urls.user(), password),
                                new RedisLogin(shared.sentinelUser(), sentinel))));
  }

  private static RedisSettings settings(
      SharedStore shared, RedisUrls urls, RedisLogin login, RedisLogin sentinels) {
    RedisSettings plain =
        RedisSettings.of(urls, shared.master(), login).withSentinelLogin(sentinels);
    return shared
        .tls()
        .map(tls -> plain.withTls(new RedisTls(tls.ca(), tls.certificate(), tls.key())))
        .orElse(plain);
  }

  private static Future<Optional<SecretValue>> secret(
      Optional<SecretText> text, SecretResolver resolver) {
    return text.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : resolver
            .resolve(text.get(), Path.of(""))
            .map(Optional::of)
            .recover(
                fault ->
                    Future.failedFuture(
                        new Server.NotStarted(KEY + ": " + fault.getMessage(), fault)));
  }

  private static Future<Optional<SecretValue>> sentinelPassword(
      SharedStore shared, SecretResolver resolver) {
    return shared.sentinelPassword().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : Vaults.resolve(
                KEY + ".redis.sentinel.password", shared.sentinelPassword().get(), resolver)
            .map(Optional::of);
  }
}
