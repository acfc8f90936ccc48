package io.sallyport.webhook;

import java.util.List;

/**
 * How a delivery was proved genuine.
 *
 * @param mechanism the mechanism's word in the policy language ({@code hmac}, {@code jws}, …)
 * @param keyId which key verified it
 * @param covers what the signature that verified covers, in the policy language's source words,
 *     sorted; computed from the policy
 * @param signed the bytes that were signed; none where they do not tell one delivery from another
 */
public record Proof(String mechanism, String keyId, List<String> covers, SignedBytes signed) {
  public Proof {
    covers = List.copyOf(covers);
  }

  /** A proof over bytes that do not tell one delivery from another. */
  public Proof(String mechanism, String keyId, List<String> covers) {
    this(mechanism, keyId, covers, SignedBytes.none());
  }

  /** The same over these bytes. */
  public Proof over(SignedBytes bytes) {
    return new Proof(mechanism, keyId, covers, bytes);
  }
}
