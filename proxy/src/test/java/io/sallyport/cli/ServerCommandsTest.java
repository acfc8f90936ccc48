package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admin.AdminKey;
import io.sallyport.admin.AdminRoutes;
import io.sallyport.admin.AdminServer;
import io.sallyport.admin.SignInThrottle;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command makes of a server's answers; the server's own resources are tested with it. */
class ServerCommandsTest {
  private static final String DECISIONS =
      """
      {"time":"2026-05-01T12:00:00Z","integration":"github","verdict":"forward","status":200,"type":"push","event":"evt_a"}

      {"time":"2026-05-01T12:00:01Z","integration":"stripe","verdict":"reject","status":401,"reason":"signature.missing","reference":"r-aaaa-bbbb"}
      {"time":"2026-05-01T12:00:02Z","integration":"github","verdict":"reject","status":401,"reason":"signature.mismatch","reference":"r-cccc-dddd"}
      """;

  @TempDir Path data;
  private Vertx vertx;
  private String server = "";

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    AdminKey key = AdminKey.openOrCreate(data, new SecureRandom());
    int port =
        new AdminServer(vertx, key, new SignInThrottle(() -> 0L), List.of(new Canned()))
            .listen("127.0.0.1", 0)
            .await()
            .actualPort();
    server = "http://127.0.0.1:" + port;
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void tailPrintsADecisionALine() {
    Sallyport tail = run("tail");

    assertThat(tail.exit()).as("the server ended it").isEqualTo(ExitCode.UNREACHABLE);
    assertThat(tail.err()).contains("the server ended the stream");
    assertThat(tail.out().lines())
        .hasSize(3)
        .first()
        .asString()
        .contains("2026-05-01T12:00:00Z", "github", "forward", "200", "push", "evt_a");
  }

  @Test
  void tailFiltersAndEndsAfterTheCount() {
    assertThat(run("tail", "-i", "github", "--verdict", "reject").out().lines())
        .singleElement()
        .asString()
        .contains("signature.mismatch", "r-cccc-dddd");
    assertThat(run("tail", "-n", "1"))
        .satisfies(tail -> assertThat(tail.exit()).isEqualTo(ExitCode.DONE))
        .satisfies(tail -> assertThat(tail.out().lines()).hasSize(1));
  }

  @Test
  void tailPrintsJsonForPrograms() {
    assertThat(run("tail", "--json", "-n", "1").out().strip())
        .isEqualTo(
            "{\"time\":\"2026-05-01T12:00:00Z\",\"integration\":\"github\",\"verdict\":\"forward\","
                + "\"status\":200,\"type\":\"push\",\"event\":\"evt_a\"}");
  }

  @Test
  void keyBootstrapSaysUntilWhenAndWhatToDoNext() {
    Sallyport opened = run("key", "bootstrap", "asana", "--for", "5m");

    assertThat(opened.exit()).isEqualTo(ExitCode.DONE);
    assertThat(opened.out())
        .contains("asana accepts one secret until 2026-05-01T12:05:00Z", "register the webhook");
  }

  @Test
  void saysWhatTheServerRefusedAndExitsFour() {
    Sallyport refused = run("key", "bootstrap", "nobody");

    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err()).contains("sallyport: no integration of that name");
  }

  @Test
  void exitsFourWhenTheKeyIsNotTheServers(@TempDir Path other) throws IOException {
    AdminKey.openOrCreate(other, new SecureRandom());

    Sallyport refused = Sallyport.run("tail", "--server", server, "--data", other.toString());

    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err()).contains("admin key");
  }

  @Test
  void exitsThreeWhenNobodyAnswers() {
    vertx.close().await();

    Sallyport alone = run("tail");

    assertThat(alone.exit()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(alone.err()).contains("no server at " + server);
  }

  @Test
  void exitsThreeWithoutAKeyAndSaysWhereItIsLookedFor(@TempDir Path empty) throws IOException {
    Files.createDirectories(empty);

    Sallyport keyless = Sallyport.run("tail", "--server", server, "--data", empty.toString());

    assertThat(keyless.exit()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(keyless.err()).contains("SALLYPORT_TOKEN", "admin.key");
  }

  private Sallyport run(String... arguments) {
    String[] all = new String[arguments.length + 4];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--server";
    all[arguments.length + 1] = server;
    all[arguments.length + 2] = "--data";
    all[arguments.length + 3] = data.toString();
    return Sallyport.run(all);
  }

  /** Answers as the real resources do. */
  private static final class Canned implements AdminRoutes {
    @Override
    public void mount(Router router) {
      router.get("/api/v1/tail").handler(context -> context.response().end(DECISIONS));
      router
          .post("/api/v1/integrations/asana/bootstrap")
          .handler(
              context ->
                  context
                      .response()
                      .end(
                          new JsonObject()
                              .put("until", until(context.body().asJsonObject().getString("for")))
                              .toBuffer()));
      router
          .post("/api/v1/integrations/nobody/bootstrap")
          .handler(
              context ->
                  context
                      .response()
                      .setStatusCode(404)
                      .end("{\"status\":404,\"detail\":\"no integration of that name\"}"));
    }

    private static String until(String time) {
      return time.equals("5m") ? "2026-05-01T12:05:00Z" : "never";
    }
  }
}
