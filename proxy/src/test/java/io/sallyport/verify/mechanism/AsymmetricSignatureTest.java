package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.PublicKeys;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.template.ARequest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public-key schemes signed by the platform, verified by the rule; and what keys are admitted. */
class AsymmetricSignatureTest {
  private static final String BODY = "{\"id\":\"evt_1\"}";
  private static final KeyPair RSA =
      pair("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
  private static final KeyPair P256 = pair("EC", new ECGenParameterSpec("secp256r1"));
  private static final KeyPair P384 = pair("EC", new ECGenParameterSpec("secp384r1"));
  private static final KeyPair P521 = pair("EC", new ECGenParameterSpec("secp521r1"));
  private static final KeyPair ED25519 = pair("Ed25519", null);

  private static KeyPair pair(String algorithm, AlgorithmParameterSpec spec) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (spec != null) {
        generator.initialize(spec);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair keys(String name) {
    return switch (name) {
      case "rsa" -> RSA;
      case "p256" -> P256;
      case "p384" -> P384;
      case "p521" -> P521;
      default -> ED25519;
    };
  }

  private static byte[] sign(String algorithm, KeyPair keys, String content) {
    try {
      Signature signer = Signature.getInstance(algorithm);
      if (algorithm.equals("RSASSA-PSS")) {
        signer.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signer.initSign(keys.getPrivate());
      signer.update(content.getBytes(StandardCharsets.UTF_8));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static ARule rule(Family family, String algorithm, KeyPair keys) {
    try {
      return ARule.of(family)
          .by(algorithm)
          .with(AKey.of(new VerificationKey.Public("k", AdmittedKey.of(keys.getPublic()))));
    } catch (KeyFault e) {
      throw new AssertionError(e);
    }
  }

  private static ARequest with(String body, byte[] signature) {
    return ARequest.withBody(body).header("X-Signature", HexFormat.of().formatHex(signature));
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, sha1, rsa, SHA1withRSA",
    "RSA, sha256, rsa, SHA256withRSA",
    "RSA, sha384, rsa, SHA384withRSA",
    "RSA, sha512, rsa, SHA512withRSA",
    "RSA_PSS, sha256, rsa, RSASSA-PSS",
    "ECDSA, p256-sha1, p256, SHA1withECDSA",
    "ECDSA, p256-sha256, p256, SHA256withECDSA",
    "ECDSA, p384-sha384, p384, SHA384withECDSA",
    "ECDSA, p521-sha512, p521, SHA512withECDSA",
    "ECDSA, p256-sha1-raw, p256, SHA1withECDSAinP1363Format",
    "ECDSA, p256-sha256-raw, p256, SHA256withECDSAinP1363Format",
    "ECDSA, p384-sha384-raw, p384, SHA384withECDSAinP1363Format",
    "ECDSA, p521-sha512-raw, p521, SHA512withECDSAinP1363Format",
    "ED25519, ed25519, ed25519, Ed25519",
  })
  void whatTheSenderSignedIsProvenAndNothingNearIt(
      Family family, String algorithm, String keys, String platform) {
    ARule rule = rule(family, algorithm, keys(keys));
    byte[] signature = sign(platform, keys(keys), BODY);

    assertThat(assertProven(rule.judge(with(BODY, signature))).covers()).containsExactly("body");

    assertRefused(rule.judge(with(BODY + " ", signature)), Reason.SIGNATURE_MISMATCH);
    for (int i = 0; i < signature.length; i++) {
      byte[] bent = signature.clone();
      bent[i] ^= 1;
      assertThat(rule.judge(with(BODY, bent))).as("byte " + i).isInstanceOf(Outcome.Refused.class);
    }
    for (int length = 1; length < signature.length; length++) {
      assertRefused(
          rule.judge(with(BODY, Arrays.copyOf(signature, length))), Reason.SIGNATURE_MALFORMED);
    }
    assertRefused(
        rule.judge(with(BODY, Arrays.copyOf(signature, signature.length + 1))),
        Reason.SIGNATURE_MALFORMED);
    assertRefused(
        rule.judge(with(BODY, new byte[signature.length])),
        family == Family.ECDSA ? Reason.SIGNATURE_MALFORMED : Reason.SIGNATURE_MISMATCH);
  }

  @Test
  void row11AKeyOfAnotherKindVerifiesNothing() {
    assertRefused(
        rule(Family.ECDSA, "p256-sha256", P384)
            .judge(with(BODY, sign("SHA384withECDSA", P384, BODY))),
        Reason.SIGNATURE_ALGORITHM);
    assertRefused(
        rule(Family.HMAC, "sha256", RSA).judge(with(BODY, new byte[32])),
        Reason.SIGNATURE_ALGORITHM);
    assertRefused(
        ARule.of(Family.RSA).by("sha256").judge(with(BODY, sign("SHA256withRSA", RSA, BODY))),
        Reason.SIGNATURE_ALGORITHM);
  }

  @Test
  void aKeyIsReadInEveryFormItIsPublishedIn() throws KeyFault {
    byte[] spki = P256.getPublic().getEncoded();
    String base64 = Base64.getEncoder().encodeToString(spki);
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki)
            + "\n-----END PUBLIC KEY-----\n";
    byte[] raw = Arrays.copyOfRange(ED25519.getPublic().getEncoded(), 12, 44);

    for (String text :
        new String[] {base64, pem, " " + pem + "\r\n", HexFormat.of().formatHex(spki)}) {
      assertThat(PublicKeys.text(text).kind()).isEqualTo("P-256");
    }
    for (String text :
        new String[] {
          HexFormat.of().formatHex(raw),
          HexFormat.of().withUpperCase().formatHex(raw),
          Base64.getEncoder().encodeToString(raw),
          "whpk_" + Base64.getEncoder().encodeToString(raw),
          Base64.getEncoder().encodeToString(ED25519.getPublic().getEncoded())
        }) {
      assertThat(PublicKeys.text(text).kind()).isEqualTo("Ed25519");
    }
    assertThat(AdmittedKey.of(RSA.getPublic()).kind()).isEqualTo("RSA 2048");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN OPENSSH KEY-----\nAAAA\n-----END OPENSSH KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "whpk_AAAA",
        "AAAA",
      })
  void whatIsNoPublicKeyIsAFault(String text) {
    assertThatThrownBy(() -> PublicKeys.text(text)).isInstanceOf(KeyFault.class);
  }

  @Test
  void aBentKeyIsAFaultOrAnotherKeyAndNothingElse() {
    for (KeyPair pair : new KeyPair[] {RSA, P256, ED25519}) {
      byte[] spki = pair.getPublic().getEncoded();
      for (int i = 0; i < spki.length; i++) {
        for (int value : new int[] {0, 1, 0x30, 0x7f, 0x80, 0xff}) {
          byte[] bent = spki.clone();
          bent[i] = (byte) value;
          try {
            assertThat(PublicKeys.spki(bent).kind()).isNotEmpty();
          } catch (KeyFault e) {
            assertThat(e.sentence()).isNotEmpty();
          }
        }
        byte[] shorter = Arrays.copyOf(spki, i);
        assertThatThrownBy(() -> PublicKeys.spki(shorter)).isInstanceOf(KeyFault.class);
      }
    }
  }

  @Test
  void row16WeakRsaKeysAreNotAdmitted() throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("RSA");
    BigInteger modulus = ((java.security.interfaces.RSAPublicKey) RSA.getPublic()).getModulus();
    KeyPair small = pair("RSA", new RSAKeyGenParameterSpec(1024, RSAKeyGenParameterSpec.F4));

    assertThatThrownBy(() -> AdmittedKey.of(small.getPublic())).hasMessageContaining("1024");
    for (BigInteger exponent :
        new BigInteger[] {BigInteger.valueOf(4), BigInteger.TWO.pow(33).add(BigInteger.ONE)}) {
      var key = factory.generatePublic(new RSAPublicKeySpec(modulus, exponent));
      assertThatThrownBy(() -> AdmittedKey.of(key)).isInstanceOf(KeyFault.class);
    }
    var even =
        factory.generatePublic(
            new RSAPublicKeySpec(modulus.add(BigInteger.ONE), BigInteger.valueOf(65537)));
    assertThatThrownBy(() -> AdmittedKey.of(even)).hasMessageContaining("even");
  }

  @Test
  void row16LowOrderAndOffCurvePointsAreNotAdmitted() {
    for (String point :
        new String[] {
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "0000000000000000000000000000000000000000000000000000000000000080",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        }) {
      assertThatThrownBy(() -> PublicKeys.text(point)).as(point).isInstanceOf(KeyFault.class);
    }
    byte[] spki = P256.getPublic().getEncoded();
    spki[spki.length - 1] ^= 1;
    assertThatThrownBy(() -> PublicKeys.spki(spki)).hasMessageContaining("P-256");
  }
}
