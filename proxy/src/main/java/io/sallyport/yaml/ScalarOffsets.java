package io.sallyport.yaml;

import io.sallyport.yaml.Node.Scalar;

/**
 * Finds the column of a character of a scalar's text, through quotes and escapes, so that a fault
 * inside a template is shown where it stands.
 */
final class ScalarOffsets {
  private ScalarOffsets() {}

  static Place place(Scalar scalar, int offset) {
    String raw = scalar.raw();
    if (raw.isEmpty()) {
      return scalar.at();
    }
    int end = Math.min(offset, scalar.text().length());
    return switch (scalar.style()) {
      case PLAIN -> scalar.at().plusColumns(characters(raw, Math.min(end, raw.length())));
      case SINGLE_QUOTED -> scalar.at().plusColumns(characters(raw, afterQuoted(raw, end, '\'')));
      case DOUBLE_QUOTED -> scalar.at().plusColumns(characters(raw, afterQuoted(raw, end, '\\')));
      case BLOCK -> scalar.at();
    };
  }

  private static int afterQuoted(String raw, int chars, char escape) {
    int at = 1;
    int passed = 0;
    while (passed < chars && at < raw.length() - 1) {
      int length = raw.charAt(at) == escape ? escapeLength(raw, at, escape) : 1;
      passed += isBeyondBmp(raw, at, length) ? 2 : 1;
      at += length;
    }
    return Math.min(at, raw.length());
  }

  private static int escapeLength(String raw, int at, char escape) {
    if (escape == '\'' || at + 1 >= raw.length()) {
      return 2;
    }
    return switch (raw.charAt(at + 1)) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  /** An escape {@code \U0001F600} stands for one character of two chars. */
  private static boolean isBeyondBmp(String raw, int at, int length) {
    return length == 10 && !raw.startsWith("0000", at + 2);
  }

  private static int characters(String raw, int end) {
    return raw.codePointCount(0, end);
  }
}
