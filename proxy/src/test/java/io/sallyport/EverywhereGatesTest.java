package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("an operator at one of two whole gates on one real Redis")
class EverywhereGatesTest {
  @TempDir private Path folder;
  private GatesOnRedis two;

  @BeforeEach
  void begin() {
    two =
        new GatesOnRedis(folder)
            .policy(
                "shop",
                """
                provider: github
                keys: [{id: main, value: "%s"}]
                limits: [{by: "json:/t", rate: 1/h, over: hold}]
                deliver: {to: "APP/in", mode: durable}
                """
                    .formatted(GatesOnRedis.SECRET));
    start(0, "web-1");
    start(1, "web-2");
    until(() -> atFirst("store", "stats").out().contains("web-2"));
    until(() -> atSecond("store", "stats").out().contains("web-1"));
  }

  @AfterEach
  void end() {
    two.close();
  }

  private void start(int gate, String name) {
    String address = "127.0.0.1:" + freePort();
    two.gate(gate)
        .start(
            two.shared()
                + "node: %s\nadmin: {listen: \"%s\", advertise: \"http://%s\"}\n"
                    .formatted(name, address, address));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Sallyport atFirst(String... arguments) {
    return run(0, "a", arguments);
  }

  private Sallyport atSecond(String... arguments) {
    return run(1, "b", arguments);
  }

  private Sallyport run(int gate, String name, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(
        List.of(
            "--server",
            two.gate(gate).server().adminUrl(),
            "--data",
            folder.resolve(name).resolve("data").toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }

  private static String body(int number) {
    return "{\"t\":\"push\",\"n\":" + number + "}";
  }

  private JsonArray held() {
    return new JsonObject(atFirst("quarantine", "ls", "--json").out()).getJsonArray("held");
  }

  /** The second of a kind within the hour. */
  private String holdAtTheSecond() {
    assertThat(two.send(1, "shop", body(1)).statusCode()).isEqualTo(200);
    assertThat(two.send(1, "shop", body(2)).statusCode()).isEqualTo(200);
    until(() -> held().size() == 1);
    JsonObject held = held().getJsonObject(0);
    assertThat(held.getString("node")).isEqualTo("web-2");
    return held.getString("event");
  }

  @Test
  void whatIsHeldAtTheOtherIsListedShownAndReleasedHere() {
    String event = holdAtTheSecond();

    assertThat(atFirst("quarantine", "ls").out()).startsWith("NODE").contains("web-2  ", event);
    assertThat(atFirst("quarantine", "show", event).out()).contains("node           web-2");
    assertThat(atFirst("quarantine", "show", event, "--http").out()).contains(body(2));
    assertThat(atFirst("explain", event).exit()).isEqualTo(ExitCode.DONE);
    Sallyport released =
        atFirst("quarantine", "release", event, "--by", "ada", "--note", "genuine");

    assertThat(released.err()).isEmpty();
    assertThat(released.exit()).isEqualTo(ExitCode.DONE);
    until(() -> two.reached(body(2)) == 1);
    JsonObject told = new JsonObject(atFirst("quarantine", "show", event, "--json").out());
    assertThat(told.getString("reviewer")).isEqualTo("ada");
    assertThat(told.getString("note")).isEqualTo("genuine");
    assertThat(told.getString("node")).isEqualTo("web-2");
    assertThat(atSecond("quarantine", "show", event).out()).contains("released");
    assertThat(held()).isEmpty();
  }

  @Test
  void whoIsGoneIsNamed() {
    holdAtTheSecond();

    two.gate(1).server().stop().await();

    until(
        () ->
            atFirst("quarantine", "ls")
                .err()
                .contains("sallyport: web-2 could not be asked: it is not heard of"));
    Sallyport ls = atFirst("quarantine", "ls");
    assertThat(ls.out().strip()).isEqualTo("none");
    assertThat(ls.exit()).isEqualTo(ExitCode.DONE);
  }

  /** Without Redis both take it, and each waits. */
  @Test
  void whatBothHaveIsShownOfTheOneThatIsNamed() {
    two.redis().master().kill();
    assertThat(two.send(0, "shop", body(1)).statusCode()).isEqualTo(200);
    assertThat(two.send(1, "shop", body(1)).statusCode()).isEqualTo(200);
    JsonArray both = new JsonObject(atFirst("events", "ls", "--json").out()).getJsonArray("events");
    assertThat(both).hasSize(2);
    String event = both.getJsonObject(0).getString("event");
    assertThat(both.getJsonObject(1).getString("event")).isEqualTo(event);

    Sallyport which = atFirst("events", "show", event);

    assertThat(which.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(which.err()).contains("several nodes have it: web-1, web-2", "--node NAME");
    assertThat(atFirst("events", "show", event, "--node", "web-2").out())
        .contains("node           web-2");

    two.redis().master().restart();
    until(() -> two.reached(body(1)) == 1);
    until(() -> atSecond("events", "show", event).exit() == ExitCode.DONE);
  }
}
