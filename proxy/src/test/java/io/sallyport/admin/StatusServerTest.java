package io.sallyport.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admin.StatusServer.ReadinessCheck;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusServerTest {
  private final AtomicReference<String> policyProblem = new AtomicReference<>("");
  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    List<ReadinessCheck> checks =
        List.of(
            new ReadinessCheck("ingress-bound", () -> ""),
            new ReadinessCheck("policies", policyProblem::get));
    server =
        new StatusServer(
                vertx, Callers.ofStatus(vertx, () -> 0L), checks, () -> "sallyport_build_info 1\n")
            .listen("127.0.0.1", 0)
            .await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void isReadyWhileEveryCheckHolds() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz?verbose").body()).isEqualTo("[+] ingress-bound\n[+] policies\nok\n");
  }

  @Test
  void saysWhichCheckDoesNotHold() throws Exception {
    policyProblem.set("none could be loaded");

    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("not ready\n");
    assertThat(get("/healthz").body())
        .isEqualTo("[+] ingress-bound\n[-] policies: none could be loaded\nnot ready\n");
  }

  @Test
  void livesEvenWhenItIsNotReady() throws Exception {
    policyProblem.set("none could be loaded");

    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void servesTheMetricsAndNothingElse() throws Exception {
    assertThat(get("/metrics").body()).isEqualTo("sallyport_build_info 1\n");
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/status").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/..").statusCode()).isEqualTo(404);
  }

  @Test
  void changesNothing() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri("/livez"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();

    assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }
}
