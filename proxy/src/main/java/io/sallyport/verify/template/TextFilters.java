package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import java.util.HexFormat;
import java.util.List;

/** Filters that rewrite text, byte by byte: letters are ASCII letters, whatever the encoding. */
final class TextFilters {
  private TextFilters() {}

  static Slice lower(Slice input) {
    return mapped(input, b -> b >= 'A' && b <= 'Z' ? b + 32 : b);
  }

  static Slice upper(Slice input) {
    return mapped(input, b -> b >= 'a' && b <= 'z' ? b - 32 : b);
  }

  /** Without spaces, tabs and line ends at both ends. */
  static Slice trim(Slice input) {
    int from = 0;
    int to = input.length;
    while (from < to && isSpace(input.at(from))) {
      from++;
    }
    while (to > from && isSpace(input.at(to - 1))) {
      to--;
    }
    return input.sub(from, to);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  /**
   * {@code replace('=&','_')}: each byte of the first argument becomes the second. In a list it
   * works on names, too: a separator smuggled in through a name is as bad as one in a value.
   */
  static Filter replace(FilterArgs args) throws TemplateFault {
    args.count(2, 2, "replace('characters','text')");
    if (args.text(0).isEmpty()) {
      throw args.fault(0, "the characters to replace are missing");
    }
    if (args.text(0).chars().anyMatch(c -> c > 0x7f)) {
      throw args.fault(0, "only ASCII characters can be replaced");
    }
    boolean[] wanted = new boolean[128];
    args.text(0).chars().forEach(c -> wanted[c] = true);
    Slice by = Slice.of(args.bytes(1));
    return new Filter.Bytes(
        (input, reading) -> replaced(input, wanted, by),
        Filter.keeps(),
        Coverage.none(),
        true,
        false,
        input -> input.replacing(ByteSet.of(args.text(0)), ByteSet.in(by)));
  }

  private static Slice replaced(Slice input, boolean[] wanted, Slice by) {
    Bytes out = new Bytes(input.length);
    for (int i = 0; i < input.length; i++) {
      byte b = input.at(i);
      if (b >= 0 && wanted[b]) {
        out.add(by);
      } else {
        out.add(b);
      }
    }
    return out.toSlice();
  }

  /** {@code unescape('3A 2F')}: removes percent-encoding from these codes only (HubSpot v3). */
  static Filter unescape(FilterArgs args) throws TemplateFault {
    args.count(1, 1, "unescape('3A 2F …')");
    boolean[] wanted = new boolean[256];
    for (String code : args.text(0).strip().split(" +", -1)) {
      if (!code.matches("[0-9A-Fa-f]{2}")) {
        throw args.fault(
            0, "want two hex digits a code, separated by spaces, got \"" + code + "\"");
      }
      wanted[HexFormat.fromHexDigits(code)] = true;
    }
    return Filter.Bytes.plain(
        input -> unescaped(input, wanted), input -> unescapedExtent(input, wanted));
  }

  private static Slice unescaped(Slice input, boolean[] wanted) {
    Bytes out = new Bytes(input.length);
    for (int i = 0; i < input.length; i++) {
      int high = input.at(i) == '%' && i + 2 < input.length ? hex(input, i + 1) : -1;
      int low = high < 0 ? -1 : hex(input, i + 2);
      if (low >= 0 && wanted[high << 4 | low]) {
        out.add(high << 4 | low);
        i += 2;
      } else {
        out.add(input.at(i));
      }
    }
    return out.toSlice();
  }

  /** What stands before the first percent sign stays as it is. */
  private static Extent unescapedExtent(Extent input, boolean[] wanted) {
    ByteSet come = ByteSet.NONE;
    for (int i = 0; i < wanted.length; i++) {
      come = wanted[i] ? come.plus(ByteSet.range(i, i)) : come;
    }
    ByteSet alphabet = input.alphabet().plus(come);
    boolean plain = !input.first().meets(ByteSet.of("%"));
    return new Extent(
        alphabet,
        plain && !input.lead().isEmpty() ? List.of(input.first()) : List.of(),
        List.of(),
        false,
        false,
        false,
        ByteSet.NONE);
  }

  private static int hex(Slice input, int index) {
    return UrlPairs.hexDigit(input.at(index));
  }

  /**
   * The escapes that some JSON writers add and Box signs: a slash as {@code \/}, everything from
   * U+007F on as {@code \}{@code uXXXX} in lower case. Quotes and backslashes stay: the input is
   * JSON already.
   */
  static Slice escapeJson(Slice input) {
    String text =
        input
            .asUtf8()
            .orElseThrow(
                () ->
                    new Unreadable(
                        Reason.SIGNED_PART_MALFORMED, "escape-json: the input is not UTF-8"));
    Bytes out = new Bytes(input.length + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/') {
        out.add('\\').add('/');
      } else if (c < 0x7f) {
        out.add(c);
      } else {
        out.add(Slice.ofLatin1("\\u" + HexFormat.of().toHexDigits(c)));
      }
    }
    return out.toSlice();
  }

  /** What the JSON value is by its first character: {@code object}, {@code array}, … */
  static Slice kind(Slice input) {
    Slice value = trim(input);
    if (value.length == 0) {
      throw notJson();
    }
    return Slice.ofLatin1(
        switch (value.at(0)) {
          case '{' -> "object";
          case '[' -> "array";
          case '"' -> "string";
          case 't', 'f' -> "boolean";
          case 'n' -> "null";
          case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> "number";
          default -> throw notJson();
        });
  }

  private static Unreadable notJson() {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, "kind: the input is not JSON");
  }

  @FunctionalInterface
  private interface OfByte {
    int map(byte b);
  }

  private static Slice mapped(Slice input, OfByte step) {
    byte[] out = new byte[input.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) step.map(input.at(i));
    }
    return Slice.of(out);
  }
}
