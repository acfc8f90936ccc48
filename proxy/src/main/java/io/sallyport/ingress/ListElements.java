package io.sallyport.ingress;

/** Splits a comma-separated field from its right end, quoted strings respected. */
final class ListElements {
  private ListElements() {}

  /**
   * Where the last element before {@code stop} begins: behind the comma to its left, or at 0.
   *
   * @param quoted whether commas inside {@code "…"} do not count
   */
  static int startOf(String field, int stop, boolean quoted) {
    boolean inside = false;
    for (int i = stop - 1; i >= 0; i--) {
      char c = field.charAt(i);
      if (quoted && c == '"') {
        inside = !inside;
      } else if (c == ',' && !inside) {
        return i + 1;
      }
    }
    return 0;
  }
}
