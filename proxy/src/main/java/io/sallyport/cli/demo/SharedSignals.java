package io.sallyport.cli.demo;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;

/**
 * An identity provider's security event token (RFC 8417, pushed by RFC 8935): the body is the
 * signed token. The demo's policy pins the public key, where a real one discovers it.
 */
final class SharedSignals implements Sender {
  static final String ISSUER = "https://idp.example.com/";
  static final String AUDIENCE = PUBLIC_URL + "/hooks/ssf";
  private static final String HEADER =
      "{\"alg\":\"RS256\",\"typ\":\"secevent+jwt\",\"kid\":\"demo\"}";

  private final KeyPair key = Signing.newRsa();

  @Override
  public String name() {
    return "ssf";
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
    String claims = claims(AUDIENCE, now);
    String token = Signing.jws(HEADER, claims, "SHA256withRSA", key.getPrivate());
    String signature = token.substring(token.lastIndexOf('.'));
    return List.of(
        Delivery.genuine(name(), "sessions revoked", set(token), 202),
        Delivery.forged(
            name(),
            "another account, same signature",
            set(Signing.unsecured(HEADER, claims.replace("ann@", "ben@")) + signature),
            "signature.mismatch",
            400),
        Delivery.forged(
            name(),
            "token without a signature",
            set(Signing.unsecured(HEADER.replace("RS256", "none"), claims) + "."),
            "signature.algorithm",
            400),
        Delivery.forged(
            name(),
            "meant for somebody else",
            set(
                Signing.jws(
                    HEADER,
                    claims("https://elsewhere.example/", now),
                    "SHA256withRSA",
                    key.getPrivate())),
            "claim.rejected",
            400));
  }

  private static Sample set(String token) {
    return Sample.post("/hooks/ssf", "application/secevent+jwt", token);
  }

  private static String claims(String audience, Instant at) {
    return """
        {"iss":"%s","aud":"%s","iat":%d,"jti":"24c63fb56e5a2d77a6b512616ca9fa24",\
        "sub_id":{"format":"email","email":"ann@example.com"},\
        "events":{"https://schemas.openid.net/secevent/caep/event-type/session-revoked":\
        {"event_timestamp":%d,"reason_admin":{"en":"password was reset"}}}}"""
        .formatted(ISSUER, audience, at.getEpochSecond(), at.getEpochSecond());
  }
}
