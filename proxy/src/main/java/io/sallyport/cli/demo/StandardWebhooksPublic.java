package io.sallyport.cli.demo;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;

/** Standard Webhooks with a public key ({@code v1a}): a {@code v1} entry must not satisfy it. */
final class StandardWebhooksPublic implements Sender {
  private static final String INVITED =
      "{\"type\":\"user.invited\",\"timestamp\":\"2026-05-01T12:00:00Z\",\"data\":{\"id\":\"u_7\"}}";
  private static final String ID = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";

  private final KeyPair key = Signing.newEd25519();

  @Override
  public String name() {
    return "standard-v1a";
  }

  @Override
  public String key() {
    return "whpk_" + Signing.base64(Signing.raw(key.getPublic()));
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample invited = Sample.json("/hooks/standard-v1a", INVITED);
    byte[] head = Signing.utf8(ID + "." + now.getEpochSecond() + ".");
    byte[] signature = Signing.sign("Ed25519", key.getPrivate(), head, invited.bytes());
    byte[] mac = Signing.hmac("HmacSHA256", Signing.raw(key.getPublic()), head, invited.bytes());
    Sample genuine = signed(invited, now, "v1a," + Signing.base64(signature));
    return List.of(
        Delivery.genuine(name(), "genuine", genuine),
        Delivery.again(
            name(),
            "the same, among other versions",
            signed(invited, now, "v9,AAAA v1a," + Signing.base64(signature))),
        Delivery.forged(
            name(), "one byte changed", genuine.tampered("u_7", "u_8"), "signature.mismatch"),
        Delivery.forged(
            name(),
            "public key used as a secret",
            signed(invited, now, "v1," + Signing.base64(mac)),
            "signature.missing"));
  }

  private static Sample signed(Sample sample, Instant at, String signature) {
    return sample
        .with("webhook-id", ID)
        .with("webhook-timestamp", Long.toString(at.getEpochSecond()))
        .with("webhook-signature", signature);
  }
}
