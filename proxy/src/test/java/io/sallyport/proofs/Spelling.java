package io.sallyport.proofs;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How a scheme writes a signature's bytes, and the spellings that look alike and are others. */
enum Spelling {
  HEX {
    @Override
    byte[] decode(String text) {
      return HexFormat.of().parseHex(text);
    }

    @Override
    String encode(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }

    @Override
    Map<String, String> variants(String text) {
      Map<String, String> variants = new LinkedHashMap<>();
      variants.put("0x before", "0x" + text);
      variants.put("an odd digit", "0" + text);
      variants.put("a sign", "-" + text.substring(1));
      variants.put("base64 instead", Base64.getEncoder().encodeToString(decode(text)));
      variants.put(
          "hex of the hex", encode(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      variants.put("colons", text.replaceAll("(..)(?=.)", "$1:"));
      variants.put("full-width digits", text.replace('0', '\uff10').replace('1', '\uff11'));
      return variants;
    }
  },
  BASE64 {
    @Override
    byte[] decode(String text) {
      return Base64.getDecoder().decode(text);
    }

    @Override
    String encode(byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    Map<String, String> variants(String text) {
      Map<String, String> variants = new LinkedHashMap<>();
      variants.put("the URL alphabet", text.replace('+', '-').replace('/', '_'));
      variants.put("no padding", text.replace("=", ""));
      variants.put("more padding", text + "=");
      variants.put("a whole group of padding", text + "====");
      variants.put("left-over bits", leftOver(text));
      variants.put("a line break", text.substring(0, 8) + "\n" + text.substring(8));
      variants.put("a space inside", text.substring(0, 8) + " " + text.substring(8));
      variants.put(
          "escaped for a URL", text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"));
      variants.put("spaces for pluses", text.replace('+', ' '));
      variants.put("hex instead", HexFormat.of().formatHex(decode(text)));
      variants.put(
          "base64 of the base64",
          encode(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      variants.put("lower case", text.toLowerCase(Locale.ROOT));
      return variants;
    }
  },
  BASE64URL {
    @Override
    byte[] decode(String text) {
      return Base64.getUrlDecoder().decode(text);
    }

    @Override
    String encode(byte[] bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    Map<String, String> variants(String text) {
      Map<String, String> variants = new LinkedHashMap<>();
      variants.put("the other alphabet", text.replace('-', '+').replace('_', '/'));
      variants.put("padding", Base64.getUrlEncoder().encodeToString(decode(text)));
      variants.put("left-over bits", leftOver(text));
      variants.put("a space inside", text.substring(0, 8) + " " + text.substring(8));
      variants.put("lower case", text.toLowerCase(Locale.ROOT));
      return variants;
    }
  };

  private static final String ALPHABETS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  abstract byte[] decode(String text);

  abstract String encode(byte[] bytes);

  /** Other spellings that a lax decoder takes for the same bytes, by what is wrong with them. */
  abstract Map<String, String> variants(String text);

  /** The last character with bits set that spell nothing; the text itself where there are none. */
  private static String leftOver(String text) {
    int end = text.length();
    while (text.charAt(end - 1) == '=') {
      end--;
    }
    int value = ALPHABETS.indexOf(text.charAt(end - 1));
    return end % 4 == 0 || value < 0 || value + 1 >= ALPHABETS.length()
        ? text
        : text.substring(0, end - 1) + ALPHABETS.charAt(value + 1) + text.substring(end);
  }
}
