package io.sallyport.admin;

import static io.sallyport.fixture.Eventually.until;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.TestPeer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw sockets against the admin listener, with times that a test can wait for. */
@DisplayName("who connects to the admin listener, and asks slowly or not at all")
class CallersTest {
  private static final InetAddress HERE = TestPeer.address("127.0.0.1");
  private static final InetAddress ELSEWHERE = TestPeer.address("127.0.0.2");
  private static final InetAddress AND_ELSEWHERE = TestPeer.address("127.0.0.3");
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofMillis(300);

  /** Far more than the time that it has, and far less than the listener waits for silence. */
  private static final int PATIENCE_MILLIS = 20_000;

  private static final int STEP_MILLIS = 20;
  private static final String ASKING = "GET /api/v1/hello HTTP/1.1\r\nHost: x\r\n";

  @TempDir private Path data;

  /** On one loop, so that it sees them in the order in which they connect and ask. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  private final List<Socket> sockets = new ArrayList<>();
  private AdminKey key;
  private int port;
  private volatile boolean isSlow;

  @BeforeEach
  void key() throws IOException {
    key = AdminKey.openOrCreate(data, new SecureRandom());
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    vertx.close().await();
  }

  private void start(Callers.Limits limits) {
    AdminRoutes hello =
        router -> {
          router
              .get("/api/v1/hello")
              .handler(context -> AdminServer.json(context, new JsonObject().put("ok", true)));
          router
              .get("/api/v1/slow")
              .handler(
                  context -> {
                    isSlow = true;
                    vertx.setTimer(
                        4 * SOON.toMillis(),
                        unused -> AdminServer.json(context, new JsonObject().put("ok", true)));
                  });
        };
    port =
        new AdminServer(
                vertx,
                key,
                new SignInThrottle(() -> 0L),
                new Callers(vertx, "admin", () -> 0L, limits, HERE::equals),
                Optional.empty(),
                List.of(),
                List.of(hello))
            .listen("127.0.0.1", 0)
            .await()
            .actualPort();
  }

  private static Callers.Limits times(Duration head, Duration body, Duration rest) {
    return new Callers.Limits(8, 0, 8, head, body, rest);
  }

  private Socket connect() throws IOException {
    return connect(HERE);
  }

  private Socket connect(InetAddress from) throws IOException {
    Socket socket = new Socket(HERE, port, from, 0);
    socket.setSoTimeout(PATIENCE_MILLIS);
    sockets.add(socket);
    return socket;
  }

  private String withKey(String head) {
    return head + "Authorization: Bearer " + key.bearer() + "\r\n";
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** To the end of its body, which has one brace. */
  private static String answer(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    int next;
    do {
      next = socket.getInputStream().read();
      text.append((char) next);
    } while (next >= 0 && next != '}');
    return text.toString();
  }

  /** Sends a byte now and then until the other side has closed; false where it never does. */
  private static boolean isClosedWhileDripping(Socket socket, String drop) throws Exception {
    OutputStream out = socket.getOutputStream();
    socket.setSoTimeout(STEP_MILLIS);
    try {
      for (int millis = 0; millis < PATIENCE_MILLIS; millis += STEP_MILLIS) {
        out.write(drop.getBytes(US_ASCII));
        if (isAtEnd(socket)) {
          return true;
        }
      }
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static boolean isAtEnd(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // what it answers, before it closes
      }
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    }
  }

  @Test
  void aHeadThatDripsInIsNotWaitedFor() throws Exception {
    start(times(SOON, NEVER, NEVER));
    Socket slow = connect();
    send(slow, ASKING);

    assertThat(isClosedWhileDripping(slow, "X-A: b\r\n")).isTrue();
  }

  @Test
  void whoSaysNothingIsNotWaitedFor() throws Exception {
    start(times(SOON, NEVER, NEVER));

    assertThat(connect().getInputStream().read()).isEqualTo(-1);
  }

  /** The first answer, be it 401, is no licence for the second head. */
  @Test
  void theNextHeadHasItsTimeToo() throws Exception {
    start(times(NEVER, NEVER, SOON));
    Socket slow = connect();
    send(slow, ASKING + "\r\n");
    assertThat(answer(slow)).startsWith("HTTP/1.1 401");

    send(slow, ASKING);

    assertThat(isClosedWhileDripping(slow, "X-A: b\r\n")).isTrue();
  }

  @Test
  void aBodyThatDripsInIsNotWaitedForWithAKeyOrWithout() throws Exception {
    start(times(NEVER, SOON, NEVER));
    Socket stranger = connect();
    send(stranger, "POST /api/v1/hello HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");
    Socket operator = connect();
    send(
        operator,
        withKey("POST /api/v1/hello HTTP/1.1\r\nHost: x\r\n") + "Content-Length: 60000\r\n\r\n");

    assertThat(isClosedWhileDripping(stranger, "x")).isTrue();
    assertThat(isClosedWhileDripping(operator, "x")).isTrue();
  }

  @Test
  void anAnswerTakesAsLongAsItTakesAndTheNextRequestFindsTheConnectionOpen() throws Exception {
    start(times(Duration.ofSeconds(10), SOON, Duration.ofSeconds(10)));
    Socket operator = connect();

    send(operator, withKey("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n") + "\r\n");
    assertThat(answer(operator)).startsWith("HTTP/1.1 200").endsWith("{\"ok\":true}");
    send(operator, withKey(ASKING) + "\r\n");
    assertThat(answer(operator)).startsWith("HTTP/1.1 200").endsWith("{\"ok\":true}");
  }

  @Test
  void oneAddressTakesNoMoreThanItsPart() throws Exception {
    start(new Callers.Limits(8, 0, 2, NEVER, NEVER, NEVER));
    Socket first = connect();
    Socket second = connect();
    send(first, withKey(ASKING) + "\r\n");
    send(second, withKey(ASKING) + "\r\n");
    assertThat(answer(first)).startsWith("HTTP/1.1 200");
    assertThat(answer(second)).startsWith("HTTP/1.1 200");

    assertThat(connect().getInputStream().read()).as("the third").isEqualTo(-1);

    second.close();
    until(() -> isLetIn(HERE));
    send(first, withKey(ASKING) + "\r\n");
    assertThat(answer(first)).startsWith("HTTP/1.1 200");
  }

  private boolean isLetIn(InetAddress from) {
    try (Socket socket = connect(from)) {
      send(socket, withKey(ASKING) + "\r\n");
      return answer(socket).startsWith("HTTP/1.1 200");
    } catch (IOException reset) {
      return false;
    }
  }

  /** Be it that it was silent from the beginning. */
  @Test
  void whereAllTogetherHaveWhatThereIsTheOneThatHasBeenIdleForLongestMakesRoom() throws Exception {
    start(new Callers.Limits(3, 0, 8, NEVER, NEVER, NEVER));
    Socket first = connect();
    assertIsServed(first);
    Socket second = connect();
    assertIsServed(second);
    assertIsServed(first);
    Socket silent = connect();

    assertIsServed(connect());
    assertThat(second.getInputStream().read()).as("idle for longest").isEqualTo(-1);
    assertIsServed(first);
    assertIsServed(connect());
    assertThat(silent.getInputStream().read()).as("it has never asked").isEqualTo(-1);
    assertIsServed(first);
  }

  @Test
  void whoWaitsForAnAnswerMakesRoomForNobody() throws Exception {
    start(new Callers.Limits(1, 0, 8, NEVER, NEVER, NEVER));
    Socket first = connect();
    assertIsServed(first);
    send(first, withKey("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n") + "\r\n");
    until(() -> isSlow);

    assertThat(connect().getInputStream().read()).isEqualTo(-1);
    assertThat(answer(first)).startsWith("HTTP/1.1 200");
  }

  /** Else one address could put out everybody else, for ever. */
  @Test
  void whoHasItsShareOpenPutsNobodyOut() throws Exception {
    start(new Callers.Limits(2, 0, 1, NEVER, NEVER, NEVER));
    Socket first = connect(HERE);
    assertIsServed(first);
    assertIsServed(connect(ELSEWHERE));

    for (int i = 0; i < 8; i++) {
      assertThat(connect(ELSEWHERE).getInputStream().read()).isEqualTo(-1);
    }

    assertIsServed(first);
  }

  /** Whoever is at the machine itself can always ask, and see who is there. */
  @Test
  void strangersLeaveSomeToThisMachine() throws Exception {
    start(new Callers.Limits(4, 2, 8, NEVER, NEVER, NEVER));
    Socket stranger = connect(ELSEWHERE);
    assertIsServed(stranger);
    assertIsServed(connect(AND_ELSEWHERE));
    Socket first = connect(HERE);
    assertIsServed(first);
    Socket second = connect(HERE);
    assertIsServed(second);

    assertIsServed(connect(ELSEWHERE));
    assertThat(stranger.getInputStream().read()).as("of strangers").isEqualTo(-1);
    for (int i = 0; i < 4; i++) {
      assertIsServed(connect(AND_ELSEWHERE));
    }

    assertIsServed(first);
    assertIsServed(second);
    assertIsServed(connect(HERE));
  }

  /** What is refused of one kind takes nothing of the other's. */
  @Test
  void aStrangerWhoIsRefusedTakesNothing() throws Exception {
    start(new Callers.Limits(4, 2, 1, NEVER, NEVER, NEVER));
    assertIsServed(connect(ELSEWHERE));
    for (int i = 0; i < 8; i++) {
      assertThat(connect(ELSEWHERE).getInputStream().read()).isEqualTo(-1);
    }

    assertIsServed(connect(AND_ELSEWHERE));
    assertIsServed(connect(HERE));
  }

  private void assertIsServed(Socket socket) throws IOException {
    send(socket, withKey(ASKING) + "\r\n");
    assertThat(answer(socket)).startsWith("HTTP/1.1 200");
  }
}
