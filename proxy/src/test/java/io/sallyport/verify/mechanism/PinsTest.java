package io.sallyport.verify.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.template.Coverage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PinsTest {
  private static final KeyRule NO_KEYS =
      new KeyRule(KeyEncoding.PEM, (reading, now) -> new KeyLookup.Found(List.of()));

  /** RFC 9421 §2.3: they are in every signature base, so freshness may be read from them. */
  @Test
  void aMessageSignaturePinsItsOwnParameters() {
    HttpSignatureRule rule =
        new HttpSignatureRule(
            List.of("@method", "content-digest"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            NO_KEYS,
            List.of());

    Coverage pins = Mechanisms.pins(rule);

    assertThat(pins.uncovered(Coverage.ofWords(List.of("jose:created", "jose:nonce", "body"))))
        .isEmpty();
    assertThat(pins.uncovered(Coverage.ofWords(List.of("query:a", "header:x"))))
        .containsExactly("header:x", "query:a");
  }
}
