package io.sallyport.cli.demo;

import java.time.Instant;
import java.util.List;

/** Shopify: base64 over the body; shop and topic are headers that nothing signs. */
final class Shopify implements Sender {
  private static final String ORDER =
      """
      {"id":820982911946154508,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508",\
      "email":"jon@example.com","total_price":"398.00","currency":"USD","test":false}""";
  private static final String FIELD = "X-Shopify-Hmac-Sha256";

  private final String secret = Signing.hex(Signing.random(16));

  @Override
  public String name() {
    return "shopify";
  }

  @Override
  public String key() {
    return secret;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample order =
        Sample.json("/hooks/shopify", ORDER)
            .with("X-Shopify-Topic", "orders/create")
            .with("X-Shopify-Shop-Domain", "acme.myshopify.com")
            .with("X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043")
            .with("X-Shopify-Triggered-At", now.toString());
    byte[] mac = Signing.hmac("HmacSHA256", Signing.utf8(secret), order.bytes());
    Sample genuine = order.with(FIELD, Signing.base64(mac));
    return List.of(
        Delivery.genuine(name(), "genuine order", genuine),
        Delivery.forged(
            name(), "another price", genuine.tampered("398.00", "3.98"), "signature.mismatch"),
        Delivery.forged(
            name(),
            "right digest in the wrong letters",
            order.with(FIELD, Signing.hex(mac)),
            "signature.malformed"),
        Delivery.forged(name(), "no signature", order, "signature.missing"));
  }
}
