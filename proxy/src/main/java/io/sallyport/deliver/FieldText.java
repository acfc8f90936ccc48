package io.sallyport.deliver;

import java.nio.charset.StandardCharsets;

/**
 * A stranger's text as a field value: visible ASCII as it is, everything else, and the percent
 * sign, percent-encoded in UTF-8 (RFC 3986 §2.1). It can neither end the field nor lose its edges.
 */
final class FieldText {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private FieldText() {}

  static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean edge = i == 0 || i == text.length() - 1;
      if ((c <= 0x20 && (c != ' ' || edge)) || c >= 0x7f || c == '%') {
        return encoded(text);
      }
    }
    return text;
  }

  private static String encoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder value = new StringBuilder(bytes.length + 16);
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xff;
      boolean edge = i == 0 || i == bytes.length - 1;
      boolean plain = (b > 0x20 && b < 0x7f && b != '%') || (b == ' ' && !edge);
      if (plain) {
        value.append((char) b);
      } else {
        value.append('%').append(HEX[b >> 4]).append(HEX[b & 15]);
      }
    }
    return value.toString();
  }
}
