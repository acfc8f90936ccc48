package io.sallyport.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Standard Webhooks with a shared secret ({@code v1}), as dozens of platforms send them. */
final class StandardWebhooks implements Sender {
  private static final String INVOICE =
      "{\"type\":\"invoice.paid\",\"timestamp\":\"2026-05-01T12:00:00Z\",\"data\":{\"id\":\"in_1\"}}";

  private final byte[] secret = Signing.random(32);

  @Override
  public String name() {
    return "standard";
  }

  @Override
  public String key() {
    return "whsec_" + Signing.base64(secret);
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample invoice = Sample.json("/hooks/standard", INVOICE);
    Sample genuine = signed(invoice, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", now);
    return List.of(
        Delivery.genuine(name(), "genuine", genuine),
        Delivery.forged(
            name(), "one byte changed", genuine.tampered("in_1", "in_2"), "signature.mismatch"),
        Delivery.forged(
            name(),
            "old bytes, new id",
            genuine.with("webhook-id", "msg_anotherone"),
            "signature.mismatch"),
        Delivery.forged(
            name(),
            "ten minutes old",
            signed(invoice, "msg_stale", now.minus(Duration.ofMinutes(10))),
            "timestamp.stale"));
  }

  private Sample signed(Sample sample, String id, Instant at) {
    long time = at.getEpochSecond();
    byte[] mac =
        Signing.hmac("HmacSHA256", secret, Signing.utf8(id + "." + time + "."), sample.bytes());
    return sample
        .with("webhook-id", id)
        .with("webhook-timestamp", Long.toString(time))
        .with("webhook-signature", "v1," + Signing.base64(mac));
  }
}
