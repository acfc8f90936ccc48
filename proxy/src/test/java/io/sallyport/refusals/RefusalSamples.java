package io.sallyport.refusals;

import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.secret.Secret;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.ClientCertificate;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Refusals as they come, and what seals them. */
final class RefusalSamples {
  static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");

  private RefusalSamples() {}

  static Refusal refusal(String reference, String source, int bodyBytes) {
    return refusal(reference, source, bodyBytes, "github", T0);
  }

  static Refusal refusal(
      String reference, String source, int bodyBytes, String integration, Instant at) {
    byte[] body = new byte[bodyBytes];
    Arrays.fill(body, (byte) reference.hashCode());
    InboundWebhook inbound =
        new InboundWebhook(
            integration,
            "q-1",
            "POST",
            "/hooks/github?a=1",
            Headers.of(
                List.of(
                    Map.entry("Host", "hooks.example.com"),
                    Map.entry("X-Latin", "caf\u00e9"),
                    Map.entry("X-Twice", "one"),
                    Map.entry("x-twice", "two"))),
            RawBody.of(body),
            address(source),
            at.minusMillis(3),
            Map.of("tenant", "acme"),
            Optional.of(new ClientCertificate("CN=ca", "CN=me", List.of("me.example"))));
    return new Refusal(
        reference,
        "sha256:000000000000",
        "verify",
        Reason.SIGNATURE_MISMATCH,
        "no key matches",
        inbound,
        bodyBytes,
        at);
  }

  /** A sealer under a key that a seed makes. */
  static RecordSealer sealer(int seed) {
    byte[] key = new byte[MasterKey.BYTES];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (seed + 7 * i);
    }
    return new RecordSealer(
        MasterKey.of(Secret.of(key)).orElseThrow(), "refusals", new SecureRandom());
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
