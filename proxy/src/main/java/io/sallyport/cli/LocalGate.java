package io.sallyport.cli;

import io.sallyport.Server;
import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.observe.DecisionSink;
import io.sallyport.pipeline.Delivery;
import io.sallyport.yaml.shape.YamlText;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * The real server inside this process, on loopback alone, with a folder that is thrown away: what
 * the demo and development run on. The usual ports, or any free ones where those are taken.
 */
public final class LocalGate implements AutoCloseable {
  private static final int INGRESS = 8080;
  private static final int ADMIN = 8081;
  private static final int STATUS = 8082;
  private static final String REFUSALS = "4MiB";
  private static final String RESERVE = "1MiB";
  private static final String DRAIN = "1s";
  private static final long END_SECONDS = 5;

  private final Server server;
  private final boolean usualPort;

  private LocalGate(Server server, boolean usualPort) {
    this.server = server;
    this.usualPort = usualPort;
  }

  /**
   * Starts it over the policies in {@code FOLDER/policies}.
   *
   * @param publicUrl the base of what would be registered
   * @param port of the ingress; 0 = the usual one, if it is free
   * @throws IOException with a sentence for the operator
   */
  public static LocalGate open(
      Vertx vertx,
      ThrowawayFolder folder,
      String publicUrl,
      int port,
      Map<String, String> environment,
      DecisionSink decisions)
      throws IOException {
    return open(vertx, folder, publicUrl, port, environment, decisions, UnaryOperator.identity());
  }

  /**
   * The same with something between the gate and its upstreams.
   *
   * @throws IOException with a sentence for the operator
   */
  public static LocalGate open(
      Vertx vertx,
      ThrowawayFolder folder,
      String publicUrl,
      int port,
      Map<String, String> environment,
      DecisionSink decisions,
      UnaryOperator<Delivery> tap)
      throws IOException {
    int ingress = port == 0 ? freeOrAny(INGRESS) : port;
    Configuration configuration =
        ConfigurationLoader.load(
                Optional.empty(),
                Map.of(
                    "SALLYPORT_INGRESS_LISTEN",
                    "127.0.0.1:" + ingress,
                    "SALLYPORT_ADMIN_LISTEN",
                    "127.0.0.1:" + freeOrAny(ADMIN),
                    "SALLYPORT_STATUS_LISTEN",
                    "127.0.0.1:" + freeOrAny(STATUS),
                    "SALLYPORT_DRAIN",
                    DRAIN,
                    "SALLYPORT_REFUSALS_BYTES",
                    REFUSALS,
                    "SALLYPORT_RESERVE",
                    RESERVE,
                    "SALLYPORT_PUBLIC_URL",
                    publicUrl,
                    "SALLYPORT_POLICIES",
                    policies(folder).toString(),
                    "SALLYPORT_DATA",
                    folder.data().toString(),
                    "SALLYPORT_DATA_IS_EPHEMERAL",
                    "true"))
            .configuration()
            .orElseThrow(() -> new IllegalStateException("what is set here is right"));
    try {
      Server server =
          Server.start(
                  vertx,
                  configuration,
                  new Server.Setting(
                      environment, true, false, decisions, InstantSource.system(), tap))
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      writeConfiguration(folder, server, publicUrl);
      return new LocalGate(server, ingress == INGRESS);
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    }
  }

  /** For commands in other terminals: which addresses it has is known only now. */
  private static void writeConfiguration(ThrowawayFolder folder, Server server, String publicUrl)
      throws IOException {
    StringBuilder text = new StringBuilder();
    Map<String, String> listeners =
        Map.of(
            "ingress",
            server.ingressUrl(),
            "admin",
            server.adminUrl(),
            "status",
            server.statusUrl());
    listeners.forEach(
        (name, url) ->
            text.append(name)
                .append(": {listen: ")
                .append(YamlText.quoted(url.substring(url.indexOf("//") + 2)))
                .append("}\n"));
    text.append("public-url: ").append(YamlText.quoted(publicUrl)).append('\n');
    text.append("policies: ").append(YamlText.quoted(policies(folder).toString())).append('\n');
    text.append("data: ").append(YamlText.quoted(folder.data().toString())).append('\n');
    Files.writeString(folder.configuration(), text);
  }

  private static Path policies(ThrowawayFolder folder) {
    return folder.path().resolve("policies");
  }

  public Server server() {
    return server;
  }

  /** The port of the ingress. */
  public int port() {
    String url = server.ingressUrl();
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  /** Whether the ingress has the port that it usually has. */
  public boolean isOnUsualPort() {
    return usualPort;
  }

  /**
   * Stops the server; whoever made Vert.x closes it, after this. Requests under way have {@link
   * #DRAIN}: nobody waits for a demo.
   *
   * @throws IOException when it has not ended after {@link #END_SECONDS}
   */
  @Override
  public void close() throws IOException {
    try {
      server.stop().toCompletionStage().toCompletableFuture().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IOException("the server did not stop cleanly", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the server had not stopped after " + END_SECONDS + " s", e);
    }
  }

  /** A port for the ingress that is free now: the usual one, or any. */
  public static int freePort() throws IOException {
    if (freeOrAny(INGRESS) == INGRESS) {
      return INGRESS;
    }
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private static int freeOrAny(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (IOException e) {
      return 0;
    }
  }
}
