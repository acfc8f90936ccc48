package io.sallyport.verify.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A public key that passed admission, ready to verify with. There is no other way to one: a weak or
 * malformed key is a {@link KeyFault} here, and never meets a signature.
 */
public sealed interface AdmittedKey {

  /** What it is, for messages: {@code RSA 2048}, {@code P-256}, {@code Ed25519}. */
  String kind();

  /**
   * Admits a key of the platform's classes, such as a certificate's.
   *
   * @throws KeyFault when it is of another kind, or weak
   */
  static AdmittedKey of(PublicKey key) throws KeyFault {
    byte[] spki = key.getEncoded();
    if (spki == null) {
      throw new KeyFault("the key cannot be encoded");
    }
    return PublicKeys.spki(spki);
  }

  /**
   * RSA with an odd modulus of 2048 to 8192 bits and an odd public exponent of 3 to 2^32, whose
   * modulus does not bear the mark of the Infineon library (ROCA, CVE-2017-15361).
   *
   * @param pssOnly whether the key says that it is for RSASSA-PSS only (RFC 4055 §1.2)
   */
  record Rsa(RSAPublicKey key, boolean pssOnly) implements AdmittedKey {
    static final int BITS_MIN = 2048;
    static final int BITS_MAX = 8192;
    private static final int EXPONENT_BITS_MAX = 32;

    static Rsa of(BigInteger modulus, BigInteger exponent, boolean pssOnly) throws KeyFault {
      int bits = modulus.bitLength();
      if (modulus.signum() <= 0 || bits < BITS_MIN || bits > BITS_MAX) {
        throw new KeyFault("an RSA key of " + bits + " bits; want " + BITS_MIN + " to " + BITS_MAX);
      }
      if (!modulus.testBit(0)) {
        throw new KeyFault("an RSA modulus that is even");
      }
      if (exponent.compareTo(BigInteger.valueOf(3)) < 0
          || !exponent.testBit(0)
          || exponent.bitLength() > EXPONENT_BITS_MAX) {
        throw new KeyFault("an RSA public exponent that is not odd, at least 3 and below 2^32");
      }
      if (RocaMark.isOn(modulus)) {
        throw new KeyFault("an RSA key with the ROCA weakness (CVE-2017-15361)");
      }
      try {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        RSAPublicKeySpec spec = new RSAPublicKeySpec(modulus, exponent);
        return new Rsa((RSAPublicKey) factory.generatePublic(spec), pssOnly);
      } catch (GeneralSecurityException e) {
        throw new KeyFault("the platform does not take this RSA key", e);
      }
    }

    @Override
    public String kind() {
      return "RSA " + key.getModulus().bitLength();
    }

    /** The bytes of the modulus, and of every signature. */
    public int bytes() {
      return (key.getModulus().bitLength() + 7) / 8;
    }
  }

  /** A point on its curve, not infinity. */
  record Ec(Curve curve, ECPublicKeyParameters key) implements AdmittedKey {
    @Override
    public String kind() {
      return curve.jose();
    }
  }

  /** An Ed25519 point in its canonical encoding, of full order (no low-order point). */
  record Edwards(Ed25519PublicKeyParameters key) implements AdmittedKey {
    static final int BYTES = 32;

    static Edwards of(byte[] raw) throws KeyFault {
      if (raw.length != BYTES) {
        throw new KeyFault("an Ed25519 key of " + raw.length + " bytes; want " + BYTES);
      }
      if (!Ed25519.validatePublicKeyFull(raw, 0)) {
        throw new KeyFault("32 bytes that are no Ed25519 point of full order");
      }
      return new Edwards(new Ed25519PublicKeyParameters(raw, 0));
    }

    @Override
    public String kind() {
      return "Ed25519";
    }
  }
}
