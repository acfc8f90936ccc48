package io.sallyport.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {
  private final AtomicLong nanos = new AtomicLong();
  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;
  private AdminKey key;
  private HttpServer server;

  @BeforeEach
  void start(@TempDir Path data) throws IOException {
    vertx = Vertx.vertx();
    key = AdminKey.openOrCreate(data, new SecureRandom());
    AdminRoutes hello =
        router ->
            router
                .get("/api/v1/hello")
                .handler(context -> AdminServer.json(context, new JsonObject().put("ok", true)));
    server =
        new AdminServer(vertx, key, new SignInThrottle(nanos::get), List.of(hello))
            .listen("127.0.0.1", 0)
            .await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void letsTheAdminKeyIn() throws Exception {
    HttpResponse<String> answer = get("/api/v1/hello", "Bearer " + key.bearer());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"ok\":true}");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void refusesEveryOtherKeyAlike() throws Exception {
    HttpResponse<String> none = get("/api/v1/hello", "");
    HttpResponse<String> wrong = get("/api/v1/hello", "Bearer sak_wrong");
    HttpResponse<String> basic = get("/api/v1/hello", "Basic " + key.bearer());

    assertThat(List.of(none, wrong, basic))
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(401);
              assertThat(answer.body()).isEqualTo(none.body());
            });
  }

  @Test
  void hidesWhichResourcesExistFromStrangers() throws Exception {
    assertThat(get("/api/v1/nothing", "").statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/nothing", "Bearer " + key.bearer()).statusCode()).isEqualTo(404);
  }

  @Test
  void slowsDownWhoGuessesAndForgivesAfterAMinute() throws Exception {
    guessTooOften();

    assertThat(get("/api/v1/hello", "Bearer sak_again").statusCode()).isEqualTo(429);
    nanos.addAndGet(61_000_000_000L);
    assertThat(get("/api/v1/hello", "Bearer sak_again").statusCode()).isEqualTo(401);
  }

  /** Or whoever shares an operator's address could keep the operator out. */
  @Test
  void letsTheAdminKeyInWhateverItsAddressHasTriedBefore() throws Exception {
    guessTooOften();

    assertThat(get("/api/v1/hello", "Bearer " + key.bearer()).statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/hello", "Bearer sak_again").statusCode())
        .as("and it pardons nobody")
        .isEqualTo(429);
  }

  private void guessTooOften() throws Exception {
    for (int i = 0; i < SignInThrottle.WRONG_A_MINUTE_MAX; i++) {
      assertThat(get("/api/v1/hello", "Bearer sak_" + i).statusCode()).isEqualTo(401);
    }
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
