package io.sallyport.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * The application behind the gate, a process of its own: writes down every request that reaches it,
 * then answers. A given share of first tries gets a 503.
 */
final class Application {
  private static final int THREADS = 8;

  private final Writer log;
  private final int failPercent;

  private Application(Writer log, int failPercent) {
    this.log = log;
    this.failPercent = failPercent;
  }

  /** FILE of arrivals, and how many per cent of first tries fail. */
  public static void main(String[] arguments) throws IOException {
    Writer log =
        Files.newBufferedWriter(
            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Application application = new Application(log, Integer.parseInt(arguments[1]));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    server.createContext("/", application::take);
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.start();
    System.out.println("ready " + server.getAddress().getPort());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String event = Sender.idIn(new String(body, StandardCharsets.UTF_8));
      String attempt = first(exchange, "Sallyport-Attempt");
      boolean fails =
          attempt.equals("1") && Math.floorMod(event.hashCode() * 31, 100) < failPercent;
      int status = fails ? 503 : 200;
      Arrival arrival =
          new Arrival(
              event,
              first(exchange, "webhook-id"),
              Integer.parseInt(attempt.isEmpty() ? "0" : attempt),
              Long.parseLong(first(exchange, "X-Sent")),
              digest(body),
              status,
              exchange.getRequestURI().getPath().replaceFirst("^/acme/?", ""),
              System.currentTimeMillis());
      synchronized (log) {
        log.write(arrival.line());
        log.flush();
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private static String first(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
