package io.sallyport.deliver;

import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.webhook.RawBody;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs toward the upstream as Standard Webhooks 1.0 says: {@code v1} over id, time and body.
 *
 * <p>The secret is base64 of 24 to 64 bytes, with or without {@code whsec_}; a file that changes is
 * followed. Belongs to one event loop at a time.
 */
final class OutboundSignature {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretValue secret;
  private Secret known;
  private Mac mac;

  OutboundSignature(SecretValue secret) {
    this.secret = secret;
    this.known = secret.current();
    this.mac = macOf(known);
  }

  /** The value of {@code webhook-signature}. */
  String sign(String id, long epochSeconds, RawBody body) {
    Secret current = secret.current();
    if (current != known) {
      mac = macOf(current);
      known = current;
    }
    mac.update((id + "." + epochSeconds + ".").getBytes(StandardCharsets.UTF_8));
    mac.update(body.array(), body.offset(), body.size());
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal());
  }

  private static Mac macOf(Secret secret) {
    String text = new String(secret.unsafeBytes(), StandardCharsets.UTF_8);
    String encoded = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(encoded), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have " + ALGORITHM, e);
    }
  }
}
