package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * The pairs of a query or of an {@code application/x-www-form-urlencoded} body (WHATWG URL §5), as
 * bytes and strictly: a percent sign without two hex digits is malformed, {@code +} is a space,
 * empty parts between {@code &} are skipped, a part without {@code =} is a name without a value.
 */
final class UrlPairs {
  static final int PAIRS_MAX = 1_000;

  private UrlPairs() {}

  /**
   * @param word what is read, for the sentence of a refusal
   */
  static List<Pair> parse(Slice text, String word) {
    List<Pair> pairs = new ArrayList<>();
    int from = 0;
    while (from < text.length) {
      int ampersand = text.indexOf((byte) '&', from);
      int to = ampersand < 0 ? text.length : ampersand;
      if (to > from) {
        if (pairs.size() == PAIRS_MAX) {
          throw malformed(word + " has more than " + PAIRS_MAX + " pairs");
        }
        pairs.add(pair(text.sub(from, to), word));
      }
      from = to + 1;
    }
    return List.copyOf(pairs);
  }

  private static Pair pair(Slice part, String word) {
    int sign = part.indexOf((byte) '=', 0);
    return sign < 0
        ? Pair.of(decode(part, true, word), Slice.EMPTY)
        : Pair.of(
            decode(part.sub(0, sign), true, word),
            decode(part.sub(sign + 1, part.length), true, word));
  }

  /**
   * Removes percent-encoding.
   *
   * @param plusIsSpace whether {@code +} stands for a space
   */
  static Slice decode(Slice text, boolean plusIsSpace, String word) {
    if (text.indexOf((byte) '%', 0) < 0 && (!plusIsSpace || text.indexOf((byte) '+', 0) < 0)) {
      return text;
    }
    byte[] out = new byte[text.length];
    int size = 0;
    for (int i = 0; i < text.length; i++) {
      byte value = text.at(i);
      if (value == '%') {
        boolean whole = i + 2 < text.length;
        int high = whole ? hexDigit(text.at(i + 1)) : -1;
        int low = whole ? hexDigit(text.at(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw malformed(word + " has a percent sign without two hex digits");
        }
        out[size++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[size++] = plusIsSpace && value == '+' ? (byte) ' ' : value;
      }
    }
    return new Slice(out, 0, size);
  }

  /** The value of an ASCII hex digit of either case; −1 for anything else. */
  static int hexDigit(byte value) {
    if (value >= '0' && value <= '9') {
      return value - '0';
    }
    int lower = value | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail);
  }
}
