package io.sallyport.verify.template;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** "Did you mean": the known name that a misspelt one is nearest to. */
final class NearestName {
  private static final int LETTERS_APART_MAX = 2;

  private NearestName() {}

  /** A clause that names the nearest known name, or else all of them. */
  static String hint(String wrong, Collection<String> known) {
    return known.stream()
        .filter(name -> apart(wrong, name) <= Math.min(LETTERS_APART_MAX, wrong.length() - 1))
        .min(Comparator.comparingInt(name -> apart(wrong, name)))
        .map(name -> "; did you mean " + name)
        .orElseGet(() -> "; known are " + known.stream().collect(Collectors.joining(" ")));
  }

  /** Letters to insert, remove or exchange (Levenshtein). */
  private static int apart(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int above = row[j];
        int changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[right.length()];
  }
}
