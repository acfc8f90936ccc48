package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.yaml.shape.Placed;
import java.util.List;
import java.util.stream.Stream;

/** The literals with which signed contents begin; an answer must not be computed over such text. */
final class SignedPrefixes {
  private SignedPrefixes() {}

  static List<String> of(WrittenPolicy written) {
    return written.verify().stream()
        .flatMap(SignedPrefixes::templates)
        .map(SignedPrefixes::head)
        .filter(head -> !head.isEmpty())
        .distinct()
        .toList();
  }

  private static Stream<String> templates(WrittenCheck check) {
    if (check instanceof WrittenCheck.Any any) {
      return any.checks().stream().flatMap(SignedPrefixes::templates);
    }
    if (check instanceof WrittenCheck.All all) {
      return all.checks().stream().flatMap(SignedPrefixes::templates);
    }
    if (!(check instanceof WrittenCheck.Signature signature)) {
      return Stream.empty();
    }
    return signature.signed() instanceof WrittenCheck.Content.Alternatives alternatives
        ? alternatives.templates().stream().map(Placed::value)
        : ((WrittenCheck.Content.By) signature.signed())
            .cases().cases().values().stream().map(Placed::value);
  }

  /** The text up to the first placeholder; a doubled brace is a brace. */
  private static String head(String template) {
    StringBuilder head = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      if (template.startsWith("{{", i)) {
        i++;
      } else if (template.charAt(i) == '{') {
        break;
      }
      head.append(template.charAt(i));
    }
    return head.toString();
  }
}
