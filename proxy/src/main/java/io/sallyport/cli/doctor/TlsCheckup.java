package io.sallyport.cli.doctor;

import io.sallyport.config.Configuration.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The files of the public listener's TLS. */
public record TlsCheckup(Tls tls, Instant now) {
  private static final Duration SOON = Duration.ofDays(14);

  /** Looks. */
  public List<Diagnosis> examine() {
    List<Diagnosis> found = new ArrayList<>();
    found.add(certificate(tls.certificate()));
    found.add(key(tls.key()));
    tls.clientCa().ifPresent(authorities -> found.add(certificate(authorities)));
    return found;
  }

  private Diagnosis certificate(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      Instant end =
          chain.stream()
              .map(X509Certificate.class::cast)
              .map(certificate -> certificate.getNotAfter().toInstant())
              .min(Instant::compareTo)
              .orElseThrow(() -> new CertificateException("it holds none"));
      return judge(file, end);
    } catch (IOException | CertificateException e) {
      return Diagnosis.fail(
          "tls", file + " is no certificate chain: " + e.getMessage(), "want PEM, leaf first");
    }
  }

  private Diagnosis judge(Path file, Instant end) {
    if (end.isBefore(now)) {
      return Diagnosis.fail(
          "tls", file + " ended at " + end, "renew it; it is read again without a restart");
    }
    return Duration.between(now, end).compareTo(SOON) < 0
        ? Diagnosis.warn("tls", file + " ends at " + end, "renew it")
        : Diagnosis.ok("tls", file + " until " + end);
  }

  private static Diagnosis key(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!Files.readString(file).contains("PRIVATE KEY-----")) {
        return Diagnosis.fail("tls", file + " holds no private key", "want PEM, PKCS#8");
      }
      return mode.contains(PosixFilePermission.OTHERS_READ)
          ? Diagnosis.warn("tls", "anybody may read " + file, "chmod 600 " + file)
          : Diagnosis.ok("tls", file.toString());
    } catch (IOException e) {
      return Diagnosis.fail("tls", file + " cannot be read", "check the path and its owner");
    }
  }
}
