package io.sallyport.faults;

import io.sallyport.store.redis.rig.Loopback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One gate of several: a process that comes back at its own addresses, with its own data. */
final class Node implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final int number;
  private final Path folder;
  private final int ingressPort = Loopback.freePort(HOST);
  private final int statusPort = Loopback.freePort(HOST);
  private final List<String> prefix = new ArrayList<>();
  private Optional<Child> process = Optional.empty();

  /**
   * Writes its files.
   *
   * @param policies the folder that all nodes read
   * @param store the lines of the configuration that say where claims are kept
   */
  Node(int number, Path folder, Path policies, String store) throws IOException {
    this.number = number;
    this.folder = Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("sallyport.yaml"),
        """
        ingress:
          listen: "%s:%d"
          bounds: {failures-per-source: 10000/s, failures-burst: 10000}
        admin: {listen: "%s:0"}
        status: {listen: "%s:%d"}
        policies: "%s"
        data: "%s"
        data-is-ephemeral: true
        notice: 2s
        drain: 5s
        %s
        """
            .formatted(
                HOST,
                ingressPort,
                HOST,
                HOST,
                statusPort,
                policies,
                folder.resolve("data"),
                store));
  }

  static String name(int number) {
    return "node-" + number;
  }

  int number() {
    return number;
  }

  String ingress() {
    return "http://" + HOST + ":" + ingressPort;
  }

  String status() {
    return "http://" + HOST + ":" + statusPort;
  }

  /** A command before its own that becomes the program. */
  void prefix(List<String> command) {
    prefix.addAll(command);
  }

  /** Returns before it is ready. */
  void launch() throws IOException {
    process.ifPresent(Child::close);
    process =
        Optional.of(
            Child.java(
                prefix,
                Map.of("ACME_SECRET", Sender.SECRET),
                folder.resolve("gate.log"),
                "io.sallyport.Main",
                "run",
                "--config",
                folder.resolve("sallyport.yaml").toString()));
  }

  void start() throws IOException {
    launch();
    process().awaitReady();
  }

  Child process() {
    return process.orElseThrow();
  }

  @Override
  public void close() {
    process.ifPresent(Child::close);
  }
}
