package io.sallyport.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person looks. */
public final class Terminal {
  private static final Path STDIN = Path.of("/proc/self/fd/0");
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /**
   * Whether stderr is a terminal. {@code System.console()} cannot tell: it speaks of stdin and
   * stdout together, and from JDK 22 on is never null. Where the system has no {@code /proc},
   * false.
   */
  public static boolean onStderr() {
    return isTerminal(STDERR);
  }

  /** The same of stdout. */
  public static boolean onStdout() {
    return isTerminal(STDOUT);
  }

  /** The same of stdin: whether somebody may type. */
  public static boolean onStdin() {
    return isTerminal(STDIN);
  }

  private static boolean isTerminal(Path stream) {
    try {
      String target = Files.readSymbolicLink(stream).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
