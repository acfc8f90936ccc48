package io.sallyport.verify.mechanism.http;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Reading;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9421: what must be covered, and what is refused; rows 7, 17 and 38 of the threat list. */
class HttpSignatureCheckTest extends HttpSignatureCase {
  @ParameterizedTest
  @ValueSource(
      strings = {"@method", "@target-uri", "@authority", "@path", "content-digest", "x-more"})
  void row17EachComponentThatThePolicyDemandsMustBeCovered(String demanded) {
    assertRefused(
        judge(
            rule(KEYS, demanded),
            signed(request(), "(\"date\");keyid=\"test-shared-secret\"", B25)),
        Reason.SIGNATURE_COVERAGE);
  }

  @Test
  void row17ByDefaultTheBodyMustBeCoveredWhereThereIsOne() {
    String input = "(\"@method\" \"@target-uri\");created=1618884473;keyid=\"test-shared-secret\"";

    assertRefused(judge(rule(KEYS), macked(request(), input)), Reason.SIGNATURE_COVERAGE);
    assertProven(judge(rule(KEYS), macked(request("", DIGEST), input)));
  }

  @Test
  void row17AWrongDigestIsRefusedThoughTheSignatureHolds() {
    assertRefused(
        judge(rule(KEYS), signed(request(BODY + " ", DIGEST), B23_INPUT, B23)),
        Reason.SIGNATURE_MISMATCH);
    for (String digest :
        List.of(
            DIGEST + ", sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
            "md5=:Sd/dVLAcvNLSq16eXua5uQ==:",
            "sha-256=\"X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=\"",
            "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE:",
            "")) {
      assertThat(judge(rule(KEYS), macked(request(BODY, digest), full())))
          .as(digest)
          .isInstanceOf(Outcome.Refused.class);
    }
  }

  @Test
  void aSecondDigestAlgorithmIsTakenToo() {
    // RFC 9530 §B.1's body has a newline; this is the hash of BODY, as in draft-cavage-12.
    assertProven(
        judge(
            rule(KEYS),
            macked(
                request(BODY, "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"), full())));
    assertProven(
        judge(
            rule(KEYS),
            macked(
                request(
                    BODY,
                    "unixsum=5, "
                        + DIGEST
                        + ", sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"),
                full())));
  }

  @Test
  void everyDerivedComponentIsOfTheRegisteredUrl() {
    String input =
        "(\"@method\" \"@target-uri\" \"@authority\" \"@scheme\" \"@path\" \"@query\" \"@request-target\" \"content-digest\");keyid=\"test-shared-secret\"";

    assertProven(judge(rule(KEYS), macked(request(), input)));
  }

  @Test
  void row38TheHostOfTheRequestDoesNotMatter() {
    String forElsewhere =
        mac(base(elsewhere(), full()).replace("https://example.com", "https://evil.example"));

    assertProven(judge(rule(KEYS), macked(elsewhere(), full())));
    assertRefused(
        judge(rule(KEYS), signed(elsewhere(), full(), forElsewhere)), Reason.SIGNATURE_MISMATCH);
  }

  @Test
  void row7ASignatureOrInputThatStandsTwiceIsRefused() {
    ARequest twice = signed(signed(request(), B23_INPUT, B23), B23_INPUT, B23);

    assertRefused(judge(rule(KEYS), twice), Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void theAlgorithmOfTheSignatureMustBeThatOfTheKey() {
    String rsa = full() + ";alg=\"rsa-pss-sha512\"";
    String right = full() + ";alg=\"hmac-sha256\"";

    assertProven(judge(rule(KEYS), macked(request(), right)));
    assertRefused(judge(rule(KEYS), macked(request(), rsa)), Reason.SIGNATURE_ALGORITHM);
    assertRefused(
        judge(rule(KEYS), macked(request(), full() + ";alg=\"none\"")), Reason.SIGNATURE_ALGORITHM);
  }

  @Test
  void thePolicyMayNarrowTheAlgorithms() {
    HttpSignatureRule onlyEd25519 =
        new HttpSignatureRule(
            List.of("date"),
            Optional.empty(),
            Optional.empty(),
            List.of("ed25519"),
            KEYS,
            List.of());

    assertProven(judge(onlyEd25519, signed(request(), B26_INPUT, B26)));
    assertRefused(
        judge(onlyEd25519, signed(request(), B25_INPUT, B25)), Reason.SIGNATURE_ALGORITHM);
  }

  @Test
  void anExpiredSignatureIsStale() {
    assertProven(judge(rule(KEYS), macked(request(), full() + ";expires=1618884473")));
    assertRefused(
        judge(rule(KEYS), macked(request(), full() + ";expires=1618884472")),
        Reason.TIMESTAMP_STALE);
  }

  @Test
  void missingIsRefused() {
    assertRefused(judge(rule(KEYS), request()), Reason.SIGNATURE_MISSING);
    assertRefused(
        judge(rule(KEYS), request().header("Signature-Input", "sig=" + B23_INPUT)),
        Reason.SIGNATURE_MISSING);
    assertRefused(judge(rule(KEYS), signed(request(), B23_INPUT, "")), Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void aCoveredHeaderThatIsGoneOrChangedIsRefused() {
    ARequest without =
        ARequest.post("/foo?param=Value&Pet=dog")
            .registeredAs(REGISTERED)
            .header("Date", "x")
            .body(BODY);

    assertRefused(
        judge(rule(KEYS, "date"), signed(without, B25_INPUT, B25)), Reason.SIGNED_PART_MISSING);
    for (String bent : List.of("Tue, 20 Apr 2021 02:07:56 GMT", "tue, 20 Apr 2021 02:07:55 GMT")) {
      ARequest changed =
          ARequest.post("/foo")
              .registeredAs(REGISTERED)
              .header("Date", bent)
              .header("Content-Type", "application/json")
              .body(BODY);
      assertRefused(
          judge(rule(KEYS, "date"), signed(changed, B25_INPUT, B25)), Reason.SIGNATURE_MISMATCH);
    }
  }

  @Test
  void everyPrefixOfTheSignatureIsRefused() {
    byte[] whole = Base64.getDecoder().decode(B25);
    for (int length = 1; length < whole.length; length++) {
      String prefix = Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(whole, length));

      assertRefused(
          judge(rule(KEYS, "date"), signed(request(), B25_INPUT, prefix)),
          Reason.SIGNATURE_MALFORMED);
    }
  }

  /** RFC 9421 §2.1.2 and §2.1.3: a member of a dictionary, and the bytes of the lines. */
  @Test
  void aMemberAndTheRawLinesOfAFieldCanBeCovered() {
    ARequest request =
        request()
            .header("Example-Dict", "a=1, b=2;x=1;y=2, c=(a   b   c), d")
            .header("Example-Header", "value, with, lots")
            .header("Example-Header", "of, commas");
    String input =
        "(\"example-dict\";key=\"a\" \"example-dict\";key=\"b\" \"example-dict\";key=\"c\" \"example-dict\";key=\"d\" \"example-header\";bs);keyid=\"test-shared-secret\"";
    String base =
        "\"example-dict\";key=\"a\": 1\n"
            + "\"example-dict\";key=\"b\": 2;x=1;y=2\n"
            + "\"example-dict\";key=\"c\": (a b c)\n"
            + "\"example-dict\";key=\"d\": ?1\n"
            + "\"example-header\";bs: :dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:\n"
            + "\"@signature-params\": "
            + input;

    assertProven(judge(rule(KEYS, "example-header"), signed(request, input, mac(base))));
  }

  /** RFC 9421 §2.2.8. */
  @Test
  void aQueryParameterIsDecodedAndEncodedAnew() {
    ARequest request =
        ARequest.get(
                "/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something")
            .registeredAs("https://www.example.com/parameters");
    String input =
        "(\"@query-param\";name=\"var\" \"@query-param\";name=\"bar\" \"@query-param\";name=\"fa%C3%A7ade%22%3A%20\");keyid=\"test-shared-secret\"";
    String base =
        "\"@query-param\";name=\"var\": this%20is%20a%20big%0Amultiline%20value\n"
            + "\"@query-param\";name=\"bar\": with%20plus%20whitespace\n"
            + "\"@query-param\";name=\"fa%C3%A7ade%22%3A%20\": something\n"
            + "\"@signature-params\": "
            + input;

    assertProven(
        judge(rule(KEYS, "\"@query-param\";name=\"var\""), signed(request, input, mac(base))));
  }

  @Test
  void aQueryParameterThatStandsTwiceIsRefused() {
    ARequest request = ARequest.get("/p?a=1&a=2").registeredAs("https://www.example.com/p");
    String input = "(\"@query-param\";name=\"a\");keyid=\"test-shared-secret\"";

    assertRefused(
        judge(rule(KEYS, "\"@query-param\";name=\"a\""), signed(request, input, B25)),
        Reason.SIGNED_PART_REPEATED);
  }

  @Test
  void theParametersCanBeReadAsTheTokensHeader() {
    Reading reading = signed(request(), B23_INPUT, B23).in(PLAIN);

    assertProven(check(rule(KEYS)).check(reading, CREATED));

    assertThat(template("{jose:created}").text(reading)).isEqualTo("1618884473");
    assertThat(template("{jose:keyid}").text(reading)).isEqualTo("test-key-rsa-pss");
    assertThat(template("{jose:label}").text(reading)).isEqualTo("sig");
  }

  @Test
  void aRuleThatNamesNoAlgorithmOfTheRegistryDoesNotCompile() {
    assertThatThrownBy(
            () ->
                check(
                    new HttpSignatureRule(
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("sha256"),
                        KEYS,
                        List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
