package io.sallyport.verify.mechanism.primitive;

import io.sallyport.verify.key.AdmittedKey;

/**
 * A public-key signature algorithm with all its parameters fixed.
 *
 * <p>Guarantees: a signature that is accepted has the one size and the one encoding that its
 * algorithm prescribes. It does not guarantee that there is only one signature for a message: with
 * ECDSA whoever has one can make a second. So a signature names nothing, least of all a delivery.
 */
public sealed interface PublicAlgorithm permits Ecdsa, Ed25519, RsaPkcs1, RsaPss {

  /** What a signature came to. */
  enum Result {
    HOLDS,
    /** Well written, and not of this key over this message. */
    DIFFERS,
    /** Not written as the algorithm prescribes; it was not compared. */
    MALFORMED
  }

  /** Whether the key is of the kind that this algorithm takes. */
  boolean fits(AdmittedKey key);

  /**
   * Judges a signature.
   *
   * @throws IllegalArgumentException when the key does not {@linkplain #fits fit}
   */
  Result judge(AdmittedKey key, byte[] message, byte[] signature);

  /** What a key must be, for messages: {@code RSA}, {@code P-256}, {@code Ed25519}. */
  String wants();
}
