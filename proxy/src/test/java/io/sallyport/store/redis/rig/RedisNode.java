package io.sallyport.store.redis.rig;

import io.sallyport.fixture.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code redis-server} process with an address and a folder of its own. Safe from one thread at
 * a time, the test's.
 */
public final class RedisNode {
  /** Another release is tried by {@code -Dredis.server=/path/to/redis-server}. */
  private static final Path PROGRAM =
      Path.of(System.getProperty("redis.server", "/usr/bin/redis-server"));

  private static final Pattern RELEASE = Pattern.compile("v=(\\d+)\\.");
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String host;
  private final int port;
  private final int tlsPort;
  private final Path folder;
  private final boolean isSentinel;
  private String password;
  private @Nullable Process process;

  RedisNode(Path folder, boolean isSentinel, boolean tls, String password) {
    if (!Files.isExecutable(PROGRAM)) {
      throw new AssertionError(
          PROGRAM + " is missing: ./check installs it, as does apt-get install redis-server");
    }
    this.folder = folder;
    this.isSentinel = isSentinel;
    this.password = password;
    this.host = Loopback.nextHost();
    this.port = Loopback.freePort(host);
    this.tlsPort = tls ? Loopback.freePort(host) : 0;
  }

  /** Whether it is Redis 7 or later, which has settings that 6.2 does not know. */
  static boolean isOfSeven() {
    try {
      Process asked = new ProcessBuilder(PROGRAM.toString(), "--version").start();
      String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher release = RELEASE.matcher(said);
      return release.find() && Integer.parseInt(release.group(1)) >= 7;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String host() {
    return host;
  }

  /** The port without TLS. */
  public int port() {
    return port;
  }

  /** 0 without TLS. */
  public int tlsPort() {
    return tlsPort;
  }

  /** The port that the others of the rig call: the one with TLS if there is one. */
  public int linkPort() {
    return tlsPort == 0 ? port : tlsPort;
  }

  /** {@code 127.0.1.20:21234}, without TLS. */
  public String address() {
    return host + ":" + port;
  }

  /** As clients write it, without user and password. */
  public String url() {
    return tlsPort == 0 ? "redis://" + address() : "rediss://" + host + ":" + tlsPort;
  }

  /** The folder that it runs in. */
  public Path folder() {
    return folder;
  }

  void configure(List<String> lines) throws IOException {
    Files.createDirectories(folder);
    List<String> all = new ArrayList<>(lines);
    all.add("bind " + host);
    all.add("port " + port);
    all.add("dir " + folder);
    all.add("logfile " + folder.resolve("redis.log"));
    all.add("protected-mode no");
    all.add("daemonize no");
    Files.write(folder.resolve("redis.conf"), all);
  }

  /** Starts it and returns at once, before it answers. */
  public void launch() {
    List<String> command =
        new ArrayList<>(List.of(PROGRAM.toString(), folder.resolve("redis.conf").toString()));
    if (isSentinel) {
      command.add("--sentinel");
    }
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("stdout.log").toFile())
              .start();
      Guard.watch(started.pid());
      process = started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it answers. */
  public void awaitReady() {
    Eventually.until(
        () -> {
          if (!isAlive()) {
            throw new AssertionError(address() + " ended before it was ready: " + log());
          }
          return answers();
        });
  }

  private boolean answers() {
    try {
      return "PONG".equals(command("PING"));
    } catch (UncheckedIOException | RedisSaid notYet) {
      return false;
    }
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    Process running = process();
    running.destroyForcibly();
    try {
      if (!running.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError(address() + " survives SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    Guard.forget(running.pid());
  }

  /** SIGSTOP: it keeps its connections and takes new ones, but answers nothing. */
  public void freeze() {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("-CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", name, Long.toString(process().pid())).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill " + name + " of " + address() + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * Starts it again after a kill, and returns when it answers; empty unless the rig is persistent,
   * but still the member of its Cluster that it was.
   */
  public void restart() {
    if (isAlive()) {
      kill();
    }
    launch();
    awaitReady();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  public long pid() {
    return process().pid();
  }

  private Process process() {
    return Objects.requireNonNull(process, "it was never started");
  }

  /**
   * Sends one command over a connection of its own.
   *
   * @return {@code String} (one char a byte), {@code Long}, {@code List} or null
   * @throws RedisSaid for an error reply
   * @throws UncheckedIOException when it does not answer within two seconds
   */
  public @Nullable Object command(String... words) {
    try (RawRedis redis = new RawRedis(host, port, PATIENCE)) {
      if (!password.isEmpty()) {
        redis.ask("AUTH", password);
      }
      return redis.ask(words);
    } catch (IOException e) {
      throw new UncheckedIOException(address() + ": " + String.join(" ", words), e);
    }
  }

  /** The command's reply as text. */
  public String text(String... words) {
    return String.valueOf(command(words));
  }

  /** It has been given another one. */
  public void changedPassword(String now) {
    password = now;
  }

  public void configSet(String name, String value) {
    command("CONFIG", "SET", name, value);
  }

  /** {@code INFO SECTION} as a map. */
  public Map<String, String> info(String section) {
    Map<String, String> fields = new TreeMap<>();
    text("INFO", section)
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
              }
            });
    return fields;
  }

  /** The last of its log, for messages. */
  String log() {
    StringBuilder last = new StringBuilder();
    for (String name : List.of("stdout.log", "redis.log")) {
      Path file = folder.resolve(name);
      try {
        if (Files.exists(file)) {
          List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
          lines
              .subList(Math.max(0, lines.size() - 12), lines.size())
              .forEach(line -> last.append("\n  ").append(line));
        }
      } catch (IOException e) {
        last.append("\n  ").append(e);
      }
    }
    return last.toString();
  }

  void close() {
    if (isAlive()) {
      kill();
    }
  }

  @Override
  public String toString() {
    return address();
  }
}
