package io.sallyport.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Row 20: low entropy or empty; what two integrations share is the policy folder's business. */
class SecretFloorTest {
  private static final String GOOD = "0123456789abcdefghijklmn";

  @Test
  void row20NamesWhatIsWeak() {
    assertThat(SecretFloor.weakness(Secret.ofText(GOOD))).isEmpty();
    assertThat(SecretFloor.weakness(Secret.ofText(GOOD.substring(1))))
        .contains("has 23 bytes and can be guessed; want at least 24");
    assertThat(SecretFloor.weakness(Secret.ofText(""))).contains("is empty");
    assertThat(SecretFloor.weakness(Secret.ofText("ab".repeat(20))))
        .hasValueSatisfying(why -> assertThat(why).contains("only 2 different bytes"));
    assertThat(SecretFloor.weakness(Secret.ofText(GOOD + "\n")))
        .hasValueSatisfying(why -> assertThat(why).contains("white space"));
  }

  @Test
  void row20SaysNothingOfTheSecretItself() {
    assertThat(SecretFloor.weakness(Secret.ofText("hunter2")).orElseThrow())
        .doesNotContain("hunter2");
  }
}
