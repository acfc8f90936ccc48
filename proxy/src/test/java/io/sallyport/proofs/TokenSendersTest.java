package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.itunes.storekit.model.Environment;
import com.apple.itunes.storekit.verification.SignedDataVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.vonage.jwt.Jwt;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.webhook.Facts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Deliveries that are tokens or carry one, as another implementation of JOSE signs them. */
class TokenSendersTest extends KeyedSenderCase {
  @TestFactory
  Stream<DynamicTest> apple() throws Exception {
    TestAuthority root = TestAuthority.root("Example Root CA");
    TestAuthority middle = root.intermediate("Example Intermediate", "1.2.840.113635.100.6.2.1");
    TestAuthority.Issued leaf =
        middle
            .leaf("Example Receipt Signing")
            .withOids("1.2.840.113635.100.6.11.1")
            .valid(AT.minus(Duration.ofDays(30)), AT.plus(Duration.ofDays(30)))
            .issue();
    String payload =
        "{\"notificationType\":\"SUBSCRIBED\",\"subtype\":\"INITIAL_BUY\",\"notificationUUID\":"
            + "\"002e14d5-51f5-4503-b5a8-c3a1af68eb20\",\"version\":\"2.0\",\"signedDate\":1777636800000,"
            + "\"data\":{\"bundleId\":\"com.example.app\",\"environment\":\"Sandbox\"}}";
    List<Base64> chain = new java.util.ArrayList<>();
    for (var certificate : leaf.chain()) {
      chain.add(Base64.encode(certificate.getEncoded()));
    }
    String token =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.ES256).x509CertChain(chain).build(),
            payload,
            new ECDSASigner((ECPrivateKey) leaf.keys().getPrivate()));
    Delivery delivery =
        Delivery.post("/hooks/apple-appstore-v2").json("{\"signedPayload\":\"" + token + "\"}");
    PresetGate gate =
        PresetGate.of("apple-appstore-v2")
            .param("bundle-id", "com.example.app")
            .param("environment", "Sandbox")
            .fetching("apple-root-ca-g3.pem", TestAuthority.pem(List.of(root.certificate())))
            .at(AT);

    SignedDataVerifier library =
        new SignedDataVerifier(
            Set.of(new ByteArrayInputStream(root.certificate().getEncoded())),
            "com.example.app",
            null,
            Environment.SANDBOX,
            false);
    assertThat(library.verifyAndDecodeNotification(token).getNotificationUUID())
        .isEqualTo("002e14d5-51f5-4503-b5a8-c3a1af68eb20");
    assertThat(gate.accepted(delivery).fact(Facts::type)).contains("SUBSCRIBED.INITIAL_BUY");
    return tokenRows(
            Tampering.with(gate, delivery),
            token,
            other -> delivery.body("{\"signedPayload\":\"" + other + "\"}"))
        .refusing(
            "a member twice",
            it -> it.body("{\"signedPayload\":\"x\",\"signedPayload\":\"" + token + "\"}"))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> plaid() throws Exception {
    ECKey key =
        new ECKeyGenerator(Curve.P_256)
            .keyID("kid-1")
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.ES256)
            .generate();
    String body =
        "{\n  \"webhook_type\": \"ITEM\",\n  \"webhook_code\": \"ERROR\",\n  \"item_id\": \"i1\"\n}";
    String token =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("kid-1")
                .type(JOSEObjectType.JWT)
                .build(),
            "{\"iat\":" + SECONDS + ",\"request_body_sha256\":\"" + sha256(body) + "\"}",
            new ECDSASigner(key));
    PresetGate gate =
        PresetGate.of("plaid")
            .param("host", "production.plaid.com")
            .param("client-id", "c")
            .param("secret", "s")
            .fetching(
                "https://production.plaid.com/webhook_verification_key/get",
                "{\"key\":" + key.toPublicJWK().toJSONString() + "}")
            .at(AT);
    Delivery delivery = Delivery.post("/hooks/plaid").json(body).with("Plaid-Verification", token);

    return tokenRows(
            Tampering.with(gate, delivery),
            token,
            other -> delivery.changing("Plaid-Verification", t -> other))
        .body()
        .times(AT, FIVE_MINUTES, FIVE_MINUTES)
        .refusing("no token", it -> it.without("Plaid-Verification"))
        .refusing("the token twice", it -> it.with("Plaid-Verification", token))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> vonage() throws Exception {
    String secret = "a-signature-secret-of-this-account-0123";
    String body = "{\"message_uuid\":\"m1\",\"status\":\"delivered\"}";
    String token =
        com.auth0
            .jwt
            .JWT
            .create()
            .withIssuer("Vonage")
            .withIssuedAt(AT)
            .withJWTId("j1")
            .withClaim("application_id", "a1")
            .withClaim("payload_hash", sha256(body))
            .sign(Algorithm.HMAC256(secret));
    PresetGate gate = PresetGate.of("vonage-jwt").key(secret).at(AT);
    Delivery delivery =
        Delivery.post("/hooks/vonage-jwt").json(body).with("Authorization", "Bearer " + token);

    assertThat(Jwt.verifySignature(token, secret)).isTrue();
    return tokenRows(
            Tampering.with(gate, delivery),
            token,
            other -> delivery.changing("Authorization", t -> "Bearer " + other))
        .body()
        .times(AT, FIVE_MINUTES, FIVE_MINUTES)
        .keys("another-signature-secret-0123456789abcd")
        .refusing(
            "another scheme", it -> it.changing("Authorization", t -> t.replace("Bearer", "Basic")))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> googleRisc() throws Exception {
    RSAKey key =
        new RSAKeyGenerator(2048)
            .keyID("kid-1")
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.RS256)
            .generate();
    String payload =
        "{\"iss\":\"https://accounts.google.com/\",\"aud\":\"client-1\",\"iat\":"
            + SECONDS
            + ",\"jti\":\"j1\",\"events\":{\"https://schemas.openid.net/secevent/risc/event-type/account-disabled\":"
            + "{\"subject\":{\"subject_type\":\"iss-sub\",\"iss\":\"https://accounts.google.com/\",\"sub\":\"7375626A656374\"},\"reason\":\"hijacking\"}}}";
    String token =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("kid-1").build(),
            payload,
            new RSASSASigner(key));
    PresetGate gate =
        PresetGate.of("google-risc")
            .param("audience", "client-1")
            .fetching(
                "https://accounts.google.com/.well-known/risc-configuration",
                "{\"issuer\":\"https://accounts.google.com/\",\"jwks_uri\":\"https://www.googleapis.com/oauth2/v3/certs\"}")
            .fetching(
                "https://www.googleapis.com/oauth2/v3/certs",
                new JWKSet(key.toPublicJWK()).toString())
            .at(AT);
    Delivery delivery =
        Delivery.post("/hooks/google-risc")
            .with("Content-Type", "application/secevent+jwt")
            .body(token);

    assertThat(gate.accepted(delivery).fact(Facts::type)).contains("account-disabled");
    return tokenRows(Tampering.with(gate, delivery), token, delivery::body)
        .refusing("a space behind it", it -> it.body(token + " "))
        .refusing("a line break behind it", it -> it.body(token + "\n"))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> securityEventToken() throws Exception {
    ECKey key =
        new ECKeyGenerator(Curve.P_256)
            .keyID("kid-1")
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.ES256)
            .generate();
    String payload =
        "{\"iss\":\"https://idp.example.com\",\"aud\":\"https://hooks.example.com\",\"iat\":"
            + SECONDS
            + ",\"jti\":\"j1\",\"sub_id\":{\"format\":\"iss_sub\",\"iss\":\"https://idp.example.com\",\"sub\":\"u1\"},"
            + "\"events\":{\"https://schemas.openid.net/secevent/caep/event-type/session-revoked\":{\"event_timestamp\":1777636800}}}";
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .keyID("kid-1")
            .type(new JOSEObjectType("secevent+jwt"))
            .build();
    String token = signed(header, payload, new ECDSASigner(key));
    PresetGate gate =
        PresetGate.of("openid-ssf-push")
            .param("issuer", "https://idp.example.com")
            .param("audience", "https://hooks.example.com")
            .param("configuration", "https://idp.example.com/.well-known/ssf-configuration")
            .fetching(
                "https://idp.example.com/.well-known/ssf-configuration",
                "{\"issuer\":\"https://idp.example.com\",\"jwks_uri\":\"https://idp.example.com/jwks\"}")
            .fetching("https://idp.example.com/jwks", new JWKSet(key.toPublicJWK()).toString())
            .at(AT);
    Delivery delivery =
        Delivery.post("/hooks/openid-ssf-push")
            .with("Content-Type", "application/secevent+jwt")
            .body(token);

    assertThat(gate.accepted(delivery).fact(Facts::type)).contains("session-revoked");
    return tokenRows(Tampering.with(gate, delivery), token, delivery::body)
        .refusing(
            "an access token of the same issuer",
            it ->
                it.body(
                    signedOrFail(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID("kid-1")
                            .type(JOSEObjectType.JWT)
                            .build(),
                        payload,
                        key)))
        .rows();
  }

  /** What every token must not survive. */
  private static Tampering tokenRows(
      Tampering table, String token, java.util.function.Function<String, Delivery> carrying) {
    String[] parts = token.split("\\.");
    for (int part = 0; part < 3; part++) {
      byte[] bytes = java.util.Base64.getUrlDecoder().decode(parts[part]);
      int which = part;
      table.refusingAll(
          "each bit of part " + part,
          Stream.iterate(0, i -> i < bytes.length * 8, i -> i + step(bytes.length))
              .map(bit -> carrying.apply(with(parts, which, coded(flipped(bytes, bit))))));
      table.refusingAll(
          "part " + part + " at each length",
          Stream.iterate(0, i -> i < parts[which].length(), i -> i + step(bytes.length))
              .map(
                  length -> carrying.apply(with(parts, which, parts[which].substring(0, length)))));
      for (var variant : Spelling.BASE64URL.variants(parts[part]).entrySet()) {
        table.refusing(
            "part " + part + " with " + variant.getKey(),
            it -> carrying.apply(with(parts, which, variant.getValue())));
      }
    }
    for (String algorithm : new String[] {"none", "None", "HS256", "ES384", "RS1", ""}) {
      String header =
          coded(
              ("{\"alg\":\"" + algorithm + "\",\"kid\":\"kid-1\"}")
                  .getBytes(StandardCharsets.UTF_8));
      table.refusing(
          "alg " + algorithm, it -> carrying.apply(header + "." + parts[1] + "." + parts[2]));
      table.refusing(
          "alg " + algorithm + " unsigned", it -> carrying.apply(header + "." + parts[1] + "."));
    }
    return table
        .refusing("an empty token", it -> carrying.apply(""))
        .refusing("two parts", it -> carrying.apply(parts[0] + "." + parts[1]))
        .refusing("four parts", it -> carrying.apply(token + "." + parts[2]))
        .refusing(
            "a space inside", it -> carrying.apply(parts[0] + ". " + parts[1] + "." + parts[2]))
        .refusing(
            "a line break inside",
            it -> carrying.apply(parts[0] + ".\n" + parts[1] + "." + parts[2]))
        .refusing("the token twice", it -> carrying.apply(token + "," + token));
  }

  private static String signedOrFail(JWSHeader header, String payload, ECKey key) {
    try {
      return signed(header, payload, new ECDSASigner(key));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
