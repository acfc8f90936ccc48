package io.sallyport.verify.key.remote;

import com.google.re2j.Pattern;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Why a fetched certificate is believed. That it came over verified TLS from the pinned host is the
 * floor (all that the validators of AWS ask, as SNS serves the leaf alone); a platform that serves
 * a chain is asked for more.
 *
 * @param chain what the certificate must chain to
 * @param name must match a whole DNS name of the certificate, or the common name where it has none
 */
public record CertificateTrust(Chain chain, Optional<Pattern> name) {

  /** What a certificate must chain to. */
  public sealed interface Chain {
    /** Nothing: the host that served it is trusted to. */
    record Host() implements Chain {}

    /** An authority of the JDK's trust store, through the certificates that follow the leaf. */
    record TrustStore() implements Chain {}

    /** One of these roots. */
    record Pinned(List<X509Certificate> roots) implements Chain {
      public Pinned {
        roots = List.copyOf(roots);
        if (roots.isEmpty()) {
          throw new IllegalArgumentException("want a root");
        }
      }
    }
  }

  /** The floor. */
  public static CertificateTrust ofHost() {
    return new CertificateTrust(new Chain.Host(), Optional.empty());
  }
}
