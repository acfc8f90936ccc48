package io.sallyport.verify.mechanism.http;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.template.ARequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several signatures counts; row 18 of the threat list. */
class HttpSignatureLabelsTest extends HttpSignatureCase {
  @Test
  void row18AnotherSignatureNeitherHelpsNorHarms() {
    String evil = "(\"@method\");keyid=\"evil\"";
    for (String labels : List.of("evil=%s, sig=%s", "sig=%2$s, evil=%1$s")) {
      ARequest request =
          request()
              .header("Signature-Input", labels.formatted(evil, B23_INPUT))
              .header(
                  "Signature", labels.formatted(":" + "A".repeat(342) + "==:", ":" + B23 + ":"));

      assertProven(judge(rule(KEYS), request));
    }
  }

  @Test
  void row18ASignatureUnderAnotherLabelIsNoSignature() {
    ARequest swapped =
        request()
            .header("Signature-Input", "a=" + B23_INPUT)
            .header("Signature", "b=:" + B23 + ":");

    assertRefused(judge(rule(KEYS), swapped), Reason.SIGNATURE_MISSING);
  }

  @Test
  void row18TheLabelsOfTwoSignaturesCannotBeSwapped() {
    ARequest swapped =
        request()
            .header("Signature-Input", "a=" + B23_INPUT + ", b=" + B25_INPUT)
            .header("Signature", "a=:" + B25 + ":, b=:" + B23 + ":");

    assertThat(judge(rule(KEYS, "date"), swapped)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void theLabelAndTheTagSelect() {
    HttpSignatureRule byTag =
        new HttpSignatureRule(
            List.of("@authority"),
            Optional.empty(),
            Optional.of("header-example"),
            List.of(),
            KEYS,
            List.of());
    HttpSignatureRule byLabel =
        new HttpSignatureRule(
            List.of("@authority"),
            Optional.of("sig"),
            Optional.empty(),
            List.of(),
            KEYS,
            List.of());

    assertProven(judge(byTag, signed(request(), B22_INPUT, B22)));
    assertRefused(judge(byTag, signed(request(), B25_INPUT, B25)), Reason.SIGNATURE_MISSING);
    assertProven(judge(byLabel, signed(request(), B25_INPUT, B25)));
    assertRefused(
        judge(
            byLabel,
            request()
                .header("Signature-Input", "other=" + B25_INPUT)
                .header("Signature", "other=:" + B25 + ":")),
        Reason.SIGNATURE_MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(\"date\" \"date\")",
        "(\"date\" \"@authority\" \"date\")",
        "(\"Date\")",
        "(date)",
        "(\"@unknown\")",
        "(\"@status\")",
        "(\"@method\";req)",
        "(\"date\";tr)",
        "(\"date\";sf)",
        "(\"date\";bs;sf)",
        "(\"@query-param\")",
        "(\"@query-param\";name=\"a\";sf)",
        "(\"\")",
        "\"date\"",
        "(\"date\");created=\"1618884473\"",
        "(\"date\");created=1618884473.0",
        "(\"date\");keyid=test",
        "(\"date\");alg=7",
        "(\"date\");created=1;created=2",
        "(\"date\"",
        "(\"date\"))",
        "(\"date\"\"host\")",
      })
  void row18WhatIsNotBuiltLikeTheRfcIsRefused(String input) {
    assertThat(judge(rule(KEYS, "date"), signed(request(), input, B25)))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void row18AnUnknownParameterIsSignedAndOtherwiseIgnored() {
    assertProven(judge(rule(KEYS), macked(request(), full() + ";purpose=\"x\";flag")));
  }

  @Test
  void moreThanEightSignaturesAreNotTried() {
    StringBuilder inputs = new StringBuilder("s0=" + B23_INPUT);
    StringBuilder signatures = new StringBuilder("s0=:" + B23 + ":");
    for (int i = 1; i < 9; i++) {
      inputs.append(", s").append(i).append('=').append(B25_INPUT);
      signatures.append(", s").append(i).append("=:").append(B25).append(':');
    }

    assertRefused(
        judge(
            rule(KEYS),
            request()
                .header("Signature-Input", inputs.toString())
                .header("Signature", signatures.toString())),
        Reason.SIGNATURE_TOO_MANY);
  }
}
