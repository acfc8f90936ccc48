package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Bytes as text and back. Decoding is strict: one spelling for one value, so that what is pinned as
 * text is pinned as bytes, too. Only {@code unbase64url} takes padding or none, since senders
 * differ.
 */
final class CodeFilters {
  private static final HexFormat UPPER = HexFormat.of().withUpperCase();

  private CodeFilters() {}

  static Slice hex(Slice input) {
    return hexWith(HexFormat.of(), input);
  }

  static Slice upperHex(Slice input) {
    return hexWith(UPPER, input);
  }

  static Slice base64(Slice input) {
    return Slice.of(Base64.getEncoder().encode(input.toBytes()));
  }

  static Slice base64url(Slice input) {
    return Slice.of(Base64.getUrlEncoder().withoutPadding().encode(input.toBytes()));
  }

  /** Pairs of hex digits of either case. */
  static Slice unhex(Slice input) {
    if (input.length % 2 != 0) {
      throw malformed("unhex: an odd number of hex digits");
    }
    byte[] out = new byte[input.length / 2];
    for (int i = 0; i < out.length; i++) {
      int high = UrlPairs.hexDigit(input.at(2 * i));
      int low = UrlPairs.hexDigit(input.at(2 * i + 1));
      if (high < 0 || low < 0) {
        throw malformed("unhex: something that is no hex digit");
      }
      out[i] = (byte) (high << 4 | low);
    }
    return Slice.of(out);
  }

  /** With padding (RFC 4648 §4). */
  static Slice unbase64(Slice input) {
    byte[] text = input.toBytes();
    byte[] bytes = decode(Base64.getDecoder(), text, "unbase64");
    if (!Arrays.equals(text, Base64.getEncoder().encode(bytes))) {
      throw malformed("unbase64: not the canonical spelling");
    }
    return Slice.of(bytes);
  }

  /** With padding or without (RFC 4648 §5). */
  static Slice unbase64url(Slice input) {
    byte[] text = input.toBytes();
    byte[] bytes = decode(Base64.getUrlDecoder(), text, "unbase64url");
    boolean canonical =
        Arrays.equals(text, Base64.getUrlEncoder().withoutPadding().encode(bytes))
            || Arrays.equals(text, Base64.getUrlEncoder().encode(bytes));
    if (!canonical) {
      throw malformed("unbase64url: not a canonical spelling");
    }
    return Slice.of(bytes);
  }

  private static byte[] decode(Base64.Decoder decoder, byte[] text, String filter) {
    try {
      return decoder.decode(text);
    } catch (IllegalArgumentException e) {
      throw malformed(filter + ": not base64");
    }
  }

  private static Slice hexWith(HexFormat format, Slice input) {
    String text = format.formatHex(input.array, input.offset, input.offset + input.length);
    return Slice.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail);
  }
}
