package io.sallyport.verify.mechanism;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The {@code user:password} of {@code Authorization: Basic} (RFC 7617 §2), out of padded, canonical
 * base64.
 */
final class BasicCredentials {
  private static final String SCHEME = "basic ";

  private BasicCredentials() {}

  static byte[] read(Reading reading) {
    List<String> fields = reading.inbound().headers().all("Authorization");
    if (fields.isEmpty()) {
      throw new Unreadable(Reason.SIGNATURE_MISSING, "no Authorization");
    }
    if (fields.size() > 1) {
      throw new Unreadable(Reason.SIGNED_PART_REPEATED, "Authorization stands more than once");
    }
    String field = fields.get(0);
    if (!field.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw new Unreadable(Reason.SIGNATURE_MISSING, "Authorization is not Basic");
    }
    byte[] text = field.substring(SCHEME.length()).getBytes(StandardCharsets.ISO_8859_1);
    byte[] credentials =
        SignatureEncoding.BASE64
            .decode(text, 0, text.length)
            .orElseThrow(() -> malformed("the credentials are not canonical base64"));
    for (byte one : credentials) {
      if (one == ':') {
        return credentials;
      }
    }
    throw malformed("the credentials have no colon");
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNATURE_MALFORMED, detail);
  }
}
