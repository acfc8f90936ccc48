package io.sallyport.verify.mechanism.http;

import io.sallyport.verify.mechanism.HttpSignatureRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which components a policy demands (RFC 9421 §7.2.1: a signature over nothing useful is valid).
 * A component may be covered by one that contains it: {@code @target-uri} contains {@code
 * @authority}, {@code @path} and {@code @query}, and they together contain it.
 */
final class Cover {
  private static final String DIGEST = "\"content-digest\"";
  private static final List<String> TARGET_PARTS =
      List.of("\"@authority\"", "\"@path\"", "\"@query\"");

  private final List<String> required;
  private final boolean digestOnlyWithBody;

  Cover(List<String> cover) {
    this.required =
        (cover.isEmpty() ? HttpSignatureRule.COVER_DEFAULT : cover)
            .stream().map(Cover::identifier).toList();
    this.digestOnlyWithBody = cover.isEmpty();
  }

  /** The first that is demanded and not covered. */
  Optional<String> firstMissing(Set<String> covered, boolean hasBody) {
    for (String one : required) {
      boolean isAskedFor = hasBody || !digestOnlyWithBody || !one.equals(DIGEST);
      if (isAskedFor && !isCovered(one, covered)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** Whether the signature says anything of Content-Digest, so that it must fit the body. */
  static boolean coversDigest(Set<String> covered) {
    return covered.stream().anyMatch(one -> one.equals(DIGEST) || one.startsWith(DIGEST + ";"));
  }

  /** What every signature that passes pins, in the policy language's source words. */
  List<String> words() {
    TreeSet<String> words = new TreeSet<>();
    for (String one : required) {
      String name = one.substring(1, one.indexOf('"', 1));
      switch (name) {
        case "@method" -> words.add("method");
        case "@target-uri" -> words.addAll(List.of("url", "target"));
        case "@request-target" -> words.add("target");
        case "@query" -> words.add("query");
        case "@query-param" -> parameterName(one).ifPresent(param -> words.add("query:" + param));
        case "content-digest" -> words.addAll(List.of("header:content-digest", "body"));
        default -> {
          if (!name.startsWith("@")) {
            words.add("header:" + name);
          }
        }
      }
    }
    if (required.containsAll(TARGET_PARTS)) {
      words.addAll(List.of("url", "target"));
    }
    return List.copyOf(words);
  }

  private static boolean isCovered(String one, Set<String> covered) {
    if (covered.contains(one)) {
      return true;
    }
    if (one.equals("\"@target-uri\"")) {
      return covered.containsAll(TARGET_PARTS);
    }
    if (TARGET_PARTS.contains(one) || one.equals("\"@scheme\"")) {
      return covered.contains("\"@target-uri\"")
          || (!one.equals("\"@authority\"")
              && !one.equals("\"@scheme\"")
              && covered.contains("\"@request-target\""));
    }
    // The same field in another of its forms.
    return covered.contains(one + ";bs")
        || covered.contains(one + ";sf")
        || (one.equals(DIGEST)
            && (covered.contains(DIGEST + ";key=\"sha-256\"")
                || covered.contains(DIGEST + ";key=\"sha-512\"")));
  }

  /** Quotes a bare name: {@code @method}, {@code content-digest}. */
  private static String identifier(String written) {
    List<String> parts = new ArrayList<>(List.of(written.strip().split(";", 2)));
    String name = parts.get(0);
    String quoted = name.startsWith("\"") ? name : "\"" + name + "\"";
    return parts.size() == 1 ? quoted : quoted + ";" + parts.get(1);
  }

  private static Optional<String> parameterName(String identifier) {
    int from = identifier.indexOf("name=\"");
    int to = identifier.lastIndexOf('"');
    return from < 0 || to <= from + 6
        ? Optional.empty()
        : Optional.of(identifier.substring(from + 6, to));
  }
}
