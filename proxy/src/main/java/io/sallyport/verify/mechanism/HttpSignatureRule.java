package io.sallyport.verify.mechanism;

import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import java.util.List;
import java.util.Optional;

/**
 * HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530).
 *
 * <p>{@code @authority} and {@code @target-uri} are built from the registered URL, never from the
 * request's {@code Host}. While this rule is checked, and after it held, {@code jose:} sources read
 * the signature's parameters: {@code {jose:keyid}} to select a key, {@code {jose:created}} for
 * freshness.
 *
 * @param cover the components that must be signed, as RFC 9421 §2 writes their identifiers, the
 *     quotes being optional: {@code @method}, {@code content-digest}, {@code
 *     "@query-param";name="id"}; empty: {@link #COVER_DEFAULT}
 * @param label the signature's label; empty: any
 * @param tag the signature's {@code tag} parameter; empty: not looked at
 * @param algorithms names of the registry of RFC 9421 §6.2 that are accepted; empty: whichever fits
 *     the key
 */
public record HttpSignatureRule(
    List<String> cover,
    Optional<String> label,
    Optional<String> tag,
    List<String> algorithms,
    KeyRule key,
    List<Requirement> require)
    implements MechanismRule {

  /**
   * What must be signed when the policy does not say. {@code @authority}, {@code @path} and {@code
   * @query} together stand for {@code @target-uri}; {@code content-digest} is asked for only when
   * there is a body.
   */
  public static final List<String> COVER_DEFAULT =
      List.of("@method", "@target-uri", "content-digest");

  public HttpSignatureRule {
    cover = List.copyOf(cover);
    algorithms = List.copyOf(algorithms);
    require = List.copyOf(require);
  }

  @Override
  public String word() {
    return "http-signature";
  }
}
