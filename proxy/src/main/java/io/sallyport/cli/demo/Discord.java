package io.sallyport.cli.demo;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;

/** Discord: Ed25519. It sends bad signatures on purpose, and drops who accepts one. */
final class Discord implements Sender {
  private static final String PATH = "/hooks/discord";
  private static final String PING =
      "{\"id\":\"1\",\"application_id\":\"775799577604522054\",\"type\":1,\"version\":1}";
  private static final String COMMAND =
      """
      {"id":"846462639134605312","application_id":"775799577604522054","type":2,"version":1,\
      "token":"interaction-token","guild_id":"290926798626357999",\
      "member":{"user":{"id":"53908232506183680","username":"mason"}},\
      "data":{"id":"771825006014889984","name":"ban","type":1}}""";

  private final KeyPair key = Signing.newEd25519();
  private final KeyPair stranger = Signing.newEd25519();

  @Override
  public String name() {
    return "discord";
  }

  @Override
  public String key() {
    return Signing.hex(Signing.raw(key.getPublic()));
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    String time = Long.toString(now.getEpochSecond());
    Sample ping = Sample.json(PATH, PING);
    Sample command = signed(Sample.json(PATH, COMMAND), time, key);
    return List.of(
        Delivery.challenge(name(), "ping", signed(ping, time, key)),
        Delivery.forged(
            name(),
            "Discord's own probe, badly signed",
            signed(ping, time, stranger),
            "signature.mismatch"),
        Delivery.genuine(name(), "genuine command", command),
        Delivery.forged(
            name(), "one byte changed", command.tampered("ban", "fan"), "signature.mismatch"),
        Delivery.forged(
            name(),
            "old signature, new time",
            command.with("X-Signature-Timestamp", Long.toString(now.getEpochSecond() + 1)),
            "signature.mismatch"));
  }

  private static Sample signed(Sample sample, String time, KeyPair key) {
    byte[] signature =
        Signing.sign("Ed25519", key.getPrivate(), Signing.utf8(time), sample.bytes());
    return sample
        .with("X-Signature-Ed25519", Signing.hex(signature))
        .with("X-Signature-Timestamp", time);
  }
}
