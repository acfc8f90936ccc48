package io.sallyport.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of its own, held to one core, whose CPU time can be read. It ends with this one. */
final class Child implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("http://[^: ]+:(\\d+)");
  private static final Pattern STATUS = Pattern.compile("status=(http://\\S+)");
  private static final int CLOCK_TICKS_A_SECOND = 100;
  private static final int STOP_SECONDS = 15;

  private final Process process;
  private final Thread hook;
  private int port;
  private Optional<URI> status = Optional.empty();

  private Child(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Holds this very process to one core, all its threads. */
  static void holdSelf(int core) throws IOException, InterruptedException {
    String self = String.valueOf(ProcessHandle.current().pid());
    new ProcessBuilder("taskset", "-a", "-c", "-p", String.valueOf(core), self)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /**
   * Starts a main class and waits until it prints a line that begins with {@code ready}.
   *
   * @param core the core it may use
   * @param log gets what it writes to stderr
   */
  static Child start(
      int core, Path log, Map<String, String> environment, String... mainAndArguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("taskset", "-c", String.valueOf(core)));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+UseParallelGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(mainAndArguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    Child child = new Child(process);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher address = ADDRESS.matcher(line);
      if (line.startsWith("ready") && address.find()) {
        child.port = Integer.parseInt(address.group(1));
        child.status = STATUS.matcher(line).results().map(it -> URI.create(it.group(1))).findAny();
        return child;
      }
    }
    child.close();
    throw new IOException(
        mainAndArguments[0] + " ended before it was ready:\n" + Files.readString(log));
  }

  /** Where its metrics are, if it has any. */
  Optional<URI> status() {
    return status;
  }

  int port() {
    return port;
  }

  /** User and system time of all its threads so far, in seconds; 10 ms is the finest step. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
        / (double) CLOCK_TICKS_A_SECOND;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
