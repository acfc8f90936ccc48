package io.sallyport.secret;

import java.util.List;
import java.util.Optional;

/**
 * A text of the policy or the configuration that may refer to secrets: {@code ${env:NAME}}, {@code
 * ${env:NAME:-default}}, {@code ${file:PATH}}, {@code ${vault:PATH#FIELD}}, with literals between
 * them. {@code $$} is a dollar; a dollar alone is a fault, for it is most often a reference in
 * another product's spelling.
 *
 * <p>It prints with its literals redacted: a literal may be the secret itself.
 */
public final class SecretText {
  /** Longer texts are refused. */
  public static final int CHARS_MAX = 16_384;

  /** One stretch of the text. */
  public sealed interface Part {
    /** Stands for itself. */
    record Literal(String text) implements Part {
      @Override
      public String toString() {
        return "Literal[redacted]";
      }
    }

    /**
     * An environment variable.
     *
     * @param otherwise what stands for a variable that is not set or empty
     */
    record Variable(String name, Optional<String> otherwise) implements Part {
      @Override
      public String toString() {
        return "${env:" + name + "}";
      }
    }

    /**
     * A file's content without one final newline.
     *
     * @param path absolute, or relative to the file that the text stands in
     */
    record Content(String path) implements Part {
      @Override
      public String toString() {
        return "${file:" + path + "}";
      }
    }

    /**
     * One field of a secret in Vault's KV version 2.
     *
     * @param path as {@code vault kv get} takes it: mount first, no {@code data/}; may hold {@code
     *     {path:NAME}}
     */
    record VaultField(String path, String field) implements Part {
      @Override
      public String toString() {
        return "${vault:" + path + "#" + field + "}";
      }

      /** Whether the path names a value of the request's path. */
      public boolean isPerTenant() {
        return path.indexOf('{') >= 0;
      }
    }
  }

  private final List<Part> parts;

  SecretText(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads the text.
   *
   * @throws SecretFault with the place of the first fault
   */
  public static SecretText parse(String text) throws SecretFault {
    return new SecretTextParser(text).parse();
  }

  /** The stretches in order; empty for an empty text. */
  public List<Part> parts() {
    return parts;
  }

  /** Whether it refers to nothing: all of it stands in the policy for everybody to read. */
  public boolean isLiteral() {
    return parts.stream().allMatch(Part.Literal.class::isInstance);
  }

  /** Whether it can only be resolved for a request: see {@link TenantSecrets}. */
  public boolean isPerTenant() {
    return parts.stream()
        .anyMatch(part -> part instanceof Part.VaultField field && field.isPerTenant());
  }

  /** The environment variables it needs, in order. */
  public List<String> variables() {
    return parts.stream()
        .filter(Part.Variable.class::isInstance)
        .map(part -> ((Part.Variable) part).name())
        .toList();
  }

  @Override
  public String toString() {
    return parts.toString();
  }
}
