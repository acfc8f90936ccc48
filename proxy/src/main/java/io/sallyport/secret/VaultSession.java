package io.sallyport.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token that Vault is asked with: obtained once for all who wait, renewed after two thirds of
 * its time, and obtained anew where that is possible. Safe from any thread.
 */
final class VaultSession {

  /**
   * A token in use.
   *
   * @param ttl from the time it was obtained or renewed; zero: it does not end
   */
  private record Lease(String token, Instant from, Duration ttl, boolean renewable) {
    boolean isDue(Instant now) {
      return !ttl.isZero() && !now.isBefore(from.plus(ttl.multipliedBy(2).dividedBy(3)));
    }

    boolean isOver(Instant now) {
      return !ttl.isZero() && !now.isBefore(from.plus(ttl));
    }

    @Override
    public String toString() {
      return "Lease[redacted]";
    }
  }

  /** A token as new as this is not what a refusal is about: it may simply not read that path. */
  private static final Duration TRUSTED = Duration.ofSeconds(10);

  private final VaultHttp http;
  private final VaultLogin login;
  private final InstantSource clock;

  private @Nullable Lease lease;
  private @Nullable Future<String> underWay;

  VaultSession(VaultHttp http, VaultLogin login, InstantSource clock) {
    this.http = http;
    this.login = login;
    this.clock = clock;
  }

  /** A token to use; fails with {@link SecretUnavailable}. */
  synchronized Future<String> token() {
    Lease known = lease;
    if (known != null && !known.isOver(clock.instant()) && isStillConfigured(known)) {
      return Future.succeededFuture(known.token());
    }
    return begin();
  }

  /**
   * The token was refused.
   *
   * @return whether it is worth to try again: a new one can be had
   */
  synchronized boolean distrust(String token) {
    Lease known = lease;
    if (known == null || !known.token().equals(token)) {
      return true;
    }
    if (Duration.between(known.from(), clock.instant()).compareTo(TRUSTED) < 0) {
      return false;
    }
    lease = null;
    return login instanceof VaultLogin.AppRole;
  }

  /**
   * Renews the token when it is time; call it every few seconds. Fails when that is not possible.
   */
  Future<Void> maintain() {
    Lease known;
    synchronized (this) {
      known = lease;
      if (known == null || underWay != null || !known.isDue(clock.instant())) {
        return Future.succeededFuture();
      }
    }
    Future<Void> renewed =
        known.renewable()
            ? renew(known)
            : Future.failedFuture(new SecretUnavailable("Vault's token cannot be renewed"));
    return login instanceof VaultLogin.AppRole
        ? renewed.recover(fault -> begin().mapEmpty())
        : renewed;
  }

  /** One at a time, for all who wait. */
  private synchronized Future<String> begin() {
    Future<String> already = underWay;
    if (already != null) {
      return already;
    }
    Future<String> started =
        login instanceof VaultLogin.AppRole role
            ? signIn(role)
            : look(text(((VaultLogin.Token) login).token()));
    underWay = started;
    return started.onComplete(done -> ended());
  }

  private synchronized void ended() {
    underWay = null;
  }

  private Future<String> signIn(VaultLogin.AppRole role) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("role_id", text(role.roleId()));
    body.put("secret_id", text(role.secretId()));
    return http.send(
            HttpMethod.POST, "auth/" + role.mount() + "/login", Optional.empty(), Optional.of(body))
        .compose(
            reply -> {
              JsonNode auth = reply.body().path("auth");
              String token = auth.path("client_token").asText("");
              if (!reply.isSuccess() || token.isEmpty()) {
                return refused("Vault refused the AppRole login with " + reply.status());
              }
              return Future.succeededFuture(use(token, auth, "lease_duration"));
            });
  }

  /** A token from outside: how long does it last? */
  private Future<String> look(String token) {
    return http.send(HttpMethod.GET, "auth/token/lookup-self", Optional.of(token), Optional.empty())
        .compose(
            reply ->
                reply.isSuccess()
                    ? Future.succeededFuture(use(token, reply.body().path("data"), "ttl"))
                    : refused("Vault refused the token with " + reply.status()));
  }

  private Future<Void> renew(Lease known) {
    return http.send(
            HttpMethod.POST,
            "auth/token/renew-self",
            Optional.of(known.token()),
            Optional.of(JsonNodeFactory.instance.objectNode()))
        .compose(
            reply -> {
              JsonNode auth = reply.body().path("auth");
              long seconds = auth.path("lease_duration").asLong(0);
              // Near its longest life a token is renewed for less and less: then it is as good as
              // over.
              boolean shrunk = seconds < known.ttl().dividedBy(2).toSeconds();
              if (!reply.isSuccess() || shrunk) {
                return refused("Vault renews the token no longer");
              }
              use(known.token(), auth, "lease_duration");
              return Future.succeededFuture();
            });
  }

  private String use(String token, JsonNode from, String ttlMember) {
    Duration ttl = Duration.ofSeconds(Math.max(0, from.path(ttlMember).asLong(0)));
    Lease fresh = new Lease(token, clock.instant(), ttl, from.path("renewable").asBoolean(false));
    synchronized (this) {
      lease = fresh;
    }
    return token;
  }

  private boolean isStillConfigured(Lease known) {
    return !(login instanceof VaultLogin.Token token) || text(token.token()).equals(known.token());
  }

  private static String text(SecretValue value) {
    return new String(value.current().unsafeBytes(), StandardCharsets.UTF_8).strip();
  }

  private static <T> Future<T> refused(String sentence) {
    return Future.failedFuture(new SecretUnavailable(sentence));
  }
}
