package io.sallyport.observe;

/**
 * A stranger's text, made fit to be shown on a terminal or in a log line: nothing in it moves the
 * cursor, turns the direction of writing, or starts a new line. For eyes only, never for a
 * decision.
 */
public final class Printable {
  private static final char INSTEAD = '?';

  private Printable() {}

  /**
   * The text with everything that a terminal might obey replaced by a question mark.
   *
   * @param charsMax a longer text is cut there and ends in an ellipsis
   */
  public static String of(String text, int charsMax) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), charsMax) + 1);
    int index = 0;
    while (index < text.length()) {
      int point = text.codePointAt(index);
      if (clean.length() + Character.charCount(point) > charsMax) {
        return clean.append('…').toString();
      }
      if (isHarmless(point)) {
        clean.appendCodePoint(point);
      } else {
        clean.append(INSTEAD);
      }
      index += Character.charCount(point);
    }
    return clean.toString();
  }

  /** FORMAT holds the marks that reverse the direction of writing (CVE-2021-42574). */
  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
