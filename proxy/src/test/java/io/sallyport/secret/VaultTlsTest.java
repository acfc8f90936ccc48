package io.sallyport.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.fixture.SettableClock;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.secret.SecretText.Part.VaultField;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vault behind TLS, under an authority of the house. */
class VaultTlsTest {
  private static final VaultField FIELD = new VaultField("secret/github", "secret");

  @TempDir Path folder;
  private final TestAuthority authority = TestAuthority.root("House Root");
  private final AtomicInteger requests = new AtomicInteger();
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private HttpServer serve(String name) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(authority.leaf(name).withName(name).issue().forServer()))
        .requestHandler(
            request -> {
              requests.incrementAndGet();
              request.response().end("{\"data\":{\"ttl\":0,\"data\":{\"secret\":\"over-tls\"}}}");
            })
        .listen(0, "127.0.0.1")
        .await();
  }

  private Vault vault(HttpServer server, Optional<Path> trusted) {
    VaultSettings settings =
        new VaultSettings(
            URI.create("https://localhost:" + server.actualPort()),
            new VaultLogin.Token(SecretValue.fixed(Secret.ofText("hvs.token"))),
            Optional.empty(),
            trusted,
            List.of(),
            VaultSettings.REFRESH_DEFAULT,
            VaultSettings.TIMEOUT_DEFAULT);
    return new Vault(
        vertx, settings, SecretEvents.silent(), new SettableClock("2026-05-01T12:00:00Z"));
  }

  private Path trusted(TestAuthority root) throws IOException {
    return Files.writeString(
        folder.resolve("ca.pem"), TestAuthority.pem(List.of(root.certificate())));
  }

  @Test
  void trustsTheAuthorityThatIsConfigured() throws IOException {
    Vault vault = vault(serve("localhost"), Optional.of(trusted(authority)));

    assertThat(vault.value(FIELD).await().current().size()).isEqualTo("over-tls".length());
  }

  @Test
  void row73SendsNoTokenToAServerThatDoesNotProveItsName() throws IOException {
    for (Vault vault :
        List.of(
            vault(serve("localhost"), Optional.empty()),
            vault(serve("localhost"), Optional.of(trusted(TestAuthority.root("Other Root")))))) {
      assertThatThrownBy(() -> vault.value(FIELD).await()).isInstanceOf(SecretUnavailable.class);
    }
    Vault otherName = vault(serve("vault.example.com"), Optional.of(trusted(authority)));
    assertThatThrownBy(() -> otherName.value(FIELD).await()).isInstanceOf(SecretUnavailable.class);
    assertThat(requests).hasValue(0);
  }
}
