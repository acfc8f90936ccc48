package io.sallyport.secret;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.sallyport.fixture.SettableClock;
import io.sallyport.secret.SecretText.Part.VaultField;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A Vault made of WireMock. It answers as in "KV Secrets Engine, Version 2 (API)", "AppRole Auth
 * Method (API)" and "Token (API)".
 */
abstract class VaultFixture {
  static final VaultField FIELD = new VaultField("secret/webhooks/github", "secret");
  static final String SECRET_PATH = "/v1/secret/data/webhooks/github";
  final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  final RecordedEvents events = new RecordedEvents();
  Vertx vertx;
  WireMockServer server;
  volatile Secret token = Secret.ofText("hvs.token-1");

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    server.start();
    tokenLasts(0, false);
    holds("first");
  }

  @AfterEach
  void stop() {
    server.stop();
    vertx.close().await();
  }

  Vault vault(VaultLogin login) {
    URI address = URI.create("http://127.0.0.1:" + server.port());
    return new Vault(vertx, VaultSettings.of(address, login), events, clock);
  }

  Vault withToken() {
    return vault(new VaultLogin.Token(() -> token));
  }

  Vault withAppRole() {
    return vault(
        new VaultLogin.AppRole(
            SecretValue.fixed(Secret.ofText("role-1")),
            SecretValue.fixed(Secret.ofText("secret-id-1")),
            VaultLogin.AppRole.MOUNT_DEFAULT));
  }

  void tokenLasts(int seconds, boolean renewable) {
    server.stubFor(
        get("/v1/auth/token/lookup-self")
            .willReturn(
                okJson("{\"data\":{\"ttl\":" + seconds + ",\"renewable\":" + renewable + "}}")));
  }

  void loginGives(String given, int seconds) {
    server.stubFor(
        post("/v1/auth/approle/login")
            .withRequestBody(equalToJson("{\"role_id\":\"role-1\",\"secret_id\":\"secret-id-1\"}"))
            .willReturn(
                okJson(
                    "{\"auth\":{\"client_token\":\""
                        + given
                        + "\",\"lease_duration\":"
                        + seconds
                        + ",\"renewable\":true}}")));
  }

  void holds(String value) {
    server.stubFor(
        get(SECRET_PATH)
            .willReturn(
                okJson(
                    "{\"lease_duration\":0,\"data\":{\"data\":{\"secret\":\""
                        + value
                        + "\",\"number\":7,\"list\":[1],\"none\":null},"
                        + "\"metadata\":{\"version\":1}}}")));
  }

  void answers(int status) {
    server.stubFor(
        get(SECRET_PATH).willReturn(aResponse().withStatus(status).withBody("{\"errors\":[]}")));
  }

  static String text(SecretValue value) {
    return new String(value.current().unsafeBytes(), StandardCharsets.UTF_8);
  }
}
