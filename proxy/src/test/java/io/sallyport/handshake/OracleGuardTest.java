package io.sallyport.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OracleGuardTest {
  private static final List<String> SIGNED_PREFIXES = List.of("v0:", "hmacsha256=");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qgGSP1WwR4Gtd4kPzK4w8A", // an alphanumeric token as Zoom sends it
        "890ebd0a-8f3c-4d5e-9c42-1d2f3a4b5c6d", // a UUID as LinkedIn sends it
        "20f9f8ed05f77439fe955c977e4c8a53", // the challenge of Braintree's own tests
        "MGEwMjQ1Yw==",
      })
  void letsPlainChallengesThrough(String challenge) {
    assertThat(isHarmless(challenge)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"for_user_id\":\"1\"}",
        "[1]",
        "a=1&b=2",
        "v0:1700000000:x",
        "hmacsha256=x",
        "two words",
        "line\nbreak",
        "nul\u0000",
        "<xml/>",
        "umlaut-\u00fc",
        "",
      })
  void refusesWhatCouldBeSignedContent(String challenge) {
    assertThat(isHarmless(challenge)).isFalse();
  }

  @Test
  void refusesWhatIsLongerThanAnyChallenge() {
    assertThat(isHarmless("a".repeat(OracleGuard.CHALLENGE_BYTES_MAX))).isTrue();
    assertThat(isHarmless("a".repeat(OracleGuard.CHALLENGE_BYTES_MAX + 1))).isFalse();
  }

  private static boolean isHarmless(String challenge) {
    return OracleGuard.isHarmless(challenge.getBytes(StandardCharsets.UTF_8), SIGNED_PREFIXES);
  }
}
