package io.sallyport.policy.sample;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * A place of a request that a template reads as it is, and that can therefore be written.
 *
 * @param kind {@code header}, {@code query}, {@code form}, {@code auth}, {@code json}, {@code
 *     item}, {@code let} or {@code body}
 * @param name the field, the pointer, or the part of a let
 * @param let the let's name
 */
record Slot(String kind, String name, String let) {
  private static final Pattern SOURCE =
      Pattern.compile("\\{(header|query|form|auth|json|item):(?:'([^']*)'|([^|}'?]+))\\??\\}");
  private static final Pattern PART =
      Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)\\.([^|}?]+)\\??\\}");

  /** The place; empty where the template is more than one source, or none that can be written. */
  static Optional<Slot> of(String template) {
    Matcher source = SOURCE.matcher(template);
    if (source.matches()) {
      String name = source.group(2) == null ? source.group(3) : source.group(2);
      return Optional.of(new Slot(source.group(1), name, ""));
    }
    Matcher part = PART.matcher(template);
    if (part.matches()) {
      return Optional.of(new Slot("let", part.group(2), part.group(1)));
    }
    return template.equals("{body}") ? Optional.of(new Slot("body", "", "")) : Optional.empty();
  }

  /** Whether it is a member of the policy's document. */
  boolean isJson() {
    return kind.equals("json");
  }

  @Override
  public String toString() {
    return kind.equals("let") ? let + "." + name : name.isEmpty() ? kind : kind + ":" + name;
  }
}
