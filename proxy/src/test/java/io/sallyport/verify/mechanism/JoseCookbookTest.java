package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.NOW;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.JwkKeys;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.template.ARequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7520 §4: the examples of JSON Web Signature in compact form. */
class JoseCookbookTest {
  private static final String PAYLOAD =
      "It\u2019s a dangerous business, Frodo, going out your door. You step onto the road, and if"
          + " you don't keep your feet, there\u2019s no knowing where you might be swept off to.";

  /** One section with its key. */
  record Example(String section, VerificationKey key, String token) {
    @Override
    public String toString() {
      return "RFC 7520 section " + section;
    }
  }

  static List<Example> examples() throws IOException, KeyFault {
    List<Example> examples = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(
            JoseCookbookTest.class.getResourceAsStream("/vectors/rfc7520.json"))) {
      for (JsonNode example : new ObjectMapper().readTree(in).get("examples")) {
        byte[] jwk = example.get("jwk").toString().getBytes(StandardCharsets.UTF_8);
        examples.add(
            new Example(
                example.get("section").textValue(),
                JwkKeys.parse(jwk).keys().get(0),
                example.get("token").textValue()));
      }
    }
    return examples;
  }

  private static Outcome judge(VerificationKey key, Optional<String> payload, ARequest request) {
    JwsRule rule =
        new JwsRule(
            template("{header:X-Token}"),
            List.copyOf(Algorithms.jose().keySet()),
            List.of(),
            payload.map(ARule::template),
            Expiry.IGNORED,
            AKey.of(key),
            List.of(),
            List.of());
    return Mechanisms.of(rule).check(request.in(PLAIN), NOW);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theAttachedFormVerifiesWithItsKeyOnly(Example example) throws IOException, KeyFault {
    ARequest request = ARequest.withHeader("X-Token", example.token());

    var proof = assertProven(judge(example.key(), Optional.empty(), request));

    assertThat(proof.keyId()).isEqualTo(example.key().id());
    for (Example other : examples()) {
      boolean isSame = other.section().equals(example.section());
      assertThat(judge(other.key(), Optional.empty(), request) instanceof Outcome.Proven)
          .as("with the key of " + other)
          .isEqualTo(isSame);
    }
  }

  /** §4.5: the signature of §4.4 with its content left out. */
  @Test
  void theDetachedFormVerifiesOverTheBody() throws IOException, KeyFault {
    Example attached = examples().get(3);
    String detached = attached.token().replaceFirst("\\.[^.]*\\.", "..");

    assertProven(
        judge(
            attached.key(),
            Optional.of("{body}"),
            ARequest.withBody(PAYLOAD).header("X-Token", detached)));
    assertRefused(
        judge(
            attached.key(),
            Optional.of("{body}"),
            ARequest.withBody(PAYLOAD + " ").header("X-Token", detached)),
        Reason.SIGNATURE_MISMATCH);
  }
}
