package io.sallyport.seal;

import io.sallyport.secret.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Secrets that a platform delivers through the webhook endpoint itself (Asana, Notion, Atlassian
 * Connect). Whoever reaches an open integration first chooses its key, so it is closed by default:
 * an operator opens it for minutes, the first secret that arrives is taken, sealed and kept, and it
 * is closed again. With tenants each one's first is taken while it is open. A restart closes it.
 *
 * <p>Safe from any thread.
 */
public final class Bootstrap implements DeliveredSecrets {
  public static final Duration OPEN_MAX = Duration.ofHours(1);

  /** Of all integrations together. */
  public static final int SECRETS_MAX = 10_000;

  public static final int SECRET_BYTES_MIN = 16;
  public static final int SECRET_BYTES_MAX = 4_096;
  private static final int TENANT_CHARS_MAX = 256;

  /** What became of a secret that was delivered. */
  public enum Offer {
    /** It is sealed on disk and in use. */
    TAKEN,
    /** The integration is not open for it. */
    CLOSED,
    /** Too short, too long, or there are too many. */
    UNFIT
  }

  private record Key(String integration, String tenant) {}

  private static final class Window {
    private final Instant until;
    private final Set<String> taken = new HashSet<>();

    Window(Instant until) {
      this.until = until;
    }
  }

  private final Vertx vertx;
  private final SealedFiles files;
  private final InstantSource clock;
  private final Consumer<BootstrapEvent> events;
  private final Map<Key, Secret> secrets = new ConcurrentHashMap<>();
  private final Map<String, Window> windows = new HashMap<>();

  private Bootstrap(
      Vertx vertx, SealedFiles files, InstantSource clock, Consumer<BootstrapEvent> events) {
    this.vertx = vertx;
    this.files = files;
    this.clock = clock;
    this.events = events;
  }

  /**
   * Reads what was delivered before.
   *
   * @return fails with {@link IOException} when a file does not open: starting without it would
   *     refuse that sender's events until somebody wonders why
   */
  public static Future<Bootstrap> load(
      Vertx vertx, SealedFiles files, InstantSource clock, Consumer<BootstrapEvent> events) {
    Bootstrap bootstrap = new Bootstrap(vertx, files, clock, events);
    return vertx.executeBlocking(
        () -> {
          for (String name : files.names()) {
            files.read(name).ifPresent(content -> bootstrap.remember(name, content));
          }
          return bootstrap;
        });
  }

  /**
   * Lets one secret (of each tenant) be delivered.
   *
   * @param time more than zero, at most {@link #OPEN_MAX}
   * @return until when
   */
  public Instant open(String integration, Duration time) {
    if (time.isNegative() || time.isZero() || time.compareTo(OPEN_MAX) > 0) {
      throw new IllegalArgumentException("want a time of at most one hour");
    }
    Instant until = clock.instant().plus(time);
    synchronized (this) {
      windows.put(integration, new Window(until));
    }
    events.accept(new BootstrapEvent.Opened(integration, until));
    return until;
  }

  /** Closes it before its time. */
  public void close(String integration) {
    boolean wasOpen;
    synchronized (this) {
      wasOpen = openWindow(integration).isPresent();
      windows.remove(integration);
    }
    if (wasOpen) {
      events.accept(new BootstrapEvent.Closed(integration));
    }
  }

  /** Until when it is open; empty when it is not, or its one secret has come. */
  public synchronized Optional<Instant> openUntil(String integration) {
    return openWindow(integration)
        .filter(window -> !window.taken.contains(""))
        .map(window -> window.until);
  }

  /** The secret that was delivered; the same object until it is another. */
  @Override
  public Optional<Secret> secret(String integration, String tenant) {
    return Optional.ofNullable(secrets.get(new Key(integration, tenant)));
  }

  /** How many were delivered, of all integrations together. */
  public int count() {
    return secrets.size();
  }

  /**
   * Delivers a secret. Delivering the same one again while the window lasts is taken, too: the
   * platform may not have heard our answer.
   *
   * @param tenant empty where there is one secret for all
   * @return fails when it could not be sealed; nothing is taken then
   */
  public Future<Offer> offer(String integration, String tenant, Secret secret) {
    boolean fits =
        secret.size() >= SECRET_BYTES_MIN
            && secret.size() <= SECRET_BYTES_MAX
            && tenant.length() <= TENANT_CHARS_MAX;
    if (!fits) {
      return Future.succeededFuture(Offer.UNFIT);
    }
    Key key = new Key(integration, tenant);
    Window window;
    synchronized (this) {
      Optional<Window> open = openWindow(integration);
      if (open.isEmpty()) {
        return Future.succeededFuture(Offer.CLOSED);
      }
      window = open.get();
      if (window.taken.contains("") || window.taken.contains(tenant)) {
        Secret known = secrets.get(key);
        boolean again = known != null && known.matches(secret.unsafeBytes());
        return Future.succeededFuture(again ? Offer.TAKEN : Offer.CLOSED);
      }
      if (secrets.size() >= SECRETS_MAX && !secrets.containsKey(key)) {
        return Future.succeededFuture(Offer.UNFIT);
      }
      window.taken.add(tenant);
    }
    return keep(key, secret)
        .onFailure(
            fault -> {
              synchronized (this) {
                window.taken.remove(tenant);
              }
            });
  }

  private Future<Offer> keep(Key key, Secret secret) {
    return vertx.executeBlocking(
        () -> {
          files.write(fileName(key), encode(key, secret));
          secrets.put(key, secret);
          events.accept(
              new BootstrapEvent.Delivered(key.integration(), key.tenant(), secret.digestPrefix()));
          return Offer.TAKEN;
        },
        false);
  }

  private Optional<Window> openWindow(String integration) {
    Window window = windows.get(integration);
    if (window != null && !clock.instant().isBefore(window.until)) {
      windows.remove(integration);
      return Optional.empty();
    }
    return Optional.ofNullable(window);
  }

  private void remember(String fileName, Secret content) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(content.unsafeBytes()))) {
      Key key = new Key(in.readUTF(), in.readUTF());
      if (fileName(key).equals(fileName)) {
        secrets.put(key, Secret.of(in.readAllBytes()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("a sealed file holds what was sealed", e);
    }
  }

  private static byte[] encode(Key key, Secret secret) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(key.integration());
      out.writeUTF(key.tenant());
      out.write(secret.unsafeBytes());
    }
    return bytes.toByteArray();
  }

  /** A tenant's id is the platform's text, which is no file name; its digest is. */
  private static String fileName(Key key) {
    if (key.tenant().isEmpty()) {
      return key.integration();
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(key.tenant().getBytes(StandardCharsets.UTF_8));
      return key.integration() + "@" + HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
