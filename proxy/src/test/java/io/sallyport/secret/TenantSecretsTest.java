package io.sallyport.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.Kept.State;
import io.sallyport.fixture.SettableClock;
import io.sallyport.secret.SecretText.Part.VaultField;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantSecretsTest {
  private static final TenantSecrets.Limits LIMITS =
      new TenantSecrets.Limits(
          Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(24), 100, 20);

  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final Map<String, String> stored = new HashMap<>();
  private boolean away;
  private int asked;

  private final VaultSecrets vault =
      new VaultSecrets() {
        @Override
        public Future<SecretValue> value(VaultField field) {
          throw new AssertionError("only read is used");
        }

        @Override
        public Future<VaultAnswer> read(String path, String field) {
          asked++;
          if (away) {
            return Future.failedFuture(new SecretUnavailable("away"));
          }
          String value = stored.get(path + "#" + field);
          return Future.succeededFuture(
              value == null
                  ? new VaultAnswer.Absent()
                  : new VaultAnswer.Present(Secret.ofText(value)));
        }
      };

  private final TenantSecrets secrets = new TenantSecrets(vault, LIMITS, clock);

  private State<Optional<Secret>> look(String store) {
    return secrets.look("secret/woo/" + store, "secret");
  }

  private static Optional<Secret> found(State<Optional<Secret>> state) {
    return ((State.Ready<Optional<Secret>>) state).value();
  }

  @Test
  void fillsThePathWithTheRequestsValues() {
    assertThat(TenantSecrets.fill("secret/{path:a}/{path:b}-x", Map.of("a", "1", "b", "2_-Z")))
        .contains("secret/1/2_-Z-x");
    assertThat(TenantSecrets.fill("secret/woo", Map.of())).contains("secret/woo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "a.b", "a b", "a%2fb", "{path:x}", "ä", "a\n"})
  void fillsInNothingThatCouldLeaveTheFolder(String value) {
    assertThat(TenantSecrets.fill("secret/woo/{path:store}", Map.of("store", value))).isEmpty();
  }

  @Test
  void fillsInNoValueThatIsMissingOrTooLong() {
    assertThat(TenantSecrets.fill("secret/{path:store}", Map.of())).isEmpty();
    assertThat(TenantSecrets.fill("secret/{path:s}", Map.of("s", "x".repeat(65)))).isEmpty();
    assertThat(TenantSecrets.fill("secret/{path:s}", Map.of("s", "x".repeat(64)))).isPresent();
  }

  @Test
  void keepsASecretAndHandsOutTheSameObjectUntilItIsAnother() {
    stored.put("secret/woo/a#secret", "one");
    Secret first = found(look("a")).orElseThrow();
    assertThat(found(look("a"))).containsSame(first);
    assertThat(asked).isEqualTo(1);

    clock.advance(Duration.ofMinutes(5));
    assertThat(found(look("a"))).containsSame(first);
    assertThat(asked).isEqualTo(2);

    stored.put("secret/woo/a#secret", "two");
    clock.advance(Duration.ofMinutes(5));
    assertThat(found(look("a")).orElseThrow().matches("two".getBytes(StandardCharsets.UTF_8)))
        .isTrue();
  }

  @Test
  void remembersThatATenantHasNone() {
    assertThat(found(look("b"))).isEmpty();
    assertThat(found(look("b"))).isEmpty();
    assertThat(asked).isEqualTo(1);

    stored.put("secret/woo/b#secret", "now");
    clock.advance(Duration.ofMinutes(1));
    assertThat(found(look("b"))).isPresent();
  }

  @Test
  void keepsTheLastGoodSecretWhileVaultIsAway() {
    stored.put("secret/woo/a#secret", "one");
    look("a");
    away = true;
    clock.advance(Duration.ofHours(23));

    assertThat(found(look("a"))).isPresent();
    assertThat(look("c")).isInstanceOf(State.Failed.class);
  }

  @Test
  void boundsWhatInventedTenantsCost() {
    for (int i = 0; i < 1_000; i++) {
      look("invented-" + i);
    }

    assertThat(asked).isEqualTo(20);
  }
}
