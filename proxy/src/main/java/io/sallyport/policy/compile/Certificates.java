package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretText.Part;
import io.sallyport.verify.key.remote.CertificateTrust;
import io.sallyport.verify.key.remote.CertificateTrust.Chain;
import io.sallyport.yaml.shape.Placed;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Certificates that a policy pins: PEM in place, or the name of a file beside the policy. */
final class Certificates {
  private static final String PEM = "-----BEGIN CERTIFICATE-----";

  private final Workbench bench;

  Certificates(Workbench bench) {
    this.bench = bench;
  }

  /** What a fetched certificate is believed for. */
  Optional<CertificateTrust> trust(WrittenKeyRule rule) {
    if (rule.chain().isEmpty() || isWord(rule, "host")) {
      return Optional.of(new CertificateTrust(new Chain.Host(), rule.name()));
    }
    if (isWord(rule, "system")) {
      return Optional.of(new CertificateTrust(new Chain.TrustStore(), rule.name()));
    }
    return read(rule.chain()).map(it -> new CertificateTrust(new Chain.Pinned(it), rule.name()));
  }

  /** The certificates; empty when one of them is at fault, which has been reported. */
  Optional<List<X509Certificate>> read(List<Placed<String>> texts) {
    List<X509Certificate> all = new ArrayList<>();
    boolean whole = true;
    for (Placed<String> text : texts) {
      Optional<List<X509Certificate>> read = pem(text).flatMap(pem -> parse(text, pem));
      read.ifPresent(all::addAll);
      whole &= read.isPresent();
    }
    return whole ? Optional.of(all) : Optional.empty();
  }

  private Optional<String> pem(Placed<String> text) {
    if (text.value().contains(PEM)) {
      return Optional.of(text.value());
    }
    Optional<SecretText> references =
        text.value().contains("$") ? bench.secretText(text) : Optional.empty();
    String name =
        references
            .map(SecretText::parts)
            .filter(parts -> parts.size() == 1)
            .map(parts -> parts.get(0))
            .map(part -> part instanceof Part.Content content ? content.path() : "")
            .orElse(text.value());
    return bench.file(text, name);
  }

  private Optional<List<X509Certificate>> parse(Placed<String> text, String pem) {
    try {
      List<X509Certificate> all = new ArrayList<>();
      byte[] bytes = pem.getBytes(StandardCharsets.ISO_8859_1);
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
        all.add((X509Certificate) each);
      }
      if (!all.isEmpty()) {
        return Optional.of(all);
      }
    } catch (CertificateException e) {
      bench.error(text, "want certificates in PEM: " + e.getMessage());
      return Optional.empty();
    }
    bench.error(text, "want a certificate in PEM, got none");
    return Optional.empty();
  }

  private static boolean isWord(WrittenKeyRule rule, String word) {
    return rule.chain().size() == 1 && rule.chain().get(0).value().equals(word);
  }
}
