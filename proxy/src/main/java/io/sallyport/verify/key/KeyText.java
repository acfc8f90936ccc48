package io.sallyport.verify.key;

import java.util.Base64;

/**
 * The spellings of a configured key's bytes. White space inside and around is dropped, for the
 * operator pasted it; what remains must be the canonical spelling.
 */
final class KeyText {
  private KeyText() {}

  static boolean isHex(String text) {
    return !text.isEmpty()
        && text.length() % 2 == 0
        && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
  }

  static byte[] hex(String text) throws KeyFault {
    String digits = dense(text);
    if (!isHex(digits)) {
      throw new KeyFault("want an even number of hex digits");
    }
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(digits.charAt(2 * i), 16);
      int low = Character.digit(digits.charAt(2 * i + 1), 16);
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  static byte[] base64(String text) throws KeyFault {
    return decode(text, Base64.getDecoder(), Base64.getEncoder(), "base64");
  }

  static byte[] base64url(String text) throws KeyFault {
    return decode(text, Base64.getUrlDecoder(), Base64.getUrlEncoder(), "base64url");
  }

  /** Padding may be left out; the JDK's decoder takes left-over bits, so the bytes go back. */
  private static byte[] decode(
      String text, Base64.Decoder decoder, Base64.Encoder encoder, String word) throws KeyFault {
    String chars = dense(text);
    try {
      byte[] bytes = decoder.decode(chars);
      if (chars.equals(encoder.encodeToString(bytes))
          || chars.equals(encoder.withoutPadding().encodeToString(bytes))) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // The decoder's message quotes the text, which may be a secret.
      throw new KeyFault("want " + word);
    }
    throw new KeyFault("want canonical " + word);
  }

  private static String dense(String text) {
    StringBuilder chars = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
        chars.append(c);
      }
    }
    return chars.toString();
  }
}
