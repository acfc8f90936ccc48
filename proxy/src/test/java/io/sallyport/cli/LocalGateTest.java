package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LocalGateTest {
  private static final String POLICY =
      "provider: github\nkeys: [\"${env:S}\"]\ndeliver: http://127.0.0.1:9/\n";

  private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> complaints = new ListAppender<>();
  private Level before = Level.DEBUG;

  @BeforeEach
  void listen() {
    before = root.getLevel();
    root.setLevel(Level.WARN);
    complaints.setContext(logging);
    complaints.start();
    root.addAppender(complaints);
  }

  @AfterEach
  void listenNoMore() {
    root.detachAppender(complaints);
    root.setLevel(before);
  }

  /** A request that never ends is cut off, and neither server nor Vert.x complains of it. */
  @Test
  void stopsCleanlyUnderAnIdleConnectionAndAHalfSentRequest() throws IOException {
    Vertx vertx = Vertx.vertx();
    try (ThrowawayFolder folder = ThrowawayFolder.create()) {
      Files.createDirectories(folder.path().resolve("policies"));
      Files.writeString(folder.path().resolve("policies").resolve("github.yaml"), POLICY);
      LocalGate gate =
          LocalGate.open(
              vertx,
              folder,
              "https://hooks.example.com",
              0,
              Map.of("S", "0123456789abcdef0123456789abcdef"),
              decision -> {});
      try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), gate.port());
          Socket half = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
        send(idle, "GET /nobody HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(idle.getInputStream().read()).isEqualTo('H');
        send(
            half,
            String.join(
                "\r\n",
                "POST /hooks/github HTTP/1.1",
                "Host: h",
                "Content-Length: 10",
                "Expect: 100-continue",
                "",
                ""));
        assertThat(half.getInputStream().read()).as("100 Continue").isEqualTo('H');
        send(half, "abc");

        gate.close();
        vertx.close().await();
      }
    }

    assertThat(complaints.list).isEmpty();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
