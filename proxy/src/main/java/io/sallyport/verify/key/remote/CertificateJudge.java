package io.sallyport.verify.key.remote;

import com.google.re2j.Pattern;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import java.security.cert.CertificateException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Decides whether a fetched certificate is believed, and gives its key. Pure. */
final class CertificateJudge {
  private static final int DNS_NAME = 2;
  private static final int DIGITAL_SIGNATURE = 0;

  private final Set<TrustAnchor> anchors;
  private final Optional<Pattern> name;

  /** Reads the trust store where it is asked for: make it at load. */
  CertificateJudge(CertificateTrust trust) {
    this.anchors = anchors(trust.chain());
    this.name = trust.name();
  }

  private static Set<TrustAnchor> anchors(CertificateTrust.Chain chain) {
    if (chain instanceof CertificateTrust.Chain.Pinned pinned) {
      return Chains.anchors(pinned.roots());
    }
    return chain instanceof CertificateTrust.Chain.TrustStore ? Chains.trustStore() : Set.of();
  }

  /** The certificates that have to be valid: the leaf alone where nothing is chained. */
  List<X509Certificate> path(List<X509Certificate> served) {
    if (anchors.isEmpty()) {
      return served.subList(0, 1);
    }
    // PKIX wants the path without its anchor, which servers like to append.
    X509Certificate last = served.get(served.size() - 1);
    boolean selfIssued = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
    return served.size() > 1 && selfIssued ? served.subList(0, served.size() - 1) : served;
  }

  /**
   * The key, or why not; the answer holds for as long as the whole path is valid.
   *
   * @param at a time at which it is
   */
  KeyLookup judge(List<X509Certificate> path, Instant at) {
    X509Certificate leaf = path.get(0);
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      return rejected("it is not for signatures");
    }
    if (name.isPresent() && names(leaf).stream().noneMatch(name.get()::matches)) {
      return rejected("it is for another name");
    }
    if (!anchors.isEmpty() && !Chains.isTrusted(path, anchors, at)) {
      return rejected("it leads to no trusted authority");
    }
    try {
      AdmittedKey key = AdmittedKey.of(leaf.getPublicKey());
      return new KeyLookup.Found(List.of(new VerificationKey.Public(Chains.thumbprint(leaf), key)));
    } catch (KeyFault e) {
      return rejected("its key is refused: " + e.sentence());
    }
  }

  /** The DNS names; the common name only where there is none (RFC 6125 §6.4.4). */
  private static List<String> names(X509Certificate leaf) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternative = leaf.getSubjectAlternativeNames();
      if (alternative != null) {
        for (List<?> entry : alternative) {
          if (entry.get(0).equals(DNS_NAME)) {
            names.add((String) entry.get(1));
          }
        }
      }
      return names.isEmpty() ? commonNames(leaf) : names;
    } catch (CertificateException | InvalidNameException e) {
      return List.of();
    }
  }

  private static List<String> commonNames(X509Certificate leaf) throws InvalidNameException {
    List<String> names = new ArrayList<>();
    for (Rdn part : new LdapName(leaf.getSubjectX500Principal().getName()).getRdns()) {
      if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String value) {
        names.add(value);
      }
    }
    return names.size() == 1 ? names : List.of();
  }

  static KeyLookup rejected(String why) {
    return new KeyLookup.Missing(Reason.CERTIFICATE_REJECTED, "the certificate is refused: " + why);
  }
}
