package io.sallyport.secret;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in files, read again every few seconds, so that a rotated file is in use soon and without
 * a restart. File events are not used: they miss what Kubernetes and network file systems do.
 *
 * <p>A file that is gone, empty or too long when it is read again keeps its last good value:
 * writers truncate before they write, and a half-written key must not lock every sender out.
 */
public final class SecretFiles {
  /** A longer file is no secret. */
  public static final int BYTES_MAX = 64 * 1024;

  public static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final SecretEvents events;

  /** Weak: a value lives as long as the policy that uses it, and is watched no longer. */
  private final Map<Path, WeakReference<Watched>> watched = new ConcurrentHashMap<>();

  private boolean checking;

  /** Starts to watch at {@link #INTERVAL}, until the Vert.x instance is closed. */
  public SecretFiles(Vertx vertx, SecretEvents events) {
    this.vertx = vertx;
    this.events = events;
    vertx.setPeriodic(INTERVAL.toMillis(), id -> checkNow());
  }

  /** The file's value; fails with {@link SecretUnavailable} when it cannot be read now. */
  Future<SecretValue> value(Path file) {
    Path path = file.toAbsolutePath();
    return live(path)
        .map(Future::succeededFuture)
        .orElseGet(() -> vertx.executeBlocking(() -> keep(new Watched(path, read(path))), false));
  }

  private Optional<SecretValue> live(Path path) {
    WeakReference<Watched> known = watched.get(path);
    return Optional.ofNullable(known == null ? null : known.get());
  }

  /** Two who ask at once get the one value that is watched. */
  private synchronized SecretValue keep(Watched fresh) {
    Optional<SecretValue> earlier = live(fresh.path);
    if (earlier.isEmpty()) {
      watched.put(fresh.path, new WeakReference<>(fresh));
    }
    return earlier.orElse(fresh);
  }

  /** Reads every watched file again, off the event loop; one round at a time. */
  Future<Void> checkNow() {
    synchronized (this) {
      if (checking) {
        return Future.succeededFuture();
      }
      checking = true;
    }
    return vertx
        .<Void>executeBlocking(
            () -> {
              watched.values().removeIf(value -> value.get() == null);
              watched.values().forEach(value -> readAgain(value.get()));
              return null;
            },
            false)
        .eventually(
            () -> {
              synchronized (this) {
                checking = false;
              }
              return Future.succeededFuture();
            });
  }

  private void readAgain(@Nullable Watched value) {
    if (value != null) {
      value.readAgain(events);
    }
  }

  private static Secret read(Path path) throws SecretUnavailable {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw new SecretUnavailable("file " + path + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new SecretUnavailable("file " + path + " may not be read by this user", e);
    } catch (IOException e) {
      throw new SecretUnavailable(
          "file " + path + " cannot be read: " + Optional.ofNullable(e.getMessage()).orElse(""), e);
    }
    if (bytes.length > BYTES_MAX) {
      throw new SecretUnavailable("file " + path + " is longer than 64 KiB");
    }
    int size = bytes.length;
    if (size > 0 && bytes[size - 1] == '\n') {
      size -= size > 1 && bytes[size - 2] == '\r' ? 2 : 1;
    }
    if (size == 0) {
      throw new SecretUnavailable("file " + path + " is empty");
    }
    return Secret.of(Arrays.copyOf(bytes, size));
  }

  private static final class Watched implements SecretValue {
    private final Path path;
    private volatile Secret current;
    private boolean unreadable;

    Watched(Path path, Secret first) {
      this.path = path;
      this.current = first;
    }

    @Override
    public Secret current() {
      return current;
    }

    private void readAgain(SecretEvents events) {
      String reference = "${file:" + path + "}";
      try {
        Secret now = read(path);
        if (unreadable) {
          unreadable = false;
          events.readableAgain(reference);
        }
        if (!current.matches(now.unsafeBytes())) {
          current = now;
          events.changed(reference, now.digestPrefix());
        }
      } catch (SecretUnavailable fault) {
        if (!unreadable) {
          unreadable = true;
          events.unreadable(reference, Optional.ofNullable(fault.getMessage()).orElse(""));
        }
      }
    }
  }
}
