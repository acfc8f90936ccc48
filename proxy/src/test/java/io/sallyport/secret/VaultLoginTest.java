package io.sallyport.secret;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.sallyport.secret.VaultSecrets.VaultAnswer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tokens of others and tokens of our own, from the first to the last. */
class VaultLoginTest extends VaultFixture {
  @Test
  void saysThatATokenWasRefused() {
    server.stubFor(get("/v1/auth/token/lookup-self").willReturn(aResponse().withStatus(403)));

    assertThatThrownBy(() -> withToken().value(FIELD).await())
        .hasMessage("Vault refused the token with 403");
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
}
