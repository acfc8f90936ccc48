package io.sallyport.verify.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Reads the written forms of a public key. Whatever it returns has passed admission. */
public final class PublicKeys {
  /** Longer texts are no key: a certificate with a large RSA key has about 3 KiB. */
  public static final int TEXT_BYTES_MAX = 16 * 1024;

  /** RFC 8410 §3. */
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  private PublicKeys() {}

  /**
   * Reads a text that says itself what it is: PEM ({@code PUBLIC KEY}, {@code RSA PUBLIC KEY},
   * {@code CERTIFICATE}), {@code whpk_…}, 64 hex digits, or base64 of a DER SubjectPublicKeyInfo or
   * of 32 bytes of Ed25519.
   */
  public static AdmittedKey text(String text) throws KeyFault {
    String trimmed = text.strip();
    if (trimmed.startsWith(BEGIN)) {
      return pem(trimmed);
    }
    if (trimmed.startsWith("whpk_")) {
      return AdmittedKey.Edwards.of(KeyText.base64(trimmed.substring(5)));
    }
    return bytes(KeyText.isHex(trimmed) ? KeyText.hex(trimmed) : KeyText.base64(trimmed));
  }

  /** Reads 32 bytes as Ed25519, anything else as a DER SubjectPublicKeyInfo. */
  public static AdmittedKey bytes(byte[] bytes) throws KeyFault {
    return bytes.length == AdmittedKey.Edwards.BYTES ? AdmittedKey.Edwards.of(bytes) : spki(bytes);
  }

  /** Reads the one PEM block (RFC 7468) of the text; a certificate gives its key, unchecked. */
  public static AdmittedKey pem(String text) throws KeyFault {
    String trimmed = text.strip();
    int label = trimmed.indexOf(DASHES, BEGIN.length());
    if (!trimmed.startsWith(BEGIN) || label < 0) {
      throw new KeyFault("want PEM: a line -----BEGIN PUBLIC KEY-----");
    }
    String kind = trimmed.substring(BEGIN.length(), label);
    if (kind.contains("PRIVATE")) {
      throw new KeyFault("a private key stands where the sender's public key belongs");
    }
    String end = "-----END " + kind + DASHES;
    int from = label + DASHES.length();
    int to = trimmed.indexOf(end, from);
    if (to < 0 || to + end.length() != trimmed.length()) {
      throw new KeyFault("want exactly one PEM block that ends in " + end);
    }
    byte[] der = KeyText.base64(trimmed.substring(from, to));
    return switch (kind) {
      case "PUBLIC KEY" -> spki(der);
      case "RSA PUBLIC KEY" -> rsa(der, false);
      case "CERTIFICATE" -> certificate(der);
      default -> throw new KeyFault("PEM of another kind; want PUBLIC KEY or CERTIFICATE");
    };
  }

  /**
   * Reads a DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of RSA, of a named curve, or of Ed25519.
   */
  public static AdmittedKey spki(byte[] der) throws KeyFault {
    Spki spki = read(der, Spki::of, "want a DER SubjectPublicKeyInfo");
    byte[] key = spki.key;
    ASN1ObjectIdentifier algorithm = spki.algorithm.getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return rsa(key, false);
    }
    if (algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return rsa(key, true);
    }
    if (algorithm.equals(ED25519)) {
      return AdmittedKey.Edwards.of(key);
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)
        && spki.algorithm.getParameters() instanceof ASN1ObjectIdentifier name) {
      Curve curve =
          Curve.ofOid(name).orElseThrow(() -> new KeyFault("want the curve P-256, P-384 or P-521"));
      return new AdmittedKey.Ec(curve, curve.point(key));
    }
    throw new KeyFault("a public key of another kind; want RSA, a named EC curve, or Ed25519");
  }

  /** The two parts of a SubjectPublicKeyInfo. */
  private static final class Spki {
    private final AlgorithmIdentifier algorithm;
    private final byte[] key;

    private Spki(SubjectPublicKeyInfo info) {
      this.algorithm = info.getAlgorithm();
      this.key = info.getPublicKeyData().getOctets();
    }

    private static Spki of(Object der) {
      return new Spki(SubjectPublicKeyInfo.getInstance(der));
    }
  }

  private static AdmittedKey rsa(byte[] der, boolean pssOnly) throws KeyFault {
    String wanted = "want a DER RSAPublicKey";
    RSAPublicKey key = read(der, RSAPublicKey::getInstance, wanted);
    if (key == null) {
      throw new KeyFault(wanted);
    }
    return AdmittedKey.Rsa.of(key.getModulus(), key.getPublicExponent(), pssOnly);
  }

  private static <T> T read(byte[] der, Function<Object, T> type, String wanted) throws KeyFault {
    try {
      return type.apply(ASN1Primitive.fromByteArray(der));
    } catch (IOException | RuntimeException e) {
      // The library reports what it cannot read by many kinds of exception, some of them unchecked.
      throw new KeyFault(wanted, e);
    }
  }

  private static AdmittedKey certificate(byte[] der) throws KeyFault {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return AdmittedKey.of(
          factory.generateCertificate(new ByteArrayInputStream(der)).getPublicKey());
    } catch (CertificateException e) {
      throw new KeyFault("want an X.509 certificate", e);
    }
  }
}
