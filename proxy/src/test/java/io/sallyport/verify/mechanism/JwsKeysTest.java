package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which key and which algorithm a token may be held against. */
class JwsKeysTest extends JwsCase {
  @Test
  void row11APublicKeyIsNoSecret() {
    String jwk =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";
    String input = base64url("{\"alg\":\"HS256\"}") + "." + base64url("{}");
    JwsRule rule = rule(jwk(jwk), Expiry.IGNORED, Optional.empty());

    // Whatever bytes of the public key serve as the secret: no HMAC is ever computed.
    for (String secret : List.of(jwk, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")) {
      assertRefused(
          judge(rule, input + "." + base64url(hs256(secret, input))), Reason.SIGNATURE_ALGORITHM);
    }
  }

  /** What `jwt_tool -X k` does: the public key's text as the secret of an HMAC. */
  @Test
  void row11TheTextOfARsaKeyIsNoSecretEither() throws GeneralSecurityException, KeyFault {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    PublicKey rsa = generator.generateKeyPair().getPublic();
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(rsa.getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
    String der = new String(rsa.getEncoded(), StandardCharsets.ISO_8859_1);
    JwsRule rule =
        rule(
            AKey.of(new VerificationKey.Public("k", AdmittedKey.of(rsa))),
            Expiry.IGNORED,
            Optional.empty());
    String input = base64url("{\"alg\":\"HS256\"}") + "." + base64url("{}");

    for (String secret : List.of(pem, pem + "\n", base64, der)) {
      assertRefused(
          judge(rule, input + "." + base64url(hs256(secret, input))), Reason.SIGNATURE_ALGORITHM);
    }
  }

  @Test
  void row12NothingInTheTokenIsFetched() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(20);
      String url = "http://127.0.0.1:" + listener.getLocalPort() + "/keys";
      for (String member : List.of("jku", "x5u", "kid", "iss")) {
        String header = "{\"alg\":\"RS256\",\"" + member + "\":\"" + url + "\"}";
        judge(shared(), base64url(header) + "." + base64url("{\"iss\":\"" + url + "\"}") + ".AAAA");
        judge(shared(), signed(header.replace("RS256", "HS256"), "{}"));
      }

      assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void row11AnAlgorithmOutsideOfThePolicysListIsRefused() {
    JwsRule rule =
        new JwsRule(
            template("{header:X-Token}"),
            List.of("ES256"),
            List.of(),
            Optional.empty(),
            Expiry.IGNORED,
            AKey.shared(SECRET),
            List.of(),
            List.of());

    assertRefused(judge(rule, signed("{\"alg\":\"HS256\"}", "{}")), Reason.SIGNATURE_ALGORITHM);
  }

  @Test
  void row11AKeyThatIsPublishedForOneAlgorithmVerifiesNoOther() {
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    VerificationKey pinned = new VerificationKey.Shared("k", secret, Optional.of("HS384"));

    assertRefused(
        judge(
            rule(AKey.of(pinned), Expiry.IGNORED, Optional.empty()),
            signed("{\"alg\":\"HS256\"}", "{}")),
        Reason.SIGNATURE_ALGORITHM);
  }

  @Test
  void row12KeysInTheTokenAreNotUsed() {
    String evil = "an attacker's secret of 32 bytes";
    for (String member :
        List.of(
            "\"jwk\":{\"kty\":\"oct\",\"k\":\"" + base64url(evil) + "\"}",
            "\"jku\":\"http://127.0.0.1:1/keys\"",
            "\"x5u\":\"http://127.0.0.1:1/cert\"")) {
      String input = base64url("{\"alg\":\"HS256\"," + member + "}") + "." + base64url("{}");

      assertThat(judge(shared(), input + "." + base64url(hs256(evil, input))))
          .isInstanceOf(Outcome.Refused.class);
    }
  }

  @Test
  void row12AddressesInTheTokenDoNotHinderEither() {
    assertProven(
        judge(
            shared(),
            signed("{\"alg\":\"HS256\",\"jku\":\"https://keys.example/jwks.json\"}", "{}")));
  }

  @Test
  void row13TheKeyIdIsHandedOnAsItIs() {
    List<String> asked = new ArrayList<>();
    KeyRule source =
        new KeyRule(
            KeyEncoding.UTF8,
            (reading, now) -> {
              asked.add(template("{jose:kid?}").text(reading));
              return new KeyLookup.Missing(Reason.KEY_UNKNOWN, "no such key");
            });
    JwsRule rule = rule(source, Expiry.IGNORED, Optional.empty());
    List<String> ids =
        List.of("../../../etc/passwd", "' OR 1=1 --", "http://127.0.0.1:1/", "k".repeat(256));

    for (String id : ids) {
      assertRefused(
          judge(rule, signed("{\"alg\":\"HS256\",\"kid\":\"" + id + "\"}", "{}")),
          Reason.KEY_UNKNOWN);
    }

    assertThat(asked).isEqualTo(ids);
  }

  @Test
  void row13AnOverlongOrOddKeyIdIsMalformed() {
    for (String kid : List.of("\"" + "k".repeat(257) + "\"", "7", "null", "[\"k\"]", "{}")) {
      assertThat(judge(shared(), signed("{\"alg\":\"HS256\",\"kid\":" + kid + "}", "{}")))
          .as(kid)
          .isInstanceOf(Outcome.Refused.class);
    }
  }
}
