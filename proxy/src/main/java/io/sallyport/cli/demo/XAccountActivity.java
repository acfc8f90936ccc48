package io.sallyport.cli.demo;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * X: its challenge is answered with an HMAC under the very key that signs its events, in the very
 * form of their signatures. A gate that signs whatever it is asked to hands out forgeries.
 */
final class XAccountActivity implements Sender {
  private static final String PATH = "/hooks/x";
  private static final String FORGED =
      "{\"for_user_id\":\"2244994945\",\"user_event\":{\"revoke\":{}}}";

  private final String secret = Signing.base64url(Signing.random(36));

  @Override
  public String name() {
    return "x";
  }

  @Override
  public String key() {
    return secret;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample genuine = signed(Sample.json(PATH, tweet(now.getEpochSecond())), secret);
    return List.of(
        Delivery.challenge(name(), "challenge (CRC)", crc("cmFuZG9tQ2hhbGxlbmdl")),
        Delivery.forged(name(), "challenge that is an attack", crc(FORGED), "handshake.oracle"),
        Delivery.genuine(name(), "genuine", genuine),
        Delivery.forged(
            name(), "one byte changed", genuine.tampered("hello", "hullo"), "signature.mismatch"),
        Delivery.forged(
            name(),
            "signed with a guessed secret",
            signed(Sample.json(PATH, FORGED), "guessed"),
            "signature.mismatch"));
  }

  private static Sample crc(String token) {
    return Sample.get(PATH + "?crc_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
  }

  private static Sample signed(Sample sample, String key) {
    return sample.with(
        "x-twitter-webhooks-signature",
        "sha256=" + Signing.base64(Signing.hmac("HmacSHA256", Signing.utf8(key), sample.bytes())));
  }

  private static String tweet(long at) {
    return """
        {"for_user_id":"2244994945","tweet_create_events":[{"id_str":"1050118621198921728",\
        "created_at":"%d","text":"hello","user":{"id_str":"6253282"}}]}"""
        .formatted(at);
  }
}
