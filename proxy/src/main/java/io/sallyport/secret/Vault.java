package io.sallyport.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.secret.SecretText.Part.VaultField;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * HashiCorp Vault's KV engine, version 2, over its HTTP API ("KV Secrets Engine, Version 2 (API)").
 *
 * <p>A value is read again every minute, or sooner where its lease says so. What cannot be read
 * again keeps its last good value: Vault may be away for a while without an event being refused.
 */
public final class Vault implements VaultSecrets {
  /** How often it looks whether a token or a value is due. */
  public static final Duration TICK = Duration.ofSeconds(5);

  private static final String SESSION = "Vault's token";

  private final VaultHttp http;
  private final VaultSettings settings;
  private final VaultSession session;
  private final SecretEvents events;
  private final InstantSource clock;

  /** Weak: a value lives as long as the policy that uses it, and is read no longer. */
  private final Map<String, WeakReference<Watched>> watched = new ConcurrentHashMap<>();

  private boolean ticking;
  private boolean sessionFailed;

  /** Starts to keep values fresh, until the Vert.x instance is closed. Asks nothing yet. */
  public Vault(Vertx vertx, VaultSettings settings, SecretEvents events, InstantSource clock) {
    this.settings = settings;
    this.http = new VaultHttp(vertx, settings);
    this.session = new VaultSession(http, settings.login(), clock);
    this.events = events;
    this.clock = clock;
    vertx.setPeriodic(TICK.toMillis(), id -> tick());
  }

  @Override
  public Future<SecretValue> value(VaultField field) {
    return live(field)
        .map(Future::succeededFuture)
        .orElseGet(() -> read(field).map(read -> keep(field, read)));
  }

  private Optional<SecretValue> live(VaultField field) {
    WeakReference<Watched> known = watched.get(field.toString());
    return Optional.ofNullable(known == null ? null : known.get());
  }

  /** Two who ask at once get the one value that is kept fresh. */
  private synchronized SecretValue keep(VaultField field, Read read) {
    Optional<SecretValue> earlier = live(field);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Watched fresh = new Watched(field, read.secret());
    fresh.due = clock.instant().plus(read.again());
    watched.put(field.toString(), new WeakReference<>(fresh));
    return fresh;
  }

  @Override
  public Future<VaultAnswer> read(String path, String field) {
    return get(path)
        .compose(
            reply ->
                reply.status() == 404
                    ? Future.succeededFuture(new VaultAnswer.Absent())
                    : field(reply, path, field)
                        .map(
                            found ->
                                found
                                    .<VaultAnswer>map(VaultAnswer.Present::new)
                                    .orElseGet(VaultAnswer.Absent::new)));
  }

  /** Renews what is due; one round at a time. */
  Future<Void> tick() {
    synchronized (this) {
      if (ticking) {
        return Future.succeededFuture();
      }
      ticking = true;
    }
    return session
        .maintain()
        .transform(
            done -> {
              say(done.cause());
              return readAgain();
            })
        .eventually(
            () -> {
              synchronized (this) {
                ticking = false;
              }
              return Future.succeededFuture();
            });
  }

  private synchronized void say(@Nullable Throwable fault) {
    if (fault != null && !sessionFailed) {
      events.unreadable(SESSION, Optional.ofNullable(fault.getMessage()).orElse(""));
    } else if (fault == null && sessionFailed) {
      events.readableAgain(SESSION);
    }
    sessionFailed = fault != null;
  }

  private Future<Void> readAgain() {
    watched.values().removeIf(value -> value.get() == null);
    Instant now = clock.instant();
    List<Watched> due = new ArrayList<>();
    for (WeakReference<Watched> reference : watched.values()) {
      Watched live = reference.get();
      if (live != null && !now.isBefore(live.due)) {
        due.add(live);
      }
    }
    // One behind the other: a Vault that is just coming back is not to be stormed.
    Future<Void> round = Future.succeededFuture();
    for (Watched value : due) {
      round = round.compose(done -> readAgain(value));
    }
    return round;
  }

  private Future<Void> readAgain(Watched value) {
    return read(value.field)
        .transform(
            done -> {
              if (done.succeeded()) {
                value.due = clock.instant().plus(done.result().again());
                value.renew(done.result().secret(), events);
              } else {
                value.due = clock.instant().plus(settings.refresh());
                value.failed(Optional.ofNullable(done.cause().getMessage()).orElse(""), events);
              }
              return Future.succeededFuture();
            });
  }

  /**
   * A secret, and when to read it again.
   *
   * @param again from now
   */
  private record Read(Secret secret, Duration again) {}

  private Future<Read> read(VaultField field) {
    return get(field.path())
        .compose(
            reply ->
                field(reply, field.path(), field.field())
                    .compose(
                        found ->
                            found.isPresent()
                                ? Future.succeededFuture(new Read(found.get(), again(reply)))
                                : unavailable(
                                    "Vault has no field "
                                        + field.field()
                                        + " in "
                                        + field.path())));
  }

  private Duration again(VaultHttp.Reply reply) {
    Duration half = Duration.ofSeconds(reply.body().path("lease_duration").asLong(0) / 2);
    return half.isZero() || half.compareTo(settings.refresh()) > 0 ? settings.refresh() : half;
  }

  private Future<VaultHttp.Reply> get(String path) {
    return session
        .token()
        .compose(
            token ->
                get(path, token)
                    .compose(
                        reply ->
                            reply.status() == 403 && session.distrust(token)
                                ? session.token().compose(fresh -> get(path, fresh))
                                : Future.succeededFuture(reply)));
  }

  private Future<VaultHttp.Reply> get(String path, String token) {
    return http.send(HttpMethod.GET, settings.apiPath(path), Optional.of(token), Optional.empty());
  }

  private static Future<Optional<Secret>> field(VaultHttp.Reply reply, String path, String field) {
    if (!reply.isSuccess()) {
      return unavailable(
          switch (reply.status()) {
            case 403 -> "Vault does not let this token read " + path;
            case 404 -> "Vault has no secret at " + path;
            case 503 -> "Vault answered 503: it is sealed, or a standby";
            case 301, 302, 307, 308 ->
                "Vault answered a redirect: give the address of the active node";
            default -> "Vault answered " + reply.status() + " for " + path;
          });
    }
    JsonNode value = reply.body().path("data").path("data").path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Future.succeededFuture(Optional.empty());
    }
    if (value.isContainerNode() || value.asText().isEmpty()) {
      return unavailable("Vault's field " + field + " in " + path + " is not a text");
    }
    return Future.succeededFuture(Optional.of(Secret.ofText(value.asText())));
  }

  private static <T> Future<T> unavailable(String sentence) {
    return Future.failedFuture(new SecretUnavailable(sentence));
  }

  private static final class Watched implements SecretValue {
    private final VaultField field;
    private volatile Secret current;
    private volatile Instant due = Instant.MAX;
    private boolean unreadable;

    Watched(VaultField field, Secret first) {
      this.field = field;
      this.current = first;
    }

    @Override
    public Secret current() {
      return current;
    }

    private synchronized void renew(Secret now, SecretEvents events) {
      if (unreadable) {
        unreadable = false;
        events.readableAgain(field.toString());
      }
      if (!current.matches(now.unsafeBytes())) {
        current = now;
        events.changed(field.toString(), now.digestPrefix());
      }
    }

    private synchronized void failed(String sentence, SecretEvents events) {
      if (!unreadable) {
        unreadable = true;
        events.unreadable(field.toString(), sentence);
      }
    }
  }
}
