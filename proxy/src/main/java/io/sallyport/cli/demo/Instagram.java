package io.sallyport.cli.demo;

import java.time.Instant;
import java.util.List;

/** Meta's Graph webhooks: one app secret for all accounts, several accounts in one delivery. */
final class Instagram implements Sender {
  private static final String PATH = "/hooks/instagram";
  private static final String VERIFY_TOKEN = "picked-by-the-operator";

  private final String secret = Signing.hex(Signing.random(16));

  @Override
  public String name() {
    return "instagram";
  }

  @Override
  public String key() {
    return secret;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample batch = signed(Sample.json(PATH, messages(now.getEpochSecond())));
    return List.of(
        Delivery.challenge(name(), "hub.challenge", hub(VERIFY_TOKEN)),
        Delivery.forged(
            name(), "hub.challenge, wrong token", hub("guessed"), "handshake.token", 403),
        Delivery.genuine(name(), "a batch, two accounts", batch),
        Delivery.again(name(), "the batch again", batch),
        Delivery.forged(
            name(), "one byte changed", batch.tampered("lunch", "punch"), "signature.mismatch"),
        Delivery.forged(
            name(),
            "an account slipped into it",
            batch.tampered("17841400000000002", "17841400000000666"),
            "signature.mismatch"),
        Delivery.forged(
            name(), "no signature", batch.without("X-Hub-Signature-256"), "signature.missing"));
  }

  private static Sample hub(String token) {
    return Sample.get(
        PATH + "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + token);
  }

  private Sample signed(Sample sample) {
    return sample.with(
        "X-Hub-Signature-256",
        "sha256=" + Signing.hex(Signing.hmac("HmacSHA256", Signing.utf8(secret), sample.bytes())));
  }

  private static String messages(long at) {
    return """
        {"object":"instagram","entry":[\
        {"id":"17841400000000001","time":%1$d,"messaging":[{"sender":{"id":"9001"},\
        "recipient":{"id":"17841400000000001"},"timestamp":%1$d000,\
        "message":{"mid":"mid.1","text":"lunch?"}}]},\
        {"id":"17841400000000002","time":%1$d,"messaging":[{"sender":{"id":"9002"},\
        "recipient":{"id":"17841400000000002"},"timestamp":%1$d000,\
        "message":{"mid":"mid.2","text":"gladly"}}]}]}"""
        .formatted(at);
  }
}
