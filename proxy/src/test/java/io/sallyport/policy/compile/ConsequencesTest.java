package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsequencesTest {
  @Test
  void saysWhatFollowsWithoutStandingThere() {
    assertThat(
            of(
                "provider: stripe\nkeys: [\"${env:X}\"]\n"
                    + "deliver: [{to: \"http://x/\", mode: durable, order: account}, {path: /now, to:"
                    + " \"http://y/\", mode: pass-through, timeout: 5s}]\n"))
        .containsExactly(
            "deliver durably: 100 tries within 3d, one event of an account after the other",
            "deliver /now by pass-through: the sender waits for the answer, at most 5s",
            "an event is known again by its signed id within its account",
            "it is remembered for 7d after its end, its bytes for 1h",
            "held, it waits 7d for a person; together at most 4096MiB lie here");
  }

  @ParameterizedTest
  @CsvSource({
    "stripe, its signed id within its account",
    "github, the bytes that were signed",
    "plaid, the bytes that were signed",
    "gitlab-token, its body",
    "bot-framework, its body",
    "dropbox, nothing: the sender means equal words anew each time"
  })
  void saysByWhatAnEventIsKnownAgain(String provider, String name) {
    String params =
        switch (provider) {
          case "plaid" -> "params: {host: x.plaid.com, client-id: a, secret: \"${env:S}\"}\n";
          case "bot-framework" -> "params: {app-id: [x]}\n";
          default -> "keys: [\"${env:X}\"]\n";
        };

    assertThat(of("provider: " + provider + "\n" + params + "deliver: \"http://x/\"\n"))
        .contains("an event is known again by " + name);
  }

  private static List<String> of(String yaml) {
    APolicy.Outcome outcome = APolicy.named("acme").saying(yaml).checked();
    assertThat(outcome.errors()).isEmpty();
    return Consequences.of(outcome.compiled().orElseThrow().policy().orElseThrow());
  }
}
