package io.sallyport.store.redis.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ends the processes that are still there when this JVM is gone, however it went: a shell that
 * reads their ids, and sees the end of its input when nobody can write to it any more.
 */
final class Guard {
  private static final String SCRIPT =
      "trap '' INT TERM; pids=; while IFS= read -r line; do pids=$line; done;"
          + " for p in $pids; do"
          + " case $(cat /proc/$p/comm 2>/dev/null) in redis*) kill -9 $p;; esac; done";

  private static final Guard ONLY = new Guard();

  private final Set<Long> pids = new TreeSet<>();
  private final Process shell;

  private Guard() {
    try {
      shell =
          new ProcessBuilder("/bin/sh", "-c", SCRIPT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new AssertionError("cannot start /bin/sh", e);
    }
  }

  static void watch(long pid) {
    ONLY.change(() -> ONLY.pids.add(pid));
  }

  static void forget(long pid) {
    ONLY.change(() -> ONLY.pids.remove(pid));
  }

  private synchronized void change(Runnable what) {
    what.run();
    StringBuilder line = new StringBuilder();
    pids.forEach(pid -> line.append(pid).append(' '));
    try {
      OutputStream out = shell.getOutputStream();
      out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      throw new AssertionError("the guard is gone", e);
    }
  }
}
