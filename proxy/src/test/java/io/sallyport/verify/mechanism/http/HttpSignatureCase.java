package io.sallyport.verify.mechanism.http;

import static io.sallyport.verify.mechanism.ARule.PLAIN;

import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.PublicKeys;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.AKey;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.template.ARequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Requests signed as RFC 9421 says, by hand and by its appendix B. */
abstract class HttpSignatureCase {
  static final Instant CREATED = Instant.ofEpochSecond(1618884473);
  static final String REGISTERED = "https://example.com/foo";
  static final String BODY = "{\"hello\": \"world\"}";
  static final String DIGEST =
      "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

  /** RFC 9421 §B.1.2 to §B.1.5. */
  static final KeyRule KEYS =
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

  static final String B22_INPUT =
      "(\"@authority\" \"content-digest\" \"@query-param\";name=\"Pet\");created=1618884473;keyid=\"test-key-rsa-pss\";tag=\"header-example\"";
  static final String B22 =
      "LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==";
  static final String B23_INPUT =
      "(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\"";
  static final String B23 =
      "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==";
  static final String B25_INPUT =
      "(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"";
  static final String B25 = "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=";
  static final String B26_INPUT =
      "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
  static final String B26 =
      "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

  static VerificationKey publicKey(String id, String spki) {
    try {
      return new VerificationKey.Public(id, PublicKeys.spki(Base64.getDecoder().decode(spki)));
    } catch (KeyFault e) {
      throw new AssertionError(e);
    }
  }

  /** RFC 9421 §B.2, {@code test-request}. */
  static ARequest request() {
    return request(BODY, DIGEST);
  }

  static ARequest request(String body, String digest) {
    return ARequest.post("/foo?param=Value&Pet=dog")
        .registeredAs(REGISTERED)
        .header("Host", "example.com")
        .header("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
        .header("Content-Type", "application/json")
        .header("Content-Digest", digest)
        .header("Content-Length", "18")
        .body(body);
  }

  static ARequest signed(ARequest request, String input, String signature) {
    return request
        .header("Signature-Input", "sig=" + input)
        .header("Signature", "sig=:" + signature + ":");
  }

  static HttpSignatureRule rule(KeyRule keys, String... cover) {
    return new HttpSignatureRule(
        List.of(cover), Optional.empty(), Optional.empty(), List.of(), keys, List.of());
  }

  static Outcome judge(HttpSignatureRule rule, ARequest request) {
    return check(rule).check(request.in(PLAIN), CREATED);
  }

  static Check check(HttpSignatureRule rule) {
    return Mechanisms.of(rule);
  }

  static String full() {
    return "(\"@method\" \"@target-uri\" \"content-digest\");keyid=\"test-shared-secret\"";
  }

  /** The tests' own signer over the base of {@code full()} and its like. */
  static ARequest macked(ARequest request, String input) {
    return signed(request, input, mac(base(request, input)));
  }

  static String base(ARequest request, String input) {
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

  static String mac(String base) {
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

  static ARequest elsewhere() {
    return ARequest.post("/foo?param=Value&Pet=dog")
        .registeredAs(REGISTERED)
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("Content-Digest", DIGEST)
        .body(BODY);
  }
}
