package io.sallyport.cli.demo;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Plaid: a token in a header, bound to the body by its digest. The demo's policy pins the public
 * key, where a real one has it fetched.
 */
final class Plaid implements Sender {
  private static final String FIELD = "Plaid-Verification";
  private static final String KEY_ID = "6c5516e1-92dc-479e-a8ff-5a51992e0001";
  private static final String BODY =
      """
      {
        "webhook_type": "TRANSACTIONS",
        "webhook_code": "SYNC_UPDATES_AVAILABLE",
        "item_id": "wz666MBjYWTp2PDzzggYhM6oWWmBb",
        "environment": "production"
      }""";

  private final KeyPair key = Signing.newP256();

  @Override
  public String name() {
    return "plaid";
  }

  @Override
  public String key() {
    return Signing.pem(key.getPublic());
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample update = Sample.json("/hooks/plaid", BODY);
    String claims = claims(now, update);
    Sample genuine = update.with(FIELD, es256(claims));
    String byMac = Signing.unsecured(header("HS256"), claims);
    byte[] mac = Signing.hmac("HmacSHA256", Signing.utf8(key()), Signing.utf8(byMac));
    Instant hourAgo = now.minus(Duration.ofHours(1));
    return List.of(
        Delivery.genuine(name(), "genuine", genuine),
        Delivery.forged(
            name(),
            "another body under the token",
            genuine.tampered("SYNC_UPDATES_AVAILABLE", "ITEM_LOGIN_REQUIRED"),
            "claim.rejected"),
        Delivery.forged(
            name(),
            "token without a signature",
            update.with(FIELD, Signing.unsecured(header("none"), claims) + "."),
            "signature.algorithm"),
        Delivery.forged(
            name(),
            "public key used as a secret",
            update.with(FIELD, byMac + "." + Signing.base64url(mac)),
            "signature.algorithm"),
        Delivery.forged(
            name(),
            "token of an hour ago",
            update.with(FIELD, es256(claims(hourAgo, update))),
            "timestamp.stale"));
  }

  private String es256(String claims) {
    return Signing.jws(header("ES256"), claims, "SHA256withECDSAinP1363Format", key.getPrivate());
  }

  private static String header(String algorithm) {
    return "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + KEY_ID + "\",\"typ\":\"JWT\"}";
  }

  private static String claims(Instant at, Sample sample) {
    return "{\"iat\":%d,\"request_body_sha256\":\"%s\"}"
        .formatted(at.getEpochSecond(), Signing.hex(Signing.sha256(sample.bytes())));
  }
}
