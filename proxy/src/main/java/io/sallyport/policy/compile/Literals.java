package io.sallyport.policy.compile;

import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretText.Part;
import java.util.stream.Collectors;

/** The text of references that refer to nothing. */
final class Literals {
  private Literals() {}

  static String of(SecretText text) {
    return text.parts().stream()
        .map(part -> part instanceof Part.Literal literal ? literal.text() : "")
        .collect(Collectors.joining());
  }
}
