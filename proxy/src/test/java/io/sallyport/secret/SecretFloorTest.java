package io.sallyport.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.secret.SecretFloor.Used;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row 20: low entropy, empty, or the same for two integrations. */
class SecretFloorTest {
  private static final String GOOD = "0123456789abcdefghijklmn";

  @Test
  void row20NamesWhatIsWeak() {
    assertThat(SecretFloor.weakness(Secret.ofText(GOOD))).isEmpty();
    assertThat(SecretFloor.weakness(Secret.ofText(GOOD.substring(1))))
        .contains("has 23 bytes; want at least 24 random ones");
    assertThat(SecretFloor.weakness(Secret.ofText(""))).contains("is empty");
    assertThat(SecretFloor.weakness(Secret.ofText("ab".repeat(20))))
        .hasValueSatisfying(why -> assertThat(why).contains("only 2 different bytes"));
    assertThat(SecretFloor.weakness(Secret.ofText(GOOD + "\n")))
        .hasValueSatisfying(why -> assertThat(why).contains("white space"));
  }

  @Test
  void row20FindsASecretThatTwoIntegrationsShare() {
    Secret one = Secret.ofText(GOOD);
    List<Used> all =
        List.of(
            new Used("stripe", "a", one),
            new Used("github", "b", Secret.ofText(GOOD)),
            new Used("slack", "c", Secret.ofText(GOOD + "x")),
            new Used("slack", "d", Secret.ofText(GOOD + "x")));

    assertThat(SecretFloor.sharedBetween(all)).containsExactly(List.of("github", "stripe"));
  }

  @Test
  void row20SaysNothingOfTheSecretItself() {
    assertThat(SecretFloor.weakness(Secret.ofText("hunter2")).orElseThrow())
        .doesNotContain("hunter2");
    assertThat(new Used("a", "b", Secret.ofText("hunter2")).toString()).doesNotContain("hunter2");
  }
}
