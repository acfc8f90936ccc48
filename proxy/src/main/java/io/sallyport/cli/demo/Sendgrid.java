package io.sallyport.cli.demo;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;

/** SendGrid: ECDSA over a batch whose last two bytes, CR and LF, are signed like all others. */
final class Sendgrid implements Sender {
  private static final String BATCH =
      "[{\"email\":\"ann@example.com\",\"timestamp\":1777636800,\"event\":\"delivered\","
          + "\"sg_event_id\":\"ZGVsaXZlcmVkLTAtMQ\",\"sg_message_id\":\"m1\"},"
          + "{\"email\":\"ben@example.com\",\"timestamp\":1777636801,\"event\":\"bounce\","
          + "\"sg_event_id\":\"Ym91bmNlLTAtMg\",\"sg_message_id\":\"m2\"}]\r\n";

  private final KeyPair key = Signing.newP256();
  private final KeyPair stranger = Signing.newP256();

  @Override
  public String name() {
    return "sendgrid";
  }

  @Override
  public String key() {
    return Signing.base64(key.getPublic().getEncoded());
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample batch = Sample.json("/hooks/sendgrid", BATCH);
    Sample genuine = signed(batch, now, key);
    return List.of(
        Delivery.genuine(name(), "genuine batch", genuine),
        Delivery.forged(
            name(),
            "the last two bytes trimmed",
            genuine.tampered("\r\n", ""),
            "signature.mismatch"),
        Delivery.forged(
            name(),
            "a bounce made a delivery",
            genuine.tampered("\"bounce\"", "\"delivered\""),
            "signature.mismatch"),
        Delivery.forged(
            name(), "signed with another key", signed(batch, now, stranger), "signature.mismatch"));
  }

  private static Sample signed(Sample sample, Instant at, KeyPair key) {
    String time = Long.toString(at.getEpochSecond());
    byte[] signature =
        Signing.sign("SHA256withECDSA", key.getPrivate(), Signing.utf8(time), sample.bytes());
    return sample
        .with("X-Twilio-Email-Event-Webhook-Signature", Signing.base64(signature))
        .with("X-Twilio-Email-Event-Webhook-Timestamp", time);
  }
}
