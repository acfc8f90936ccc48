package io.sallyport.verify.key.remote;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * X.509 certificates: read, chained (RFC 5280 §6, by the JDK's PKIX), named. Nothing is asked over
 * the network: no revocation, no missing intermediates.
 */
public final class Chains {
  /** Leaf, intermediates, root. */
  public static final int LENGTH_MAX = 5;

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final int BYTES_MAX = 64 * 1024;

  private Chains() {}

  /**
   * Reads 1 to {@link #LENGTH_MAX} certificates in PEM (RFC 7468), in their order.
   *
   * @throws CertificateException with a sentence of what is wrong
   */
  public static List<X509Certificate> readPem(byte[] pem) throws CertificateException {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    int count = text.split(BEGIN, LENGTH_MAX + 2).length - 1;
    if (pem.length > BYTES_MAX || count < 1 || count > LENGTH_MAX) {
      throw new CertificateException("want 1 to 5 certificates in PEM");
    }
    List<X509Certificate> chain = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < count; i++) {
      at = text.indexOf(BEGIN, at);
      int next = text.indexOf(BEGIN, at + BEGIN.length());
      chain.add(read(text.substring(at, next < 0 ? text.length() : next)));
      at += BEGIN.length();
    }
    return chain;
  }

  private static X509Certificate read(String pem) throws CertificateException {
    return readDer(pem.strip().getBytes(StandardCharsets.ISO_8859_1));
  }

  static X509Certificate readDer(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /**
   * Whether the certificates, the leaf first, lead to one of the anchors and all are valid at the
   * time.
   */
  static boolean isTrusted(List<X509Certificate> path, Set<TrustAnchor> anchors, Instant at) {
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (CertPathValidatorException | CertificateException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have PKIX", e);
    }
  }

  /** When all of them are valid at once. */
  static Validity validity(List<X509Certificate> path) {
    Validity all = Validity.ALWAYS;
    for (X509Certificate certificate : path) {
      all =
          all.and(
              new Validity(
                  certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()));
    }
    return all;
  }

  static Set<TrustAnchor> anchors(List<X509Certificate> roots) {
    return roots.stream()
        .map(root -> new TrustAnchor(root, null))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The authorities of the JDK's trust store. Slow the first time: call it at load. */
  static Set<TrustAnchor> trustStore() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((@Nullable KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          return anchors(List.of(x509.getAcceptedIssuers()));
        }
      }
      throw new IllegalStateException("the JDK has no trust manager for X.509");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's trust store cannot be read", e);
    }
  }

  /** The first 16 hex digits of the certificate's SHA-256. */
  static String thumbprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read can be encoded", e);
    }
  }
}
