package io.sallyport.secret;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.sallyport.fixture.SettableClock;
import io.sallyport.secret.SecretText.Part.VaultField;
import io.sallyport.secret.VaultSecrets.VaultAnswer;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Answers as in "KV Secrets Engine, Version 2 (API)", "AppRole Auth Method (API)", "Token (API)".
 */
class VaultTest {
  private static final VaultField FIELD = new VaultField("secret/webhooks/github", "secret");
  private static final String SECRET_PATH = "/v1/secret/data/webhooks/github";

  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final RecordedEvents events = new RecordedEvents();
  private Vertx vertx;
  private WireMockServer server;
  private volatile Secret token = Secret.ofText("hvs.token-1");

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

  private Vault vault(VaultLogin login) {
    URI address = URI.create("http://127.0.0.1:" + server.port());
    return new Vault(vertx, VaultSettings.of(address, login), events, clock);
  }

  private Vault withToken() {
    return vault(new VaultLogin.Token(() -> token));
  }

  private Vault withAppRole() {
    return vault(
        new VaultLogin.AppRole(
            SecretValue.fixed(Secret.ofText("role-1")),
            SecretValue.fixed(Secret.ofText("secret-id-1")),
            VaultLogin.AppRole.MOUNT_DEFAULT));
  }

  private void tokenLasts(int seconds, boolean renewable) {
    server.stubFor(
        get("/v1/auth/token/lookup-self")
            .willReturn(
                okJson("{\"data\":{\"ttl\":" + seconds + ",\"renewable\":" + renewable + "}}")));
  }

  private void loginGives(String given, int seconds) {
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

  private void holds(String value) {
    server.stubFor(
        get(SECRET_PATH)
            .willReturn(
                okJson(
                    "{\"lease_duration\":0,\"data\":{\"data\":{\"secret\":\""
                        + value
                        + "\",\"number\":7,\"list\":[1],\"none\":null},"
                        + "\"metadata\":{\"version\":1}}}")));
  }

  private void answers(int status) {
    server.stubFor(
        get(SECRET_PATH).willReturn(aResponse().withStatus(status).withBody("{\"errors\":[]}")));
  }

  private static String text(SecretValue value) {
    return new String(value.current().unsafeBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void readsAFieldWithAToken() {
    SecretValue value = withToken().value(FIELD).await();

    assertThat(text(value)).isEqualTo("first");
    server.verify(
        1,
        getRequestedFor(urlEqualTo(SECRET_PATH))
            .withHeader("X-Vault-Token", equalTo("hvs.token-1"))
            .withHeader("X-Vault-Request", equalTo("true"))
            .withHeader("X-Vault-Namespace", absent()));
  }

  @Test
  void sendsTheNamespaceAndFindsALongMount() {
    VaultSettings settings =
        new VaultSettings(
            URI.create("http://127.0.0.1:" + server.port() + "/proxy/"),
            new VaultLogin.Token(() -> token),
            Optional.of("team-a"),
            Optional.empty(),
            List.of("kv/team-a"),
            VaultSettings.REFRESH_DEFAULT,
            VaultSettings.TIMEOUT_DEFAULT);
    server.stubFor(
        get("/proxy/v1/auth/token/lookup-self").willReturn(okJson("{\"data\":{\"ttl\":0}}")));
    server.stubFor(
        get("/proxy/v1/kv/team-a/data/github")
            .withHeader("X-Vault-Namespace", equalTo("team-a"))
            .willReturn(okJson("{\"data\":{\"data\":{\"secret\":\"deep\"}}}")));

    SecretValue value =
        new Vault(vertx, settings, events, clock)
            .value(new VaultField("kv/team-a/github", "secret"))
            .await();

    assertThat(text(value)).isEqualTo("deep");
  }

  @Test
  void takesANumberAsItsTextAndNothingElse() {
    Vault vault = withToken();

    assertThat(text(vault.value(new VaultField(FIELD.path(), "number")).await())).isEqualTo("7");
    assertThatThrownBy(() -> vault.value(new VaultField(FIELD.path(), "list")).await())
        .hasMessageContaining("is not a text");
    assertThatThrownBy(() -> vault.value(new VaultField(FIELD.path(), "none")).await())
        .hasMessage("Vault has no field none in secret/webhooks/github");
    assertThatThrownBy(() -> vault.value(new VaultField(FIELD.path(), "other")).await())
        .hasMessage("Vault has no field other in secret/webhooks/github");
  }

  @Test
  void saysWhatVaultAnswered() {
    for (Object[] pair :
        new Object[][] {
          {403, "Vault does not let this token read secret/webhooks/github"},
          {404, "Vault has no secret at secret/webhooks/github"},
          {503, "Vault answered 503: it is sealed, or a standby"},
          {307, "Vault answered a redirect: give the address of the active node"},
          {500, "Vault answered 500 for secret/webhooks/github"},
        }) {
      answers((int) pair[0]);
      assertThatThrownBy(() -> withToken().value(FIELD).await()).hasMessage((String) pair[1]);
    }
    server.stubFor(
        get(SECRET_PATH).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    assertThatThrownBy(() -> withToken().value(FIELD).await())
        .isInstanceOf(SecretUnavailable.class)
        .hasMessageContaining("cannot be asked");
  }

  @Test
  void saysThatATokenWasRefused() {
    server.stubFor(get("/v1/auth/token/lookup-self").willReturn(aResponse().withStatus(403)));

    assertThatThrownBy(() -> withToken().value(FIELD).await())
        .hasMessage("Vault refused the token with 403");
  }

  @Test
  void tellsAnAbsentSecretFromAVaultThatCannotSay() {
    Vault vault = withToken();
    assertThat(vault.read("secret/webhooks/github", "secret").await())
        .isInstanceOf(VaultAnswer.Present.class);
    assertThat(vault.read("secret/webhooks/github", "other").await())
        .isEqualTo(new VaultAnswer.Absent());

    answers(404);
    assertThat(vault.read("secret/webhooks/github", "secret").await())
        .isEqualTo(new VaultAnswer.Absent());

    answers(503);
    assertThatThrownBy(() -> vault.read("secret/webhooks/github", "secret").await())
        .isInstanceOf(SecretUnavailable.class);
  }

  @Test
  void readsAgainEveryMinuteAndUsesANewVersion() {
    Vault vault = withToken();
    SecretValue value = vault.value(FIELD).await();
    Secret before = value.current();

    clock.advance(Duration.ofSeconds(59));
    vault.tick().await();
    server.verify(1, getRequestedFor(urlEqualTo(SECRET_PATH)));

    clock.advance(Duration.ofSeconds(1));
    vault.tick().await();
    assertThat(value.current()).as("the same object while it is the same").isSameAs(before);

    holds("second");
    clock.advance(Duration.ofSeconds(60));
    vault.tick().await();
    assertThat(text(value)).isEqualTo("second");
    assertThat(events.heard).containsExactly("changed ${vault:secret/webhooks/github#secret}");
  }

  @Test
  void readsALeasedSecretAgainAfterHalfItsLease() {
    server.stubFor(
        get(SECRET_PATH)
            .willReturn(
                okJson("{\"lease_duration\":20,\"data\":{\"data\":{\"secret\":\"leased\"}}}")));
    Vault vault = withToken();
    SecretValue value = vault.value(FIELD).await();

    clock.advance(Duration.ofSeconds(10));
    vault.tick().await();

    assertThat(text(value)).isEqualTo("leased");
    server.verify(2, getRequestedFor(urlEqualTo(SECRET_PATH)));
  }

  @Test
  void keepsTheLastGoodValueWhileVaultIsAwayAndSaysSoOnce() {
    Vault vault = withToken();
    SecretValue value = vault.value(FIELD).await();

    for (int status : new int[] {503, 404, 403}) {
      answers(status);
      clock.advance(Duration.ofSeconds(60));
      vault.tick().await();
      assertThat(text(value)).isEqualTo("first");
    }
    holds("second");
    clock.advance(Duration.ofSeconds(60));
    vault.tick().await();

    String name = "${vault:secret/webhooks/github#secret}";
    assertThat(text(value)).isEqualTo("second");
    assertThat(events.heard)
        .containsExactly(
            "unreadable " + name + ": Vault answered 503: it is sealed, or a standby",
            "readable " + name,
            "changed " + name);
  }

  @Test
  void renewsATokenAfterTwoThirdsOfItsTime() {
    tokenLasts(90, true);
    server.stubFor(
        post("/v1/auth/token/renew-self")
            .willReturn(okJson("{\"auth\":{\"lease_duration\":90,\"renewable\":true}}")));
    Vault vault = withToken();
    SecretValue value = vault.value(FIELD).await();

    clock.advance(Duration.ofSeconds(59));
    vault.tick().await();
    server.verify(0, postRequestedFor(urlEqualTo("/v1/auth/token/renew-self")));
    clock.advance(Duration.ofSeconds(1));
    vault.tick().await();
    server.verify(1, postRequestedFor(urlEqualTo("/v1/auth/token/renew-self")));
    clock.advance(Duration.ofSeconds(60));
    vault.tick().await();

    server.verify(2, postRequestedFor(urlEqualTo("/v1/auth/token/renew-self")));
    assertThat(text(value)).isEqualTo("first");
    assertThat(events.heard).isEmpty();
  }

  @Test
  void saysOnceThatATokenCannotBeRenewed() {
    tokenLasts(90, false);
    Vault vault = withToken();
    vault.value(FIELD).await();

    clock.advance(Duration.ofSeconds(60));
    vault.tick().await();
    vault.tick().await();

    assertThat(events.heard)
        .containsExactly("unreadable Vault's token: Vault's token cannot be renewed");
  }

  @Test
  void usesATokenThatWasReplacedFromOutside() {
    Vault vault = withToken();
    vault.value(FIELD).await();

    token = Secret.ofText("hvs.token-2");
    clock.advance(Duration.ofSeconds(60));
    vault.read("secret/webhooks/github", "secret").await();

    server.verify(
        1,
        getRequestedFor(urlEqualTo(SECRET_PATH))
            .withHeader("X-Vault-Token", equalTo("hvs.token-2")));
  }

  @Test
  void signsInByAppRoleOnceForAllWhoWait() {
    loginGives("hvs.role-1", 3600);
    Vault vault = withAppRole();

    var one = vault.value(FIELD);
    var two = vault.read("secret/webhooks/github", "number");

    assertThat(text(one.await())).isEqualTo("first");
    two.await();
    server.verify(1, postRequestedFor(urlEqualTo("/v1/auth/approle/login")));
    server.verify(
        2,
        getRequestedFor(urlEqualTo(SECRET_PATH))
            .withHeader("X-Vault-Token", equalTo("hvs.role-1")));
  }

  @Test
  void signsInAgainWhenItsTokenIsRenewedNoLonger() {
    loginGives("hvs.role-1", 90);
    server.stubFor(
        post("/v1/auth/token/renew-self")
            .willReturn(okJson("{\"auth\":{\"lease_duration\":5,\"renewable\":true}}")));
    Vault vault = withAppRole();
    vault.value(FIELD).await();

    loginGives("hvs.role-2", 90);
    clock.advance(Duration.ofSeconds(60));
    vault.tick().await();

    vault.read("secret/webhooks/github", "secret").await();
    server.verify(2, postRequestedFor(urlEqualTo("/v1/auth/approle/login")));
    server.verify(
        getRequestedFor(urlEqualTo(SECRET_PATH))
            .withHeader("X-Vault-Token", equalTo("hvs.role-2")));
    assertThat(events.heard).isEmpty();
  }

  @Test
  void signsInAgainWhenARevokedTokenIsRefusedAndTriesOnceMore() {
    loginGives("hvs.role-1", 3600);
    Vault vault = withAppRole();
    vault.value(FIELD).await();
    clock.advance(Duration.ofSeconds(60));
    loginGives("hvs.role-2", 3600);
    server.stubFor(
        get(SECRET_PATH)
            .withHeader("X-Vault-Token", equalTo("hvs.role-1"))
            .willReturn(aResponse().withStatus(403)));

    assertThat(vault.read("secret/webhooks/github", "secret").await())
        .isInstanceOf(VaultAnswer.Present.class);
  }

  @Test
  void doesNotSignInOverAndOverForAPathThatIsNotItsOwn() {
    loginGives("hvs.role-1", 3600);
    answers(403);
    Vault vault = withAppRole();

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> vault.value(FIELD).await()).hasMessageContaining("does not let");
    }

    server.verify(1, postRequestedFor(urlEqualTo("/v1/auth/approle/login")));
  }

  @Test
  void saysThatTheAppRoleWasRefusedWithoutItsSecret() {
    server.stubFor(
        post("/v1/auth/approle/login")
            .willReturn(aResponse().withStatus(400).withBody("{\"errors\":[\"bad\"]}")));

    assertThatThrownBy(() -> withAppRole().value(FIELD).await())
        .hasMessage("Vault refused the AppRole login with 400");
  }

  @Test
  void recoversWhenTheFirstLoginFailed() {
    server.stubFor(
        post("/v1/auth/approle/login")
            .inScenario("start")
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("up")
            .willReturn(aResponse().withStatus(503)));
    server.stubFor(
        post("/v1/auth/approle/login")
            .inScenario("start")
            .whenScenarioStateIs("up")
            .willReturn(okJson("{\"auth\":{\"client_token\":\"hvs.x\",\"lease_duration\":3600}}")));
    Vault vault = withAppRole();
    assertThatThrownBy(() -> vault.value(FIELD).await()).isInstanceOf(SecretUnavailable.class);

    assertThat(text(vault.value(FIELD).await())).isEqualTo("first");
  }

  @Test
  void readsNoAnswerWithoutEnd() {
    server.stubFor(get(SECRET_PATH).willReturn(aResponse().withBody(new byte[1024 * 1024 + 1])));

    assertThatThrownBy(() -> withToken().value(FIELD).await())
        .isInstanceOf(SecretUnavailable.class);
  }
}
