package io.sallyport.secret;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Fault;
import io.sallyport.secret.SecretText.Part.VaultField;
import io.sallyport.secret.VaultSecrets.VaultAnswer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VaultTest extends VaultFixture {
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
  void readsNoAnswerWithoutEnd() {
    server.stubFor(get(SECRET_PATH).willReturn(aResponse().withBody(new byte[1024 * 1024 + 1])));

    assertThatThrownBy(() -> withToken().value(FIELD).await())
        .isInstanceOf(SecretUnavailable.class);
  }
}
