package io.sallyport.verify.mechanism.primitive;

import io.sallyport.verify.key.AdmittedKey;
import java.math.BigInteger;

/** The octets of an RSA signature: as many as the modulus has, and below it (RFC 8017 §8.1.2). */
final class RsaSize {
  private RsaSize() {}

  static boolean isRight(AdmittedKey.Rsa key, byte[] signature) {
    return signature.length == key.bytes()
        && new BigInteger(1, signature).compareTo(key.key().getModulus()) < 0;
  }
}
