package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.itunes.storekit.model.Environment;
import com.apple.itunes.storekit.verification.SignedDataVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
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
import com.sendgrid.helpers.eventwebhook.EventWebhook;
import com.vonage.jwt.Jwt;
import com.wechat.pay.java.core.cipher.RSASigner;
import com.wechat.pay.java.core.cipher.RSAVerifier;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.webhook.Facts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Deliveries under public keys, certificates and tokens, as the senders' own libraries verify them,
 * or as another implementation of JOSE signs them.
 */
class PublicKeySendersTest {
  private static final Instant AT = Instant.parse("2026-05-01T12:00:00Z");
  private static final String SECONDS = "1777636800";
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  @TestFactory
  Stream<DynamicTest> sendgrid() throws Exception {
    KeyPair keys = p256();
    String spki = java.util.Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    String body = "[{\"event\":\"open\",\"sg_event_id\":\"e1\",\"email\":\"a@b.c\"}]\r\n";
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(keys.getPrivate());
    signer.update((SECONDS + body).getBytes(StandardCharsets.UTF_8));
    String signature = java.util.Base64.getEncoder().encodeToString(signer.sign());
    Delivery delivery =
        Delivery.post("/hooks/sendgrid")
            .json(body)
            .with("X-Twilio-Email-Event-Webhook-Timestamp", SECONDS)
            .with("X-Twilio-Email-Event-Webhook-Signature", signature);

    assertThat(acceptedBySendgrid(spki, body, signature)).isTrue();
    return Tampering.with(PresetGate.of("sendgrid").key(spki).at(AT), delivery)
        .signature("X-Twilio-Email-Event-Webhook-Signature", "", Spelling.BASE64)
        .covering("X-Twilio-Email-Event-Webhook-Timestamp")
        .body()
        .times(AT, Duration.ofHours(25), FIVE_MINUTES)
        .keys(java.util.Base64.getEncoder().encodeToString(p256().getPublic().getEncoded()))
        .rows();
  }

  /** The library asks for Bouncy Castle by name. */
  private static boolean acceptedBySendgrid(String spki, String body, String signature)
      throws Exception {
    BouncyCastleProvider provider = new BouncyCastleProvider();
    boolean added = Security.addProvider(provider) >= 0;
    try {
      EventWebhook library = new EventWebhook();
      return library.VerifySignature(
          library.ConvertPublicKeyToECDSA(spki), body, signature, SECONDS);
    } finally {
      if (added) {
        Security.removeProvider(provider.getName());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> wechatpay() throws Exception {
    KeyPair keys = rsa();
    String serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
    String body = "{\"id\":\"EV-1\",\"event_type\":\"TRANSACTION.SUCCESS\"}";
    String message = SECONDS + "\nnonce1\n" + body + "\n";
    String signature = new RSASigner(serial, keys.getPrivate()).sign(message).getSign();
    Delivery delivery =
        Delivery.post("/hooks/wechatpay")
            .json(body)
            .with("Wechatpay-Timestamp", SECONDS)
            .with("Wechatpay-Nonce", "nonce1")
            .with("Wechatpay-Serial", serial)
            .with("Wechatpay-Signature", signature);
    PresetGate gate =
        PresetGate.of("wechatpay").key(serial, pem(keys.getPublic().getEncoded())).at(AT);

    assertThat(new RSAVerifier(keys.getPublic(), serial).verify(serial, message, signature))
        .isTrue();
    return Tampering.with(gate, delivery)
        .signature("Wechatpay-Signature", "", Spelling.BASE64)
        .covering("Wechatpay-Timestamp")
        .covering("Wechatpay-Nonce")
        .body()
        .times(AT, FIVE_MINUTES, FIVE_MINUTES)
        .refusing(
            "another serial", it -> it.changing("Wechatpay-Serial", s -> "6" + s.substring(1)))
        .refusing(
            "a boundary moved",
            it -> it.changing("Wechatpay-Nonce", n -> "nonce1\n").body(body.substring(1)))
        .rows();
  }

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

  /** Every eighth bit of a long part, for the sake of a build's patience. */
  private static int step(int bytes) {
    return bytes > 128 ? 8 * (bytes / 128) + 1 : 1;
  }

  private static String with(String[] parts, int which, String other) {
    String[] changed = parts.clone();
    changed[which] = other;
    return String.join(".", changed);
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return changed;
  }

  private static String coded(byte[] bytes) {
    return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String signed(JWSHeader header, String payload, JWSSigner signer)
      throws Exception {
    JWSObject token = new JWSObject(header, new Payload(payload));
    token.sign(signer);
    return token.serialize();
  }

  private static String signedOrFail(JWSHeader header, String payload, ECKey key) {
    try {
      return signed(header, payload, new ECDSASigner(key));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair p256() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String pem(byte[] spki) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki)
        + "\n-----END PUBLIC KEY-----\n";
  }
}
