package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.admin.AdminKey;
import io.sallyport.admin.AdminServer;
import io.sallyport.admin.RefusalRoutes;
import io.sallyport.admin.SignInThrottle;
import io.sallyport.explain.Explanation;
import io.sallyport.explain.Explanation.Mark;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.explain.Redaction;
import io.sallyport.refusals.Refusal;
import io.sallyport.refusals.RefusalRing;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of an explanation from the ring to the terminal. */
class ExplainCommandTest {
  private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir Path data;
  private final RefusalRing ring = new RefusalRing(() -> T0);
  private Vertx vertx;
  private String server = "";

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    AdminKey key = AdminKey.openOrCreate(data, new SecureRandom());
    RefusalRoutes routes =
        new RefusalRoutes(
            ring,
            (refusal, dryRun) -> Future.failedFuture("not asked here"),
            refusal -> Future.succeededFuture(explanation(refusal)),
            inbound -> Redaction.of(inbound, Set.of()),
            () -> "http://127.0.0.1:9999");
    int port =
        new AdminServer(vertx, key, new SignInThrottle(() -> 0L), List.of(routes))
            .listen("127.0.0.1", 0)
            .await()
            .actualPort();
    server = "http://127.0.0.1:" + port;
    ring.add(refusal());
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void printsAStageALineAndThenWhatToDo() {
    Sallyport explained = explain("r-7f3k-92qd");

    assertThat(explained.exit()).isEqualTo(ExitCode.DONE);
    assertThat(explained.out())
        .isEqualTo(
            """
              ingress    ok      POST /hooks/github from 127.0.0.1, 16 bytes
              verify     REFUSE  signature.missing: no X-Hub-Signature-256
              hint       the configured secret ends in a newline
              remedy     GitHub sends it only if the webhook has a secret
            """);
  }

  @Test
  void takesTheReferenceAsTheSenderGotIt() {
    assertThat(explain("urn:sallyport:r-7f3k-92qd").out()).contains("signature.missing");
  }

  @Test
  void printsTheRequestAsCurlWithoutItsCredentials() {
    String out = explain("r-7f3k-92qd", "--curl").out();

    assertThat(out)
        .contains("curl -gsS -X 'POST' 'http://127.0.0.1:9999/hooks/github'")
        .contains("-H 'Authorization: <14-characters>'")
        .contains("--data-raw '{\"zen\":\"forged\"}'")
        .doesNotContain("Bearer");
  }

  @Test
  void printsJsonForPrograms() throws IOException {
    JsonNode json = new ObjectMapper().readTree(explain("r-7f3k-92qd", "--json").out());

    assertThat(json.path("reason").asText()).isEqualTo("signature.missing");
    assertThat(json.path("stages")).hasSize(2);
    assertThat(json.path("source").asText()).isEqualTo("127.0.0.1");
    assertThat(json.has("request")).isFalse();
  }

  @Test
  void saysThatAnOldReferenceIsNotKept() {
    Sallyport unknown = explain("r-aaaa-aaaa");

    assertThat(unknown.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(unknown.err()).contains("no such refusal is kept");
  }

  private Sallyport explain(String... arguments) {
    String[] all = new String[arguments.length + 5];
    all[0] = "explain";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--server";
    all[arguments.length + 2] = server;
    all[arguments.length + 3] = "--data";
    all[arguments.length + 4] = data.toString();
    return Sallyport.run(all);
  }

  private static Explanation explanation(Refusal refusal) {
    return new Explanation(
        refusal.reference(),
        "github",
        List.of(
            new Stage("ingress", Mark.OK, "POST /hooks/github from 127.0.0.1, 16 bytes"),
            new Stage("verify", Mark.REFUSE, "signature.missing: no X-Hub-Signature-256")),
        Optional.of("GitHub sends it only if the webhook has a secret"),
        List.of("the configured secret ends in a newline"));
  }

  private static Refusal refusal() {
    InboundWebhook inbound =
        new InboundWebhook(
            "github",
            "q-1",
            "POST",
            "/hooks/github",
            Headers.of(
                List.of(
                    Map.entry("Content-Type", "application/json"),
                    Map.entry("Authorization", "Bearer sesame!"))),
            RawBody.ofText("{\"zen\":\"forged\"}"),
            InetAddress.getLoopbackAddress(),
            T0,
            Map.of(),
            Optional.empty());
    return new Refusal(
        "r-7f3k-92qd",
        "sha256:000000000000",
        "verify",
        Reason.SIGNATURE_MISSING,
        "no X-Hub-Signature-256",
        inbound,
        16,
        T0);
  }
}
