package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sallyport.admin.AdminKey;
import io.sallyport.fixture.CannedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever answers in the server's place, or breaks off: a proxy before it, another program. */
@DisplayName("an order is told as done or refused only where the answer says so")
class AdminAnswerTest {
  private static final String RETRY = "/api/v1/deliveries/evt_a/retry";

  @TempDir private Path data;

  @BeforeEach
  void key() throws IOException {
    AdminKey.openOrCreate(data, new SecureRandom());
  }

  private AdminClient asking(CannedServer server) {
    return AdminClient.of(server.url(), data);
  }

  private static void order(AdminClient client) throws Unreachable, Refused {
    client.post(RETRY, JsonNodeFactory.instance.objectNode().put("by", "ada"));
  }

  private static String answer(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Length: "
        + body.length()
        + "\r\nConnection: close\r\n\r\n"
        + body;
  }

  /** 520 to 524 are those of a gateway on the Internet. */
  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504, 507, 520, 524})
  void whoeverAnswersThatItBrokeMayHaveDoneIt(int status) {
    try (CannedServer server = CannedServer.answering(answer(status + " X", "<h1>oh</h1>"))) {
      Uncertain told = catchThrowableOfType(Uncertain.class, () -> order(asking(server)));

      assertThat(told).hasMessageContaining("answered " + status).hasMessageContaining("look");
      assertThat(told.isAnswered()).isTrue();
      assertThatThrownBy(() -> asking(server).delete("/api/v1/drain"))
          .isInstanceOf(Uncertain.class);
      assertThatThrownBy(() -> asking(server).get("/api/v1/drain")).isInstanceOf(Refused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 404, 409, 429, 501, 503, 505})
  void whoeverAnswersThatItCouldNotHasNot(int status) {
    try (CannedServer server = CannedServer.answering(answer(status + " X", ""))) {
      assertThatThrownBy(() -> order(asking(server))).isInstanceOf(Refused.class);
      assertThatThrownBy(() -> asking(server).delete("/api/v1/drain")).isInstanceOf(Refused.class);
      assertThatThrownBy(() -> asking(server).get("/api/v1/drain")).isInstanceOf(Refused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<html>sign in</html>", "[]", "null", "\"done\"", "{\"a\":1} x", "{\"a\":"})
  void aTwoHundredInOtherWordsIsNoDone(String body) {
    try (CannedServer server = CannedServer.answering(answer("200 OK", body))) {
      Uncertain told = catchThrowableOfType(Uncertain.class, () -> order(asking(server)));

      assertThat(told).hasMessageContaining("answered 200").hasMessageContaining("look");
      assertThat(told.isAnswered()).isFalse();
      assertThatThrownBy(() -> asking(server).delete("/api/v1/drain"))
          .isInstanceOf(Uncertain.class);
      assertThatThrownBy(() -> asking(server).get("/api/v1/drain"))
          .isInstanceOf(Unreachable.class)
          .isNotInstanceOf(Uncertain.class)
          .hasMessageContaining("is that the admin address?");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n",
        "HTTP/1.1 409 Conflict\r\nContent-Length: 100\r\n\r\n{\"a\":1}"
      })
  void whatBreaksOffIsNoAnswer(String bytes) {
    try (CannedServer server = CannedServer.answering(bytes)) {
      Uncertain told = catchThrowableOfType(Uncertain.class, () -> order(asking(server)));

      assertThat(told.isAnswered()).isFalse();
      assertThatThrownBy(() -> asking(server).delete("/api/v1/drain"))
          .isInstanceOf(Uncertain.class);
      assertThatThrownBy(() -> asking(server).get("/api/v1/drain"))
          .isInstanceOf(Unreachable.class)
          .isNotInstanceOf(Uncertain.class);
    }
  }

  /** The time is for the last byte: a head alone is no answer. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}"})
  void whoeverFallsSilentIsNotWaitedForLonger(String bytes) {
    try (CannedServer server = CannedServer.fallingSilentAfter(bytes)) {
      AdminClient client = asking(server);
      client.waiting(Duration.ofMillis(200));

      assertThatThrownBy(() -> order(client))
          .isInstanceOf(Uncertain.class)
          .hasMessageContaining("no whole answer within");
      assertThatThrownBy(() -> client.get("/api/v1/drain"))
          .isInstanceOf(Unreachable.class)
          .isNotInstanceOf(Uncertain.class);
    }
  }

  @Test
  void anAnswerWithoutAnEndIsNotReadToMemorysEnd() {
    String head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    try (CannedServer server = CannedServer.goingOnAfter(head, " ".repeat(1 << 20))) {
      assertThatThrownBy(() -> order(asking(server)))
          .isInstanceOf(Uncertain.class)
          .hasMessageContaining("longer than " + AdminClient.ANSWER_BYTES_MAX + " bytes");
    }
  }

  @Test
  void aLineOfAStreamHasAnEndToo() {
    String head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    try (CannedServer server = CannedServer.goingOnAfter(head, " ".repeat(1 << 16))) {
      assertThatThrownBy(() -> asking(server).lines("/api/v1/tail", line -> true))
          .isInstanceOf(Unreachable.class)
          .hasMessageContaining("a line is longer than");
    }
  }

  /** The key is for him who was meant. */
  @Test
  void noRedirectIsFollowed() {
    try (CannedServer elsewhere = CannedServer.answering(answer("200 OK", "{}"));
        CannedServer server =
            CannedServer.answering(
                "HTTP/1.1 307 X\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
                    + elsewhere.url()
                    + "/\r\n\r\n")) {
      assertThatThrownBy(() -> order(asking(server)))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("no key goes where it points");
      assertThatThrownBy(() -> asking(server).get("/api/v1/drain")).isInstanceOf(Refused.class);
      assertThat(elsewhere.heads).isEmpty();
    }
  }

  @Test
  void whatAStrangerAnswersMovesNoCursor() {
    String problem = "{\"detail\":\"\\u001b[2Jall is well\\r\\u202e\"}";
    try (CannedServer server = CannedServer.answering(answer("409 X", problem))) {
      assertThatThrownBy(() -> order(asking(server))).hasMessage("?[2Jall is well??");
    }
  }
}
