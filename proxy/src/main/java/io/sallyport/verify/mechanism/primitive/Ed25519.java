package io.sallyport.verify.mechanism.primitive;

import io.sallyport.verify.key.AdmittedKey;
import java.math.BigInteger;

/** Pure Ed25519 (RFC 8032 §5.1.7) by Bouncy Castle's lightweight interface. */
public record Ed25519() implements PublicAlgorithm {
  private static final int BYTES = 64;

  /** The order of the base point. */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  @Override
  public boolean fits(AdmittedKey key) {
    return key instanceof AdmittedKey.Edwards;
  }

  @Override
  public String wants() {
    return "Ed25519";
  }

  @Override
  public Result judge(AdmittedKey key, byte[] message, byte[] signature) {
    if (!(key instanceof AdmittedKey.Edwards edwards)) {
      throw new IllegalArgumentException("want a key on Ed25519");
    }
    if (signature.length != BYTES || !isScalarCanonical(signature)) {
      return Result.MALFORMED;
    }
    return edwards
            .key()
            .verify(
                org.bouncycastle.math.ec.rfc8032.Ed25519.Algorithm.Ed25519,
                null,
                message,
                0,
                message.length,
                signature,
                0)
        ? Result.HOLDS
        : Result.DIFFERS;
  }

  /** S + L would sign the same message; only S below L counts (RFC 8032 §5.1.7, step 1). */
  private static boolean isScalarCanonical(byte[] signature) {
    byte[] scalar = new byte[BYTES / 2];
    for (int i = 0; i < scalar.length; i++) {
      scalar[i] = signature[BYTES - 1 - i];
    }
    return new BigInteger(1, scalar).compareTo(ORDER) < 0;
  }
}
