package io.sallyport.verify.mechanism.primitive;

import io.sallyport.verify.key.HashAlgorithm;
import io.sallyport.verify.key.KeyedMac;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.primitive.PublicAlgorithm.Result;
import java.security.MessageDigest;

/**
 * An algorithm that a registry names, of either sort, as JOSE and RFC 9421 mix them. A key of the
 * other sort never {@linkplain #fits fits}: a public key is no HMAC secret.
 */
public sealed interface KeyedAlgorithm {
  /** Whether the key is of the kind that this algorithm takes. */
  boolean fits(VerificationKey key);

  /**
   * Judges a signature; a key that does not fit makes it differ.
   *
   * @param signature the decoded bytes, whole
   */
  Result judge(VerificationKey key, byte[] message, byte[] signature);

  /** HMAC with the whole tag, compared in constant time. */
  record Mac(HashAlgorithm hash) implements KeyedAlgorithm {
    @Override
    public boolean fits(VerificationKey key) {
      return key instanceof VerificationKey.Shared;
    }

    @Override
    public Result judge(VerificationKey key, byte[] message, byte[] signature) {
      if (!(key instanceof VerificationKey.Shared shared)) {
        return Result.DIFFERS;
      }
      if (signature.length != hash.bytes()) {
        return Result.MALFORMED;
      }
      KeyedMac.Running mac = shared.mac(hash).begin();
      mac.write(message, 0, message.length);
      return MessageDigest.isEqual(mac.finish(), signature) ? Result.HOLDS : Result.DIFFERS;
    }
  }

  /** A public-key algorithm. */
  record Asymmetric(PublicAlgorithm algorithm) implements KeyedAlgorithm {
    @Override
    public boolean fits(VerificationKey key) {
      return key instanceof VerificationKey.Public open && algorithm.fits(open.key());
    }

    @Override
    public Result judge(VerificationKey key, byte[] message, byte[] signature) {
      return key instanceof VerificationKey.Public open && algorithm.fits(open.key())
          ? algorithm.judge(open.key(), message, signature)
          : Result.DIFFERS;
    }
  }
}
