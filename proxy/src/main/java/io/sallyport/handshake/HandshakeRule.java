package io.sallyport.handshake;

import com.google.re2j.Pattern;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of {@code handshake}: which requests are a platform's challenge, and what they get.
 *
 * @param when what makes a request this handshake
 * @param verified whether the normal signature must verify first
 * @param require what must hold; otherwise 403 {@code handshake.token}, or 401 {@code
 *     handshake.oracle} where a {@code like} guards a keyed answer
 * @param answer what is answered at once, or empty for an outbound confirmation
 * @param confirm the address that is fetched instead, https, host pinned
 */
public record HandshakeRule(
    When when,
    boolean verified,
    List<Requirement> require,
    Optional<Answer> answer,
    Optional<Confirmation> confirm) {

  public HandshakeRule {
    require = List.copyOf(require);
  }

  /**
   * All parts that are given must hold; a value of {@code Optional.empty()} asks for presence only.
   */
  public record When(
      Optional<String> method,
      Map<String, Optional<String>> header,
      Map<String, Optional<String>> query,
      Map<String, Optional<String>> json) {
    public When {
      header = Map.copyOf(header);
      query = Map.copyOf(query);
      json = Map.copyOf(json);
    }
  }

  /** A fixed status and templates for the rest; {@code keyed} when the body uses {@code hmac}. */
  public record Answer(
      int status, Map<String, Template> headers, String type, Template body, boolean keyed) {
    public Answer {
      headers = Map.copyOf(headers);
    }
  }

  public record Confirmation(Template url, Pattern host) {}
}
