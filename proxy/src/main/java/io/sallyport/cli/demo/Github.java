package io.sallyport.cli.demo;

import java.time.Instant;
import java.util.List;

/** GitHub signs the body alone: neither the delivery id nor the event's name, nor any time. */
final class Github implements Sender {
  private static final String PUSH =
      """
      {"ref":"refs/heads/main","before":"6113728f27ae82c7b1a177c8d03f9e96e0adf246",\
      "after":"0000000000000000000000000000000000000001","forced":false,\
      "repository":{"id":35129377,"full_name":"acme/shop","owner":{"login":"acme"}},\
      "sender":{"id":6752317,"login":"octocat"},"commits":[]}""";

  private final String secret = Signing.hex(Signing.random(20));

  @Override
  public String name() {
    return "github";
  }

  @Override
  public String key() {
    return secret;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample push =
        Sample.json("/hooks/github", PUSH)
            .with("User-Agent", "GitHub-Hookshot/044aadd")
            .with("X-GitHub-Event", "push")
            .with("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958");
    Sample genuine = signed(push, "X-Hub-Signature-256", "HmacSHA256", "sha256=", secret);
    return List.of(
        Delivery.genuine(name(), "genuine push", genuine),
        Delivery.again(name(), "redelivered", genuine),
        Delivery.suspicious(
            name(),
            "old bytes, new delivery id",
            genuine.with("X-GitHub-Delivery", "0b989ba4-242f-11e5-81e1-c7b6966d2516"),
            "replay.signature-reused"),
        Delivery.forged(
            name(), "one byte changed", genuine.tampered("main", "mail"), "signature.mismatch"),
        Delivery.forged(
            name(),
            "signed with a guessed secret",
            signed(push, "X-Hub-Signature-256", "HmacSHA256", "sha256=", "secret"),
            "signature.mismatch"),
        Delivery.forged(
            name(),
            "only the old SHA-1 signature",
            signed(push, "X-Hub-Signature", "HmacSHA1", "sha1=", secret),
            "signature.missing"),
        Delivery.forged(
            name(),
            "half a signature",
            genuine.with("X-Hub-Signature-256", "sha256=" + "0".repeat(32)),
            "signature.malformed"));
  }

  private static Sample signed(
      Sample sample, String field, String algorithm, String prefix, String key) {
    return sample.with(
        field, prefix + Signing.hex(Signing.hmac(algorithm, Signing.utf8(key), sample.bytes())));
  }
}
