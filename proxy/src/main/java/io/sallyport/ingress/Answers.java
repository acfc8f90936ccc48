package io.sallyport.ingress;

import io.sallyport.verify.template.Template;
import java.util.Map;
import java.util.Optional;

/**
 * How answers are shaped for a platform: the {@code answers} section. What is not named here keeps
 * its default.
 */
public record Answers(Map<Kind, Shape> shapes) {
  public Answers {
    shapes = Map.copyOf(shapes);
  }

  public enum Kind {
    ACCEPTED,
    HELD,
    DUPLICATE,
    REJECTED,
    REFUSED,
    STALE,
    LIMITED,
    BUSY;

    /** The word in the policy language. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * One answer; what is empty keeps its default.
   *
   * @param status 200–599 but never a redirect, never 410
   * @param headers fixed fields
   * @param type the content type of the body
   * @param body the body; may read the request only where it was verified
   */
  public record Shape(
      Optional<Integer> status,
      Map<String, String> headers,
      Optional<String> type,
      Optional<Template> body) {
    public Shape {
      headers = Map.copyOf(headers);
    }
  }
}
