package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.seal.DeliveredSecrets;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretText.Part.VaultField;
import io.sallyport.secret.SecretValue;
import io.sallyport.secret.TenantSecrets;
import io.sallyport.secret.VaultSecrets;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.template.ARequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bootstrap:} (Asana, Notion, Atlassian Connect), and a secret per tenant in Vault. */
class DeliveredKeysTest {
  private static final Secret SECRET = Secret.ofText("delivered-secret-0123456789");

  @TempDir Path data;
  private Vertx vertx;
  private RemoteKeysFixture fixture;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    fixture = new RemoteKeysFixture(vertx, data);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static byte[] bytes(KeyLookup lookup) {
    return ((VerificationKey.Shared) ((KeyLookup.Found) lookup).keys().get(0)).bytes();
  }

  @Test
  void findsTheDeliveredSecretAsSoonAsItIsSealed() {
    KeySource source =
        fixture.keys.source(
            new RemoteKeyRule.Bootstrapped("asana", Optional.empty(), KeyEncoding.UTF8));
    assertThat(fixture.found(source, fixture.token("{}"))).isEqualTo("key.unknown");

    fixture.bootstrap.open("asana", Duration.ofMinutes(10));
    fixture.bootstrap.offer("asana", "", SECRET).await();

    assertThat(bytes(fixture.look(source, fixture.token("{}")))).isEqualTo(SECRET.unsafeBytes());
  }

  @Test
  void findsEachTenantsOwn() {
    KeySource source =
        fixture.keys.source(
            new RemoteKeyRule.Bootstrapped(
                "jira", Optional.of(fixture.template("{json:/clientKey}")), KeyEncoding.UTF8));
    fixture.bootstrap.open("jira", Duration.ofMinutes(10));
    fixture.bootstrap.offer("jira", "tenant-1", SECRET).await();

    assertThat(
            RemoteKeysFixture.words(
                fixture.look(
                    source,
                    ARequest.withBody("{\"clientKey\":\"tenant-1\"}").in(fixture.language))))
        .isEqualTo("tenant-1");
    assertThat(
            RemoteKeysFixture.words(
                fixture.look(
                    source,
                    ARequest.withBody("{\"clientKey\":\"tenant-2\"}").in(fixture.language))))
        .isEqualTo("key.unknown");
  }

  @Test
  void findsTheOneOfTheTenantThatThePathNames() {
    KeySource source =
        fixture.keys.source(
            new RemoteKeyRule.Bootstrapped("asana", Optional.empty(), KeyEncoding.UTF8));
    ARequest request = ARequest.post("/x").path("project", "p-1").path("area", "a-1");
    fixture.bootstrap.open("asana", Duration.ofMinutes(10));
    fixture
        .bootstrap
        .offer("asana", DeliveredSecrets.tenantOf(request.inbound().pathValues()), SECRET)
        .await();

    assertThat(fixture.found(source, request.in(fixture.language))).isEqualTo("a-1/p-1");
    assertThat(
            fixture.found(source, ARequest.post("/x").path("project", "p-2").in(fixture.language)))
        .isEqualTo("key.unknown");
  }

  @Test
  void looksUpATenantsSecretInVault() throws Exception {
    Map<String, String> stored = new HashMap<>(Map.of("secret/woo/shop-1#secret", "s-1"));
    VaultSecrets vault =
        new VaultSecrets() {
          @Override
          public Future<SecretValue> value(VaultField field) {
            throw new AssertionError("only read is used");
          }

          @Override
          public Future<VaultAnswer> read(String path, String field) {
            String value = stored.get(path + "#" + field);
            return Future.succeededFuture(
                value == null
                    ? new VaultAnswer.Absent()
                    : new VaultAnswer.Present(Secret.ofText(value)));
          }
        };
    VaultField field =
        (VaultField) SecretText.parse("${vault:secret/woo/{path:store}#secret}").parts().get(0);
    KeySource source =
        new TenantKeys(
            field,
            Optional.of(fixture.template("{path:store}")),
            KeyEncoding.UTF8,
            KeyUse.SHARED,
            new TenantSecrets(vault, TenantSecrets.Limits.defaults(), fixture.clock));

    KeyLookup found =
        fixture.look(source, ARequest.post("/x").path("store", "shop-1").in(fixture.language));
    assertThat(RemoteKeysFixture.words(found)).isEqualTo("shop-1");
    assertThat(bytes(found)).isEqualTo("s-1".getBytes(StandardCharsets.UTF_8));
    assertThat(
            fixture.found(source, ARequest.post("/x").path("store", "shop-2").in(fixture.language)))
        .isEqualTo("key.unknown");
  }
}
