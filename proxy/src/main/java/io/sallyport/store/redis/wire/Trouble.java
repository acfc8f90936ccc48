package io.sallyport.store.redis.wire;

import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Collectors;

/** Why a script has not answered. What matters to whoever asks is whether it may have run. */
public enum Trouble {
  /** No connection could be had in time. */
  UNREACHABLE(false),
  /** Too much is pending already. */
  FULL(false),
  /** The wire has been closed. */
  CLOSED(false),
  /** Sent, and not answered in time. */
  TIMEOUT(true),
  /** Sent, and the connection ended before the answer. */
  LOST(true),

  /** The slot is another master's, and it stayed so whoever was asked. */
  MOVED(false),
  /** The slot is on its way to another master, and stayed so. */
  ASK(false),
  /** Some keys are here and some are there already. */
  TRYAGAIN(false),
  /** The Cluster has no master for some slot, or no majority. */
  CLUSTERDOWN(false),
  /** A replica, or a master no more. */
  READONLY(false),
  /** It reads its data from disk. */
  LOADING(false),
  /** Somebody's script runs too long. */
  BUSY(false),
  /** {@code maxmemory} is reached. A script that has written is never stopped by it. */
  OOM(false),
  /** It cannot write to disk, and is told to refuse then. */
  MISCONF(false),
  /** It has fewer replicas than it is told to need. */
  NOREPLICAS(false),
  /** A replica that has lost its master. */
  MASTERDOWN(false),
  /** It wants a password. */
  NOAUTH(false),
  /** Another user or password. */
  WRONGPASS(false),
  /** The user may not do this; a script may have done other things before. */
  NOPERM(true),
  /** It does not know the script, though it has been told. */
  NOSCRIPT(false),
  /** Whatever else it said, such as an error within the script. */
  FAILED(true);

  private static final Map<String, Trouble> BY_CODE =
      EnumSet.range(MOVED, FAILED).stream()
          .collect(Collectors.toUnmodifiableMap(Trouble::name, trouble -> trouble));

  private final boolean mayHaveRun;

  Trouble(boolean mayHaveRun) {
    this.mayHaveRun = mayHaveRun;
  }

  /** Whether the script may have changed something; if not, it surely has not. */
  public boolean mayHaveRun() {
    return mayHaveRun;
  }

  /** What an error reply's first word means (Redis documentation, "RESP: Simple errors"). */
  static Trouble ofCode(String code) {
    return BY_CODE.getOrDefault(code, FAILED);
  }
}
