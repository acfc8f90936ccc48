package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.admin.AdminKey;
import io.sallyport.fixture.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the admin API says of a running server and its policies. */
class AdminStatusTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String GITHUB =
      """
      provider: github
      keys:
        - {id: "2026", value: "%s"}
        - {id: "2025", value: "fedcba9876543210fedcba9876543210", not-after: 2026-01-01T00:00:00Z}
      deliver: "APP/in"
      """
          .formatted(SECRET);

  @TempDir private Path folder;
  private RunningGate gate;

  @BeforeEach
  void start() {
    gate =
        RunningGate.in(folder)
            .policy("github", GITHUB)
            .policy("asana", "provider: asana\ndeliver: \"APP/in\"\n")
            .at(new SettableClock("2026-05-01T12:00:00Z"))
            .start();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void saysWhichBuildRunsSinceWhenAndWhere() throws IOException {
    JsonNode status = json("/api/v1/status");

    assertThat(status.path("version").asText()).isNotEmpty();
    assertThat(status.path("started").asText()).isEqualTo("2026-05-01T12:00:00Z");
    assertThat(status.path("uptimeSeconds").isIntegralNumber()).isTrue();
    assertThat(status.path("listeners").path("ingress").asText())
        .isEqualTo(gate.server().ingressUrl());
    assertThat(status.path("listeners").path("admin").asText()).isEqualTo(gate.server().adminUrl());
    assertThat(status.path("clock").toString()).isEqualTo("{\"jumps\":0,\"setBackSeconds\":0}");
    assertThat(status.path("policies").toString())
        .isEqualTo("{\"inForce\":2,\"stale\":0,\"broken\":0,\"monitored\":0}");
    assertThat(status.path("lastReload").path("successful").asBoolean()).isTrue();
  }

  @Test
  void tellsStaleAndBrokenPoliciesWithTheirProblems() throws IOException {
    gate.policy("github", "provider: github\nkeyz: [x]\n");
    gate.policy("broken", "provider: nobody-knows\n");
    gate.server().reload().await();

    JsonNode all = json("/api/v1/integrations").path("integrations");

    assertThat(all)
        .extracting(it -> it.path("integration").asText() + " " + it.path("state").asText())
        .containsExactly("asana ready", "broken broken", "github stale");
    assertThat(all.get(2).path("problems"))
        .anySatisfy(it -> assertThat(it.path("at").asText()).endsWith("github.yaml:2:1"));
    assertThat(all.get(2).path("version").asText()).startsWith("sha256:");
    assertThat(json("/api/v1/status").path("policies").path("stale").asInt()).isOne();
    assertThat(json("/api/v1/status").path("lastReload").path("successful").asBoolean()).isFalse();
    assertThat(json("/api/v1/integrations/broken").path("state").asText()).isEqualTo("broken");
  }

  @Test
  void tellsAnIntegrationWithItsKeysAndNeverASecret() throws IOException {
    JsonNode github = json("/api/v1/integrations/github");

    assertThat(github.path("verify").asText()).isEqualTo("hmac");
    assertThat(github.path("provider").asText()).isEqualTo("github");
    assertThat(github.path("paths").get(0).path("url").asText())
        .isEqualTo("https://hooks.example.com/hooks/github");
    assertThat(github.path("covers").toString()).isEqualTo("[\"body\"]");
    assertThat(github.path("keys").toString())
        .isEqualTo(
            "[{\"id\":\"2026\",\"state\":\"active\"},"
                + "{\"id\":\"2025\",\"state\":\"expired\",\"notAfter\":\"2026-01-01T00:00:00Z\"}]");
    assertThat(github.toString()).doesNotContain(SECRET).doesNotContain("fedcba98");
  }

  @Test
  void saysUntilWhenAnIntegrationIsOpenForADeliveredSecret() throws IOException {
    assertThat(json("/api/v1/integrations/asana").has("bootstrapOpenUntil")).isFalse();

    post("/api/v1/integrations/asana/bootstrap", "{\"for\":\"10m\"}");

    assertThat(json("/api/v1/integrations/asana").path("bootstrapOpenUntil").asText())
        .isEqualTo("2026-05-01T12:10:00Z");
  }

  @Test
  void tellsNothingToWhoHasNoKeyAndNothingOfWhatIsNotThere() throws IOException {
    for (String path :
        List.of("/api/v1/status", "/api/v1/integrations", "/api/v1/integrations/x")) {
      assertThat(gate.send(request(path).build()).statusCode()).isEqualTo(401);
    }
    assertThat(gate.send(withKey("/api/v1/integrations/x").build()).statusCode()).isEqualTo(404);
  }

  private JsonNode json(String path) throws IOException {
    HttpResponse<String> answer = gate.send(withKey(path).build());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private void post(String path, String body) throws IOException {
    gate.send(withKey(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gate.server().adminUrl() + path));
  }

  private HttpRequest.Builder withKey(String path) throws IOException {
    String key = AdminKey.read(folder.resolve("data").resolve(AdminKey.FILE)).bearer();
    return request(path).header("Authorization", "Bearer " + key);
  }
}
