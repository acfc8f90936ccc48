package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretCommandTest {

  @Test
  void makesThirtyTwoBytesAndNeverTheSameTwice() {
    String first = Sallyport.run("secret", "new").out().strip();
    String second = Sallyport.run("secret", "new").out().strip();

    assertThat(Base64.getUrlDecoder().decode(first)).hasSize(32);
    assertThat(second).hasSize(first.length()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "hex, [0-9a-f]{48}",
    "base64, [A-Za-z0-9+/]{32}",
    "base64url, [A-Za-z0-9_-]{32}",
    "whsec, whsec_[A-Za-z0-9+/]{32}"
  })
  void writesItAsThePlatformWantsIt(String form, String pattern) {
    Sallyport made = Sallyport.run("secret", "new", "--as", form, "--bytes", "24");

    assertThat(made.exit()).isEqualTo(ExitCode.DONE);
    assertThat(made.out().strip()).matches(pattern);
  }

  @ParameterizedTest
  @CsvSource({"23", "65"})
  void refusesALengthThatIsWeakOrPointless(String bytes) {
    Sallyport refused = Sallyport.run("secret", "new", "--bytes", bytes);

    assertThat(refused.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("want 24 to 64, got " + bytes);
  }
}
