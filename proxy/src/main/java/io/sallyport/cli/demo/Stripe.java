package io.sallyport.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Stripe: time and signatures in one field; the key is the whole text, {@code whsec_} and all. */
final class Stripe implements Sender {
  private static final String FIELD = "Stripe-Signature";

  private final String secret = "whsec_" + Signing.base64url(Signing.random(24));

  @Override
  public String name() {
    return "stripe";
  }

  @Override
  public String key() {
    return secret;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample paid = Sample.json("/hooks/stripe", paid(now.getEpochSecond(), 1));
    Sample other = Sample.json("/hooks/stripe", paid(now.getEpochSecond(), 2));
    Sample genuine = paid.with(FIELD, field(now, v1(now, paid, secret)));
    Sample third = Sample.json("/hooks/stripe", paid(now.getEpochSecond(), 3));
    Instant later = now.plusSeconds(1);
    Instant hourAgo = now.minus(Duration.ofHours(1));
    Instant nextHour = now.plus(Duration.ofHours(1));
    return List.of(
        Delivery.genuine(name(), "genuine", genuine),
        Delivery.again(
            name(),
            "same event sent again",
            paid.with(FIELD, field(later, v1(later, paid, secret)))),
        Delivery.again(
            name(),
            "same event, an hour old",
            paid.with(FIELD, field(hourAgo, v1(hourAgo, paid, secret)))),
        Delivery.genuine(
            name(),
            "genuine, while keys rotate",
            other.with(FIELD, field(now, v1(now, other, "whsec_before"), v1(now, other, secret)))),
        Delivery.forged(
            name(), "one byte changed", genuine.tampered("2000", "9000"), "signature.mismatch"),
        Delivery.forged(
            name(),
            "an hour old",
            third.with(FIELD, field(hourAgo, v1(hourAgo, third, secret))),
            "timestamp.stale"),
        Delivery.forged(
            name(),
            "signed for the next hour",
            paid.with(FIELD, field(nextHour, v1(nextHour, paid, secret))),
            "timestamp.future"),
        Delivery.forged(
            name(),
            "old signature, new time",
            paid.with(FIELD, field(now, v1(hourAgo, paid, secret))),
            "signature.mismatch"));
  }

  private static String v1(Instant at, Sample sample, String key) {
    return Signing.hex(
        Signing.hmac(
            "HmacSHA256",
            Signing.utf8(key),
            Signing.utf8(at.getEpochSecond() + "."),
            sample.bytes()));
  }

  private static String field(Instant at, String... signatures) {
    return "t=" + at.getEpochSecond() + ",v1=" + String.join(",v1=", signatures);
  }

  private static String paid(long at, int number) {
    return """
        {
          "id": "evt_1PqDemo000000000000000%d",
          "object": "event",
          "api_version": "2024-06-20",
          "created": %d,
          "account": "acct_1032D82eZvKYlo2C",
          "data": {"object": {"id": "pi_3Pq", "object": "payment_intent", "amount": 2000, "currency": "eur"}},
          "livemode": true,
          "type": "payment_intent.succeeded"
        }"""
        .formatted(number, at);
  }
}
