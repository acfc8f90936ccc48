package io.sallyport.verify.mechanism.http;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.HashAlgorithm;
import io.sallyport.verify.template.ARequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of RFC 9421, appendix B, and of RFC 9530. */
class Rfc9421VectorsTest extends HttpSignatureCase {
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
