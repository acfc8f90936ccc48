package io.sallyport.yaml;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What YAML 1.1 readers, or 1.2 ones, would take an unquoted word for, when it is not text. A
 * policy is read by people and by other tools, too: {@code id: 010} is 8 to some of them and {@code
 * on} is true, so such words must be quoted wherever text is wanted.
 */
public final class OlderYaml {
  private static final Set<String> BOOLEANS =
      Set.of("y", "n", "yes", "no", "true", "false", "on", "off");

  private static final Map<Pattern, String> NUMBERS_AND_DATES =
      Map.of(
          Pattern.compile("[-+]?0b[01_]+|[-+]?0[xo][0-9a-fA-F_]+|[-+]?[0-9][0-9_]*"), "the number",
          Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?"), "the number",
          Pattern.compile("[-+]?(\\.[0-9][0-9_]*|[0-9][0-9_]*\\.?[0-9_]*)([eE][-+]?[0-9]+)?"),
              "the number",
          Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"), "the number",
          Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \\t].*)?"), "the date");

  private OlderYaml() {}

  /** The kind of thing that the unquoted word may be read as; empty when it is always text. */
  public static Optional<String> takenFor(String word) {
    if (BOOLEANS.contains(word.toLowerCase(java.util.Locale.ROOT))) {
      return Optional.of("the boolean");
    }
    return NUMBERS_AND_DATES.entrySet().stream()
        .filter(kind -> kind.getKey().matches(word))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
