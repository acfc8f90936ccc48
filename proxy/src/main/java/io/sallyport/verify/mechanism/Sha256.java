package io.sallyport.verify.mechanism;

import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.sallyport.webhook.Digests;
import io.sallyport.webhook.SignedBytes;
import java.security.MessageDigest;

/** Digests of what was signed, without joining it first. */
public final class Sha256 {
  private static final String BODY = "{body}";

  private Sha256() {}

  /** Of what a template gives; of the body alone it is known once a request. */
  public static SignedBytes of(Template signed, Reading reading) {
    return SignedBytes.of(
        () -> {
          if (signed.source().equals(BODY)) {
            return reading.inbound().body().sha256();
          }
          MessageDigest digest = Digests.newSha256();
          signed.feed(reading, digest::update);
          return digest.digest();
        });
  }

  /** Of bytes that are at hand. */
  public static SignedBytes of(byte[] signed) {
    return SignedBytes.of(() -> Digests.sha256(signed, 0, signed.length));
  }
}
