package io.sallyport.cli.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Twilio signs the address as it was registered and the form's values, sorted by name. */
final class Twilio implements Sender {
  private static final String PATH = "/hooks/twilio";
  private static final String MESSAGE =
      "AccountSid=AC0123456789abcdef0123456789abcdef&ApiVersion=2010-04-01"
          + "&Body=is+my+order+ready%3F&From=%2B14155550100&To=%2B14155550199"
          + "&MessageSid=SM0123456789abcdef0123456789abcdef&NumMedia=0&SmsStatus=received";

  private final String token = Signing.hex(Signing.random(16));

  @Override
  public String name() {
    return "twilio";
  }

  @Override
  public String key() {
    return token;
  }

  @Override
  public List<Delivery> deliveries(Instant now) {
    Sample message = Sample.form(PATH, MESSAGE);
    Sample genuine = message.with("X-Twilio-Signature", signature(message));
    return List.of(
        Delivery.genuine(name(), "genuine SMS", genuine),
        Delivery.forged(
            name(),
            "from another number",
            genuine.tampered("5550100", "5550666"),
            "signature.mismatch"),
        Delivery.forged(
            name(),
            "sent to another address",
            genuine.to(PATH + "?as=admin"),
            "signature.mismatch"),
        Delivery.forged(
            name(),
            "a parameter added",
            genuine.tampered("NumMedia=0", "NumMedia=0&OptOutType=STOP"),
            "signature.mismatch"));
  }

  private String signature(Sample sample) {
    StringBuilder signed = new StringBuilder(PUBLIC_URL).append(sample.target());
    TreeMap<String, String> form = new TreeMap<>();
    Arrays.stream(sample.body().split("&"))
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    form.forEach((name, value) -> signed.append(name).append(value));
    return Signing.base64(
        Signing.hmac("HmacSHA1", Signing.utf8(token), Signing.utf8(signed.toString())));
  }
}
