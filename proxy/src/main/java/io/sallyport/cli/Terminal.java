package io.sallyport.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person looks. */
final class Terminal {
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /**
   * Whether stderr is a terminal. {@code System.console()} cannot tell: it speaks of stdin and
   * stdout together, and from JDK 22 on is never null. Where the system has no {@code /proc},
   * false.
   */
  static boolean onStderr() {
    try {
      String target = Files.readSymbolicLink(STDERR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
