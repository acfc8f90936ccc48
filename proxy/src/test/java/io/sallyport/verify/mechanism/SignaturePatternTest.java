package io.sallyport.verify.mechanism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verify.template.TemplateFault;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturePatternTest {

  private static Optional<SignaturePattern.Written> read(String pattern, String value)
      throws TemplateFault {
    return SignaturePattern.of(pattern).read(value.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "{hex}, 00ff10, 00ff10",
    "{hex}, 00FF10, 00ff10",
    "{hex}, 00fF10, 00ff10",
    "{HEX}, 00FF10, 00ff10",
    "sha256={hex}, sha256=00ff10, 00ff10",
    "{base64}, AP8Q, 00ff10",
    "{base64}, '+/8=', fbff",
    "{base64url}, -_8, fbff",
    "{base64url}, -_8=, fbff",
    "{base64:hex}, MDBmZjEw, 00ff10",
    "({hex}), (00ff10), 00ff10",
    "{{{hex}}, '{00ff10}', 00ff10",
    "v1={hex};x, v1=00ff10;x, 00ff10",
  })
  void readsTheCanonicalSpelling(String pattern, String value, String bytes) throws TemplateFault {
    assertThat(read(pattern, value))
        .hasValueSatisfying(
            written -> assertThat(HexFormat.of().formatHex(written.bytes())).isEqualTo(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "{hex}, 00ff1",
    "{hex}, 00fg10",
    "{hex}, ' 00ff10'",
    "{hex}, '00ff10 '",
    "{hex}, 0x00ff10",
    "{HEX}, 00ff10",
    "{HEX}, 00Ff10",
    "sha256={hex}, 00ff10",
    "sha256={hex}, SHA256=00ff10",
    "sha256={hex}, sha256=sha256=00ff10",
    "sha256={hex}, sha1=00ff10",
    "v1={hex};x, v1=00ff10",
    "{base64}, AP8",
    "{base64}, AP8=Q",
    "{base64}, QUJ=",
    "{base64}, 'QUI'",
    "{base64}, 'QUI=='",
    "{base64}, '-_8='",
    "{base64}, 'A P8Q'",
    "{base64}, A",
    "{base64}, ====",
    "{base64url}, +/8",
    "{base64url}, -_9",
    "{base64url}, '-_8=='",
    "{base64url}, A",
    "{base64:hex}, AP8Q",
    "{base64:hex}, MDBmZjE=",
    "{base64:hex}, MDBGRjEw",
  })
  void row5PassesOverEveryOtherSpelling(String pattern, String value) throws TemplateFault {
    assertThat(read(pattern, value)).isEmpty();
  }

  @Test
  void row5NoTwoSpellingsOfBase64GiveTheSameBytes() throws TemplateFault {
    // All that the platform's decoder takes for the two bytes of "AB".
    assertThat(read("{base64}", "QUI=")).isPresent();
    assertThat(read("{base64}", "QUJ=")).isEmpty();
    assertThat(read("{base64}", "QUK=")).isEmpty();
    assertThat(read("{base64}", "QUI")).isEmpty();
    assertThat(read("{base64url}", "QUJ")).isEmpty();
    assertThat(read("{base64url}", "QUK")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "{alg}={hex}, sha1=00ff10, sha1",
    "{alg}={hex}, sha512=00ff10, sha512",
    "{hex}.{alg}, 00ff10.sha256, sha256",
    "x-{alg}:{base64}!, 'x-sha1:AP8Q!', sha1",
  })
  void readsTheAlgorithmThatTheSignatureNames(String pattern, String value, String algorithm)
      throws TemplateFault {
    assertThat(read(pattern, value))
        .hasValueSatisfying(
            written -> {
              assertThat(written.algorithm()).isEqualTo(algorithm);
              assertThat(written.bytes()).containsExactly(0, 0xff, 0x10);
            });
    assertThat(SignaturePattern.of(pattern).namesAlgorithm()).isTrue();
  }

  @Test
  void anEmptyAlgorithmIsNoAlgorithm() throws TemplateFault {
    assertThat(read("{alg}={hex}", "=00ff10")).isEmpty();
    assertThat(read("{alg}={hex}", "00ff10")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "{hex",
        "{octal}",
        "{hex}{alg}",
        "{hex},{base64}",
        "{alg}={alg}{hex}",
        "{hex}\u00e9",
        "{alg}"
      })
  void aPatternThatCannotBeReadDoesNotCompile(String pattern) {
    assertThatThrownBy(() -> SignaturePattern.of(pattern)).isInstanceOf(TemplateFault.class);
  }

  @Test
  void aFaultNamesItsPlace() {
    assertThatThrownBy(() -> SignaturePattern.of("sha256={octal}"))
        .isInstanceOfSatisfying(
            TemplateFault.class, fault -> assertThat(fault.offset()).isEqualTo(7))
        .hasMessageContaining("{octal}");
  }
}
