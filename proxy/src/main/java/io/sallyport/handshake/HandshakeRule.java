package io.sallyport.handshake;

import com.google.re2j.Pattern;
import io.sallyport.verify.key.KeySource;
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
 * @param keys which key a keyed answer is computed under: the first one found
 * @param bootstrap where this challenge brings the signing key itself, if it does; it is answered
 *     only when an operator has opened the integration for it
 * @param reply what is answered
 */
public record HandshakeRule(
    When when,
    boolean verified,
    List<Requirement> require,
    Optional<KeySource> keys,
    Optional<Template> bootstrap,
    Reply reply) {

  public HandshakeRule {
    require = List.copyOf(require);
  }

  /**
   * All parts that are given must hold.
   *
   * @param method the request's method
   * @param conditions places that must be there
   */
  public record When(Optional<String> method, List<Condition> conditions) {
    public When {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * One place of the request.
   *
   * @param place a header, a query parameter or a member of the body
   * @param text what it must be, byte for byte in UTF-8; empty asks for presence only
   */
  public record Condition(Template place, Optional<String> text) {}

  /** What the challenger gets. */
  public sealed interface Reply {

    /**
     * An answer at once.
     *
     * @param status 200–299, and never a redirect
     * @param headers fields whose values may echo the challenge
     * @param type the content type of the body, where it has one
     * @param body the body
     * @param keyed whether a value is computed under a key: then no challenge may be able to equal
     *     anything that the platform signs
     * @param signedPrefixes the literals with which the integration's signed contents begin; no
     *     challenge of a keyed answer may begin with one of them
     */
    record Answer(
        int status,
        Map<String, Template> headers,
        Optional<String> type,
        Optional<Template> body,
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
