package io.sallyport.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.verify.Wycheproof.Vector;
import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.Curve;
import io.sallyport.verify.key.HashAlgorithm;
import io.sallyport.verify.key.JwkKeys;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyedMac;
import io.sallyport.verify.key.PublicKeys;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.AKey;
import io.sallyport.verify.mechanism.Algorithms;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.SignaturePattern;
import io.sallyport.verify.mechanism.SignatureRule;
import io.sallyport.verify.mechanism.SignatureRule.AlgorithmChoice;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.SignatureRule.SignatureSource;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.mechanism.primitive.Ecdsa;
import io.sallyport.verify.mechanism.primitive.Ed25519;
import io.sallyport.verify.mechanism.primitive.PublicAlgorithm;
import io.sallyport.verify.mechanism.primitive.RsaPkcs1;
import io.sallyport.verify.mechanism.primitive.RsaPss;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows 2, 10, 11, 12 and 16 of the threat list: nothing malformed is accepted, nothing right lost.
 */
class WycheproofTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Language LANGUAGE = TemplateLanguage.builder(Map.of()).build();

  /**
   * Defects of the corpus (json_web_signature). 367 and 370 are byte-identical to 357, which is
   * valid; 372 and 373 have a question mark inside the signed text; 346 and 350 say PS384 under a
   * key for PS256, 347 and 351 ES512 under a key for a misspelt ES521.
   */
  private static final Set<Integer> DEFECTS = Set.of(346, 347, 350, 351, 367, 370, 372, 373);

  @ParameterizedTest
  @CsvSource({
    "hmac_sha1, SHA1",
    "hmac_sha256, SHA256",
    "hmac_sha384, SHA384",
    "hmac_sha512, SHA512"
  })
  void macsAgreeWithTheVectors(String file, HashAlgorithm hash) {
    assertThat(
            Wycheproof.deviations(
                Wycheproof.vectors(file),
                vector -> {
                  VerificationKey.Shared key = new VerificationKey.Shared("k", vector.hex("key"));
                  KeyedMac.Running mac = key.mac(hash).begin();
                  byte[] message = vector.hex("msg");
                  mac.write(message, 0, message.length);
                  int bytes = vector.group().get("tagSize").intValue() / 8;
                  return Arrays.equals(Arrays.copyOf(mac.finish(), bytes), vector.hex("tag"));
                }))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hmac_sha1, sha1",
    "hmac_sha256, sha256",
    "hmac_sha384, sha384",
    "hmac_sha512, sha512"
  })
  void row2AWebhookWithATruncatedTagIsRefused(String file, String hash) throws TemplateFault {
    SignatureSource source =
        new SignatureSource(
            LANGUAGE.template("{header:X-Signature}"), List.of(SignaturePattern.of("{hex}")));
    SignedContent body = new SignedContent.Alternatives(List.of(LANGUAGE.template("{body}")));
    int whole = HashAlgorithm.ofWord(hash).orElseThrow().bytes() * 8;

    for (Vector vector : Wycheproof.vectors(file)) {
      SignatureRule rule =
          new SignatureRule(
              Family.HMAC,
              new AlgorithmChoice.Fixed(hash),
              body,
              source,
              AKey.of(AKey.shared("k", vector.hex("key"))),
              List.of());
      ARequest request =
          ARequest.post("/hooks/x")
              .header("X-Signature", vector.test().get("tag").textValue())
              .body(vector.hex("msg"));
      boolean isWhole = vector.group().get("tagSize").intValue() == whole;

      Outcome outcome = Mechanisms.of(rule).check(request.in(LANGUAGE), NOW);

      assertThat(outcome instanceof Outcome.Proven)
          .as("vector " + vector.id())
          .isEqualTo(vector.isValid() && isWhole);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ecdsa_secp256r1_sha256, P256, SHA256, DER",
    "ecdsa_secp384r1_sha384, P384, SHA384, DER",
    "ecdsa_secp521r1_sha512, P521, SHA512, DER",
    "ecdsa_secp256r1_sha256_p1363, P256, SHA256, RAW",
    "ecdsa_secp384r1_sha384_p1363, P384, SHA384, RAW",
    "ecdsa_secp521r1_sha512_p1363, P521, SHA512, RAW",
  })
  void row16EcdsaTakesOneEncodingOnly(
      String file, Curve curve, HashAlgorithm hash, Ecdsa.Form form) {
    assertAgrees(file, new Ecdsa(curve, hash, form));
  }

  @Test
  void row16Ed25519TakesOneEncodingOnly() {
    assertAgrees("ed25519", new Ed25519());
  }

  @ParameterizedTest
  @CsvSource({
    "rsa_signature_2048_sha256, SHA256",
    "rsa_signature_2048_sha384, SHA384",
    "rsa_signature_2048_sha512, SHA512",
    "rsa_signature_3072_sha256, SHA256",
    "rsa_signature_4096_sha256, SHA256",
  })
  void row16RsaTakesOnePaddingOnly(String file, HashAlgorithm hash) {
    assertAgrees(file, new RsaPkcs1(hash));
  }

  @ParameterizedTest
  @CsvSource({
    "rsa_pss_2048_sha256_mgf1_32, SHA256",
    "rsa_pss_2048_sha384_mgf1_48, SHA384",
    "rsa_pss_4096_sha512_mgf1_64, SHA512",
  })
  void row16PssTakesOneSaltLengthOnly(String file, HashAlgorithm hash) {
    assertAgrees(file, RsaPss.of(hash));
  }

  @Test
  void pssTakesTheParametersItIsToldAndNoOthers() {
    List<Vector> vectors = Wycheproof.vectors("rsa_pss_misc");

    assertThat(
            Wycheproof.deviations(
                vectors,
                vector -> {
                  JsonNode group = vector.group();
                  return holds(
                      new RsaPss(
                          group.get("sha").textValue(),
                          group.get("mgfSha").textValue(),
                          group.get("sLen").intValue()),
                      vector);
                }))
        .isEmpty();
    // Of these 150 only what a policy can name is accepted by one: three.
    assertThat(
            vectors.stream()
                .filter(
                    vector ->
                        Algorithms.names(Family.RSA_PSS).stream()
                            .map(name -> HashAlgorithm.ofWord(name).orElseThrow())
                            .anyMatch(hash -> holds(RsaPss.of(hash), vector))))
        .hasSize(3);
  }

  @Test
  void rows10To16TokensAgreeButForTheDefectsOfTheCorpus() {
    assertThat(Wycheproof.deviations(Wycheproof.vectors("json_web_signature"), this::proves))
        .isEqualTo(DEFECTS);
  }

  @Test
  void row16WeakAndContradictingKeysAreNotAdmitted() {
    assertThat(Wycheproof.deviations(Wycheproof.vectors("json_web_key"), this::proves)).isEmpty();
  }

  @Test
  void tokensOfTheMixedFileAgreeAndEncryptedOnesAreRefused() {
    List<Vector> vectors = Wycheproof.vectors("json_web_crypto");
    List<Vector> encrypted = vectors.stream().filter(vector -> vector.test().has("jwe")).toList();
    List<Vector> signed = vectors.stream().filter(vector -> vector.test().has("jws")).toList();

    assertThat(Wycheproof.deviations(signed, this::proves)).isEmpty();
    assertThat(encrypted).hasSize(34);
    assertThat(encrypted).noneMatch(vector -> accepts(vector, vector.token("jwe")));
  }

  private static void assertAgrees(String file, PublicAlgorithm algorithm) {
    assertThat(Wycheproof.deviations(Wycheproof.vectors(file), vector -> holds(algorithm, vector)))
        .isEmpty();
  }

  private static boolean holds(PublicAlgorithm algorithm, Vector vector) {
    try {
      byte[] spki = HexFormat.of().parseHex(vector.group().get("publicKeyDer").textValue());
      AdmittedKey key = PublicKeys.spki(spki);
      return algorithm.judge(key, vector.hex("msg"), vector.hex("sig"))
          == PublicAlgorithm.Result.HOLDS;
    } catch (KeyFault e) {
      return false;
    }
  }

  private boolean proves(Vector vector) {
    return accepts(vector, vector.token("jws"));
  }

  /** All algorithms are allowed, so that only the key's own pins stand in the way. */
  private static boolean accepts(Vector vector, String token) {
    JsonNode keys =
        vector.group().has("public") ? vector.group().get("public") : vector.group().get("private");
    try {
      JwkKeys.Parsed parsed = JwkKeys.parse(keys.toString().getBytes(StandardCharsets.UTF_8));
      JwsRule rule =
          new JwsRule(
              LANGUAGE.template("{body}"),
              List.copyOf(Algorithms.jose().keySet()),
              List.of(),
              Optional.empty(),
              JwsRule.Expiry.IGNORED,
              AKey.of(parsed.keys().toArray(VerificationKey[]::new)),
              List.of(),
              List.of());
      return Mechanisms.of(rule).check(ARequest.withBody(token).in(LANGUAGE), NOW)
          instanceof Outcome.Proven;
    } catch (KeyFault e) {
      return false;
    } catch (TemplateFault e) {
      throw new AssertionError(e);
    }
  }
}
