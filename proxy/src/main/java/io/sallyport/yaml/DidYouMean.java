package io.sallyport.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class DidYouMean {
  private static final int WORD_CHARS_MAX = 64;

  private DidYouMean() {}

  /**
   * The candidate nearest to the word, when it is near: at most two letters added, left out,
   * changed or swapped, and at most a third of them.
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    if (word.length() > WORD_CHARS_MAX) {
      return Optional.empty();
    }
    String wanted = plain(word);
    int near = Math.min(2, Math.max(1, wanted.length() / 3));
    return candidates.stream()
        .filter(candidate -> distance(wanted, plain(candidate)) <= near)
        .min(
            Comparator.comparingInt((String candidate) -> distance(wanted, plain(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code , did you mean "x"?} or nothing: the end of a sentence. */
  public static String hint(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(it -> ", did you mean \"" + it + "\"?").orElse("");
  }

  /** Case and the choice of {@code _} or {@code -} are the commonest slips. */
  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Damerau-Levenshtein distance with adjacent swaps (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
