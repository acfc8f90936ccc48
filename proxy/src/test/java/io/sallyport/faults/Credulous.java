package io.sallyport.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisSaid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The control: a gate that keeps its promises in Redis alone, as many are built. What it has not
 * seen by {@code SET NX} it puts into a list there, answers 200, and delivers it from the list; or,
 * by pass-through, sends it on at once, and forgets it where the application does not take it.
 */
final class Credulous implements AutoCloseable {
  private static final String CLAIM = "{c}claim:";
  private static final String LIST = "{c}list";
  private static final int THREADS = 8;

  private final List<RedisNode> redis;
  private final URI application;
  private final boolean durable;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Thread courier = new Thread(this::deliver, "credulous");
  private volatile RedisNode master;
  private volatile boolean over;

  Credulous(List<RedisNode> redis, URI application, boolean durable) throws IOException {
    this.durable = durable;
    this.redis = redis;
    this.master = redis.get(0);
    this.application = application;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext("/", this::take);
    server.setExecutor(threads);
    server.start();
    courier.setDaemon(true);
    courier.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String text = new String(body, StandardCharsets.ISO_8859_1);
      int status = 200;
      try {
        if (ask("SET", CLAIM + Sender.idIn(text), "1", "NX") != null) {
          String entry = exchange.getRequestHeaders().getFirst("X-Sent") + " " + text;
          status = durable ? keep(entry) : passThrough(entry);
        }
      } catch (UncheckedIOException | RedisSaid away) {
        status = 503;
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private int keep(String entry) {
    ask("RPUSH", LIST, entry);
    return 200;
  }

  private int passThrough(String entry) {
    try {
      int status = client.send(request(entry, 1), BodyHandlers.discarding()).statusCode();
      if (status == 200) {
        return status;
      }
    } catch (IOException away) {
      Fault.rest(Duration.ofMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ask("DEL", CLAIM + Sender.idIn(entry));
    return 503;
  }

  private HttpRequest request(String entry, int attempt) {
    int space = entry.indexOf(' ');
    String body = entry.substring(space + 1);
    return HttpRequest.newBuilder(application)
        .header("webhook-id", Sender.idIn(body))
        .header("Sallyport-Attempt", Integer.toString(attempt))
        .header("X-Sent", entry.substring(0, space))
        .POST(BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1))
        .build();
  }

  /** Asks whoever was the master; another one when that does not answer, or is none any more. */
  private @Nullable Object ask(String... words) {
    try {
      return master.command(words);
    } catch (UncheckedIOException | RedisSaid notHere) {
      for (RedisNode other : redis) {
        if (other != master) {
          try {
            Object reply = other.command(words);
            master = other;
            return reply;
          } catch (UncheckedIOException | RedisSaid notThere) {
            notHere.addSuppressed(notThere);
          }
        }
      }
      throw notHere;
    }
  }

  private void deliver() {
    while (!over) {
      try {
        Object next = ask("LPOP", LIST);
        if (next == null) {
          Fault.rest(Duration.ofMillis(5));
        } else {
          deliver(String.valueOf(next));
        }
      } catch (UncheckedIOException | RedisSaid away) {
        Fault.rest(Duration.ofMillis(50));
      }
    }
  }

  private void deliver(String entry) {
    for (int attempt = 1; !over; attempt++) {
      try {
        if (client.send(request(entry, attempt), BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException away) {
        Fault.rest(Duration.ofMillis(50));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    over = true;
    server.stop(0);
    threads.shutdownNow();
    try {
      courier.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
