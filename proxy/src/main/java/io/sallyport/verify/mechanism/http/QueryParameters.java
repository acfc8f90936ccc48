package io.sallyport.verify.mechanism.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The values of {@code @query-param} (RFC 9421 §2.2.8): decoded as a form, and encoded anew. */
final class QueryParameters {
  private static final String PLAIN = "*-._";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private QueryParameters() {}

  /**
   * Every value of the parameter.
   *
   * @param query the raw query without its question mark
   * @param name percent-encoded, as the component names it
   */
  static List<String> values(String query, String name) {
    List<String> values = new ArrayList<>(1);
    for (String pair : query.split("&", -1)) {
      int sign = pair.indexOf('=');
      String rawName = sign < 0 ? pair : pair.substring(0, sign);
      if (!pair.isEmpty() && encode(decode(rawName)).equals(name)) {
        values.add(sign < 0 ? "" : encode(decode(pair.substring(sign + 1))));
      }
    }
    return values;
  }

  /** The bytes of a form's text; a percent sign without two digits stands for itself. */
  private static byte[] decode(String text) {
    byte[] raw = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[raw.length];
    int size = 0;
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%' && i + 2 < raw.length && digit(raw[i + 1]) >= 0 && digit(raw[i + 2]) >= 0) {
        bytes[size++] = (byte) (digit(raw[i + 1]) << 4 | digit(raw[i + 2]));
        i += 2;
      } else {
        bytes[size++] = raw[i] == '+' ? (byte) ' ' : raw[i];
      }
    }
    // Through text and back, as the form's parser does: what is no UTF-8 becomes U+FFFD.
    return new String(bytes, 0, size, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    for (byte one : bytes) {
      char c = (char) (one & 0xff);
      if ((c >= '0' && c <= '9')
          || (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || PLAIN.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }

  private static int digit(byte c) {
    return c < 0 ? -1 : Character.digit(c, 16);
  }
}
