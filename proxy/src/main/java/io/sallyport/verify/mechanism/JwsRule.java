package io.sallyport.verify.mechanism;

import io.sallyport.secret.SecretFloor;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.Template;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A JSON Web Signature in compact form (RFC 7515 §3.1), attached or detached (RFC 7797).
 *
 * @param token where the token stands; a {@code Bearer} prefix is the template's business
 * @param algorithms the JOSE names that are accepted ({@code ES256}, …), 1 to 8; the token chooses
 *     among these and nothing else, and each is pinned to its type of key
 * @param types what {@code typ} must be, without case and with {@code application/} left out (RFC
 *     7515 §4.1.9); empty: not looked at
 * @param payload the detached payload; the token's own must then be empty, and there are no claims
 *     to judge
 * @param expiry what becomes of {@code exp}; not looked at where the payload is detached
 * @param key where the keys come from; the token's own {@code jwk}, {@code jku}, {@code x5u} and
 *     {@code x5c} are never used but by a source that was made for {@code x5c}
 * @param claims rules for the payload's members
 */
public record JwsRule(
    Template token,
    List<String> algorithms,
    List<String> types,
    Optional<Template> payload,
    Expiry expiry,
    KeyRule key,
    List<ClaimRule> claims,
    List<Requirement> require)
    implements MechanismRule {

  /** A shorter secret can be found from one token; such a key verifies nothing. */
  public static final int SECRET_BYTES_MIN = SecretFloor.BYTES_MIN;

  /** How far the two clocks may differ for {@code exp} and {@code nbf} (RFC 7519 §4.1.4). */
  public static final Duration LEEWAY = Duration.ofSeconds(60);

  public JwsRule {
    algorithms = List.copyOf(algorithms);
    types = List.copyOf(types);
    claims = List.copyOf(claims);
    require = List.copyOf(require);
  }

  @Override
  public String word() {
    return "jws";
  }

  /** What becomes of {@code exp}; the word in the policy language is the lower-case name. */
  public enum Expiry {
    /** Must be there and lie ahead. The default. */
    REQUIRED,
    /** Must not be there (a security event token, RFC 8417 §4.1). */
    FORBIDDEN,
    /** Not looked at (a token that a platform re-sends for days). */
    IGNORED
  }

  /**
   * One line under {@code claims}.
   *
   * @param name a member of the payload, or a JSON pointer when it starts with {@code /}
   */
  public record ClaimRule(String name, ValueRule rule) {}
}
