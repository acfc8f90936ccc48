package io.sallyport.admin;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TailRoutesTest {
  private final List<Socket> sockets = new ArrayList<>();
  private Vertx vertx;
  private TailRoutes tail;
  private AdminKey key;
  private int port;

  @BeforeEach
  void start(@TempDir Path data) throws IOException {
    vertx = Vertx.vertx();
    tail = new TailRoutes(vertx);
    key = AdminKey.openOrCreate(data, new SecureRandom());
    port =
        new AdminServer(vertx, key, new SignInThrottle(() -> 0L), List.of(tail))
            .listen("127.0.0.1", 0)
            .await()
            .actualPort();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    vertx.close().await();
  }

  @Test
  void showsEveryDecisionToEverybodyWhoWatches() throws IOException {
    BufferedReader first = reader(watch());
    BufferedReader second = reader(watch());

    tail.publish(() -> new JsonObject().put("verdict", "forward"));
    tail.publish(() -> new JsonObject().put("verdict", "reject"));

    for (BufferedReader lines : List.of(first, second)) {
      assertThat(nextDecision(lines)).isEqualTo("{\"verdict\":\"forward\"}");
      assertThat(nextDecision(lines)).isEqualTo("{\"verdict\":\"reject\"}");
    }
  }

  @Test
  void doesNotMakeADecisionsTextWhileNobodyWatches() {
    tail.publish(
        () -> {
          throw new AssertionError("nobody watches");
        });

    assertThat(tail.watching()).isZero();
  }

  @Test
  void cutsOffAClientThatDoesNotKeepUpAndServesTheOthers() throws IOException {
    Socket lazy = watch();
    BufferedReader keen = reader(watch());
    JsonObject large = new JsonObject().put("type", "x".repeat(60_000));
    int sent = 0;

    while (tail.watching() > 1) {
      tail.publish(() -> large);
      sent++;
      assertThat(nextDecision(keen)).isEqualTo(large.encode());
    }

    assertThat(sent).as("it had its buffer first").isGreaterThan(3);
    assertThat(lazy.isClosed()).as("on our side it is still open").isFalse();
  }

  @Test
  void refusesTheThirtyThird() throws IOException {
    for (int i = 0; i < TailRoutes.CLIENTS_MAX; i++) {
      watch();
    }

    assertThat(statusLine(request())).contains("503");
  }

  @Test
  void givesAPlaceBackWhenAClientGoes() throws IOException {
    Socket first = watch();
    for (int i = 1; i < TailRoutes.CLIENTS_MAX; i++) {
      watch();
    }

    first.close();
    until(() -> tail.watching() < TailRoutes.CLIENTS_MAX);

    assertThat(statusLine(request())).contains("200");
  }

  private Socket watch() throws IOException {
    Socket socket = request();
    assertThat(statusLine(socket)).contains("200");
    return socket;
  }

  private Socket request() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    String head =
        "GET /api/v1/tail HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + key.bearer()
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Byte by byte, so that nothing that follows is swallowed. */
  private static String statusLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = socket.getInputStream().read();
        b >= 0 && b != '\n';
        b = socket.getInputStream().read()) {
      line.append((char) b);
    }
    return line.toString();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The next line that is JSON: chunk sizes, fields and heartbeats are passed over. */
  private static String nextDecision(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (!line.startsWith("{")) {
      line = lines.readLine();
    }
    return line;
  }
}
