package io.sallyport.verify.mechanism.http;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.HashAlgorithm;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.PublicKeys;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.AKey;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Reading;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9421: its own vectors (appendix B), and rows 17, 18 and 38 of the threat list. */
class HttpSignatureCheckTest {
  private static final Instant CREATED = Instant.ofEpochSecond(1618884473);
  private static final String REGISTERED = "https://example.com/foo";
  private static final String BODY = "{\"hello\": \"world\"}";
  private static final String DIGEST =
      "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

  /** RFC 9421 §B.1.2 to §B.1.5. */
  private static final KeyRule KEYS =
      AKey.of(
          publicKey(
              "test-key-rsa-pss",
              "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2"
                  + "+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+"
                  + "oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq"
                  + "gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W"
                  + "Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4"
                  + "aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI"
                  + "2wIDAQAB"),
          publicKey(
              "test-key-ecc-p256",
              "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf"
                  + "w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ=="),
          publicKey(
              "test-key-ed25519", "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="),
          new VerificationKey.Shared(
              "test-shared-secret",
              Base64.getDecoder()
                  .decode(
                      "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==")));

  private static final String B22_INPUT =
      "(\"@authority\" \"content-digest\" \"@query-param\";name=\"Pet\");created=1618884473;keyid=\"test-key-rsa-pss\";tag=\"header-example\"";
  private static final String B22 =
      "LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==";
  private static final String B23_INPUT =
      "(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\"";
  private static final String B23 =
      "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==";
  private static final String B25_INPUT =
      "(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"";
  private static final String B25 = "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=";
  private static final String B26_INPUT =
      "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
  private static final String B26 =
      "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

  private static VerificationKey publicKey(String id, String spki) {
    try {
      return new VerificationKey.Public(id, PublicKeys.spki(Base64.getDecoder().decode(spki)));
    } catch (KeyFault e) {
      throw new AssertionError(e);
    }
  }

  /** RFC 9421 §B.2, {@code test-request}. */
  private static ARequest request() {
    return request(BODY, DIGEST);
  }

  private static ARequest request(String body, String digest) {
    return ARequest.post("/foo?param=Value&Pet=dog")
        .registeredAs(REGISTERED)
        .header("Host", "example.com")
        .header("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
        .header("Content-Type", "application/json")
        .header("Content-Digest", digest)
        .header("Content-Length", "18")
        .body(body);
  }

  private static ARequest signed(ARequest request, String input, String signature) {
    return request
        .header("Signature-Input", "sig=" + input)
        .header("Signature", "sig=:" + signature + ":");
  }

  private static HttpSignatureRule rule(KeyRule keys, String... cover) {
    return new HttpSignatureRule(
        List.of(cover), Optional.empty(), Optional.empty(), List.of(), keys, List.of());
  }

  private static Outcome judge(HttpSignatureRule rule, ARequest request) {
    return check(rule).check(request.in(PLAIN), CREATED);
  }

  private static Check check(HttpSignatureRule rule) {
    return Mechanisms.of(rule);
  }

  @Test
  void agreesWithB22SelectedComponents() {
    var proof =
        assertProven(
            judge(
                rule(KEYS, "@authority", "content-digest", "\"@query-param\";name=\"Pet\""),
                signed(request(), B22_INPUT, B22)));

    assertThat(proof.keyId()).isEqualTo("test-key-rsa-pss");
    assertThat(proof.covers()).contains("body", "header:content-digest", "query:Pet");
  }

  @Test
  void agreesWithB23FullCoverageWhichIsEnoughByDefault() {
    var proof = assertProven(judge(rule(KEYS), signed(request(), B23_INPUT, B23)));

    assertThat(proof.mechanism()).isEqualTo("http-signature");
    assertThat(proof.covers()).contains("body", "method", "url", "target");
  }

  @Test
  void agreesWithB25SharedSecret() {
    assertProven(
        judge(rule(KEYS, "date", "@authority", "content-type"), signed(request(), B25_INPUT, B25)));
  }

  @Test
  void agreesWithB26Ed25519() {
    assertProven(
        judge(rule(KEYS, "@method", "@path", "@authority"), signed(request(), B26_INPUT, B26)));
  }

  /** A response's signature: the only vector of §B.2 that says nothing of a request. */
  @Test
  void refusesB24BecauseAStatusBelongsToAnswers() {
    assertRefused(
        judge(
            rule(KEYS, "content-type"),
            signed(
                request(),
                "(\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\"",
                "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==")),
        Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void row17RefusesB21BecauseItCoversNothing() {
    assertRefused(
        judge(
            rule(KEYS),
            signed(
                request(),
                "();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"",
                "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==")),
        Reason.SIGNATURE_COVERAGE);
  }

  /** §B.3: a proxy signs the client's certificate and the internal authority. */
  @Test
  void agreesWithB3BehindAProxy() {
    String certificate =
        ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";
    ARequest request =
        ARequest.post("/foo?param=Value&Pet=dog")
            .registeredAs("https://service.internal.example/foo")
            .header("Client-Cert", certificate)
            .body(BODY);

    assertProven(
        judge(
            rule(KEYS, "@method", "@path", "@query", "@authority", "client-cert"),
            signed(
                request,
                "(\"@path\" \"@query\" \"@method\" \"@authority\" \"client-cert\");created=1618884473;keyid=\"test-key-ecc-p256\"",
                "xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==")));
  }

  /** §B.4: what a proxy may change on the way, and what it may not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GET; https://example.org/demo; ?name1=Value1&Name2=value2; application/json|*/*; true",
        "GET; https://example.org/demo; ?name1=Value1&Name2=value2&param=added; application/json|*/*; true",
        "GET; https://example.org/demo; ?name1=Value1&Name2=value2; application/json, */*; true",
        "POST; https://example.com/demo; ?name1=Value1&Name2=value2; application/json|*/*; false",
        "GET; https://example.org/demo; ?name1=Value1&Name2=value2; */*|application/json; false",
      })
  void agreesWithB4Transformations(
      String method, String url, String query, String accept, boolean holds) {
    ARequest request =
        (method.equals("GET") ? ARequest.get("/demo" + query) : ARequest.post("/demo" + query))
            .registeredAs(url);
    for (String line : accept.split("\\|", -1)) {
      request.header("Accept", line);
    }

    Outcome outcome =
        judge(
            rule(KEYS, "@method", "@path", "@authority", "accept"),
            signed(
                request,
                "(\"@method\" \"@path\" \"@authority\" \"accept\");created=1618884473;keyid=\"test-key-ed25519\"",
                "ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA=="));

    assertThat(outcome instanceof Outcome.Proven).isEqualTo(holds);
  }

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

  private static String full() {
    return "(\"@method\" \"@target-uri\" \"content-digest\");keyid=\"test-shared-secret\"";
  }

  /** The tests' own signer over the base of {@code full()} and its like. */
  private static ARequest macked(ARequest request, String input) {
    return signed(request, input, mac(base(request, input)));
  }

  private static String base(ARequest request, String input) {
    StringBuilder base = new StringBuilder();
    String components = input.substring(1, input.indexOf(')'));
    for (String component : components.split(" ", -1)) {
      if (component.isEmpty()) {
        continue;
      }
      String name = component.substring(1, component.indexOf('"', 1));
      String value =
          switch (name) {
            case "@method" -> request.inbound().method();
            case "@target-uri" -> REGISTERED + "?param=Value&Pet=dog";
            case "@authority" -> "example.com";
            case "@scheme" -> "https";
            case "@path" -> "/foo";
            case "@query" -> "?param=Value&Pet=dog";
            case "@request-target" -> "/foo?param=Value&Pet=dog";
            default -> String.join(", ", request.inbound().headers().all(name));
          };
      base.append(component).append(": ").append(value).append('\n');
    }
    return base.append("\"@signature-params\": ").append(input).toString();
  }

  private static String mac(String base) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder()
                  .decode(
                      "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="),
              "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(base.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
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

  private static ARequest elsewhere() {
    return ARequest.post("/foo?param=Value&Pet=dog")
        .registeredAs(REGISTERED)
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("Content-Digest", DIGEST)
        .body(BODY);
  }

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

  @Test
  void theDigestsOfRfc9530AreTheirBodies() {
    assertThat(
            ContentDigest.fault(
                "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
                io.sallyport.webhook.RawBody.ofText("{\"hello\": \"world\"}\n")))
        .isEmpty();
    assertThat(
            ContentDigest.fault(
                "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
                io.sallyport.webhook.RawBody.empty()))
        .isEmpty();
    assertThat(HashAlgorithm.SHA256.bytes()).isEqualTo(32);
  }
}
