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
 * @param keyId which of the integration's keys a keyed answer uses, where the challenge names one;
 *     otherwise the first active key
 * @param bootstrap where this challenge brings the signing key itself, if it does; it is answered
 *     only when an operator has opened the integration for it
 * @param reply what is answered
 */
public record HandshakeRule(
    When when,
    boolean verified,
    List<Requirement> require,
    Optional<Template> keyId,
    Optional<Template> bootstrap,
    Reply reply) {

  public HandshakeRule {
    require = List.copyOf(require);
  }

  /**
   * All parts that are given must hold; an empty value asks for presence only.
   *
   * @param method the request's method
   * @param header fields by name
   * @param query query parameters by name
   * @param json members of the body by JSON pointer; text, numbers and booleans as they are written
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

  /** What the challenger gets. */
  public sealed interface Reply {

    /**
     * An answer at once.
     *
     * @param status 200–499, never a redirect
     * @param headers fields whose values may echo the challenge
     * @param type the content type of the body
     * @param body the body
     * @param keyed whether a value is computed under a key: then the challenge must not be able to
     *     equal anything that the platform signs
     * @param signedPrefixes the literals with which the integration's signed contents begin; no
     *     challenge of a keyed answer may begin with one of them
     */
    record Answer(
        int status,
        Map<String, Template> headers,
        String type,
        Template body,
        boolean keyed,
        List<String> signedPrefixes)
        implements Reply {
      public Answer {
        headers = Map.copyOf(headers);
        signedPrefixes = List.copyOf(signedPrefixes);
      }
    }

    /** A GET of an address that the message names: https, its host matching the pattern whole. */
    record Confirmation(Template url, Pattern host) implements Reply {}
  }
}
