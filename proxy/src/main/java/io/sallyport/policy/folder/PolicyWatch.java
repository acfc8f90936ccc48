package io.sallyport.policy.folder;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a folder of policies loaded: a glance at names, sizes and times every second, and at the
 * bytes of all files every five, since what Kubernetes and network file systems do moves no time
 * stamp, and since a secret that was missing may be there now. Looks on a worker thread; publishes
 * a set when it differs from the one before.
 */
public final class PolicyWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

  public static final Duration GLANCE = Duration.ofSeconds(1);
  private static final int GLANCES_PER_LOOK = 5;

  private final Vertx vertx;
  private final PolicyFolder folder;
  private final Consumer<PolicySet> listener;
  private volatile String stamp = "";
  private int glances;
  private boolean looking;
  private long timer = -1;

  /**
   * @param listener gets every set that differs from the one before, on a worker thread, one at a
   *     time
   */
  public PolicyWatch(Vertx vertx, PolicyFolder folder, Consumer<PolicySet> listener) {
    this.vertx = vertx;
    this.folder = folder;
    this.listener = listener;
  }

  /** Loads for the first time, publishes, and keeps looking until {@link #stop}. */
  public Future<PolicySet> start() {
    return look()
        .map(
            set -> {
              synchronized (this) {
                timer = vertx.setPeriodic(GLANCE.toMillis(), id -> glance());
              }
              return set;
            });
  }

  public void stop() {
    synchronized (this) {
      if (timer >= 0) {
        vertx.cancelTimer(timer);
        timer = -1;
      }
    }
  }

  /** Loads now, whatever the time stamps say. */
  public Future<PolicySet> look() {
    return vertx.executeBlocking(this::load, false);
  }

  private void glance() {
    boolean thorough;
    synchronized (this) {
      if (looking) {
        return;
      }
      looking = true;
      glances = (glances + 1) % GLANCES_PER_LOOK;
      thorough = glances == 0;
    }
    vertx
        .<Void>executeBlocking(
            () -> {
              if (thorough || !stampNow().equals(stamp)) {
                load();
              }
              return null;
            },
            false)
        .onFailure(fault -> LOG.error("the policies could not be looked at", fault))
        .onComplete(
            looked -> {
              synchronized (this) {
                looking = false;
              }
            });
  }

  /** On a worker; one at a time, whoever asks. */
  private PolicySet load() {
    synchronized (folder) {
      PolicySet before = folder.current();
      stamp = stampNow();
      PolicySet now = folder.load();
      if (!now.equals(before)) {
        listener.accept(now);
      }
      return now;
    }
  }

  private String stampNow() {
    try {
      return FolderContents.stamp(folder.path());
    } catch (IOException e) {
      return "unreadable: " + e.getMessage();
    }
  }
}
