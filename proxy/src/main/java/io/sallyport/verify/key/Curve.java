package io.sallyport.verify.key;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;

/** The curves of ECDSA keys (FIPS 186-5, SEC 2). */
@SuppressWarnings(
    "ImmutableEnumChecker") // Bouncy Castle's values are immutable; they do not say so
public enum Curve {
  P256("P-256", SECObjectIdentifiers.secp256r1, 32),
  P384("P-384", SECObjectIdentifiers.secp384r1, 48),
  P521("P-521", SECObjectIdentifiers.secp521r1, 66);

  private final String jose;
  private final ASN1ObjectIdentifier oid;
  private final int bytes;
  private final ECDomainParameters domain;

  Curve(String jose, ASN1ObjectIdentifier oid, int bytes) {
    this.jose = jose;
    this.oid = oid;
    this.bytes = bytes;
    X9ECParameters parameters = CustomNamedCurves.getByOID(oid);
    this.domain = new ECDomainParameters(parameters);
  }

  /** The name that JWK uses (RFC 7518 §6.2.1.1). */
  public String jose() {
    return jose;
  }

  /** The bytes of a coordinate, and of each half of a fixed-size signature. */
  public int bytes() {
    return bytes;
  }

  /** The order of the group. */
  public BigInteger order() {
    return domain.getN();
  }

  static Optional<Curve> ofOid(ASN1ObjectIdentifier oid) {
    return Arrays.stream(values()).filter(curve -> curve.oid.equals(oid)).findFirst();
  }

  static Optional<Curve> ofJose(String name) {
    return Arrays.stream(values()).filter(curve -> curve.jose.equals(name)).findFirst();
  }

  /** Decodes a point (SEC 1 §2.3.4); refuses what is not on the curve, and infinity. */
  ECPublicKeyParameters point(byte[] encoded) throws KeyFault {
    if (encoded.length == 0) {
      throw new KeyFault("the point is not on " + jose);
    }
    try {
      ECPoint point = domain.getCurve().decodePoint(encoded);
      return new ECPublicKeyParameters(domain.validatePublicPoint(point), domain);
    } catch (IllegalArgumentException e) {
      throw new KeyFault("the point is not on " + jose, e);
    }
  }

  /** The point of two affine coordinates, each below the field's size. */
  ECPublicKeyParameters point(BigInteger x, BigInteger y) throws KeyFault {
    try {
      ECPoint point = domain.getCurve().validatePoint(x, y);
      return new ECPublicKeyParameters(domain.validatePublicPoint(point), domain);
    } catch (IllegalArgumentException e) {
      throw new KeyFault("the point is not on " + jose, e);
    }
  }
}
