package io.sallyport.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Slack: events as JSON and commands as forms, signed alike; the challenge is signed, too. */
final class Slack implements Sender {
  private static final String PATH = "/hooks/slack";
  private static final String CHALLENGE =
      "{\"token\":\"Jhj5dZrVaK7ZwHHjRyZWjbDl\",\"challenge\":\"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd\","
          + "\"type\":\"url_verification\"}";
  private static final String COMMAND =
      "team_id=T0001&team_domain=acme&channel_id=C2147483705&user_id=U2147483697"
          + "&command=%2Fdeploy&text=staging&trigger_id=13345224609.738474920";

  private final String secret = Signing.hex(Signing.random(16));

  @Override
  public String name() {
    return "slack";
  }

  @Override
  public String key() {
    return secret;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample event = signed(Sample.json(PATH, message(now.getEpochSecond())), now, secret);
    Sample command = signed(Sample.form(PATH, COMMAND), now, secret);
    return List.of(
        Delivery.challenge(
            name(), "url_verification", signed(Sample.json(PATH, CHALLENGE), now, secret)),
        Delivery.forged(
            name(),
            "url_verification, wrong key",
            signed(Sample.json(PATH, CHALLENGE), now, "guessed"),
            "signature.mismatch"),
        Delivery.genuine(name(), "genuine event", event),
        Delivery.genuine(name(), "genuine slash command", command),
        Delivery.forged(
            name(),
            "command for another target",
            command.tampered("staging", "production"),
            "signature.mismatch"),
        Delivery.again(
            name(),
            "the command, ten minutes old",
            signed(Sample.form(PATH, COMMAND), now.minus(Duration.ofMinutes(10)), secret)),
        Delivery.forged(
            name(),
            "another one, ten minutes old",
            signed(
                Sample.form(PATH, COMMAND.replace("staging", "production")),
                now.minus(Duration.ofMinutes(10)),
                secret),
            "timestamp.stale"));
  }

  private static Sample signed(Sample sample, Instant at, String key) {
    String time = Long.toString(at.getEpochSecond());
    byte[] mac =
        Signing.hmac(
            "HmacSHA256", Signing.utf8(key), Signing.utf8("v0:" + time + ":"), sample.bytes());
    return sample
        .with("X-Slack-Request-Timestamp", time)
        .with("X-Slack-Signature", "v0=" + Signing.hex(mac));
  }

  private static String message(long at) {
    return """
        {"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","team_id":"T0001","api_app_id":"A0001",\
        "event":{"type":"message","channel":"C2147483705","user":"U2147483697","text":"hello",\
        "ts":"%1$d.000200"},"type":"event_callback","event_id":"Ev0PV52K21","event_time":%1$d,\
        "authorizations":[{"team_id":"T0001","user_id":"U0001","is_bot":true}]}"""
        .formatted(at);
  }
}
