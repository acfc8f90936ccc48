package io.sallyport.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Short commands of the system: mounts and signals. */
final class Shell {
  private static final int SECONDS_MAX = 30;

  private Shell() {}

  /** Runs it; throws with what it said unless it exits with 0. */
  static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("no end within " + SECONDS_MAX + " s: " + List.of(command));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(List.of(command) + ": " + said.strip());
    }
  }

  static boolean has(String command) {
    return Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
