package io.sallyport.verify.mechanism;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.ClientCertificate;
import io.sallyport.webhook.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Checks the pins of a client certificate that the listener has already validated. */
final class ClientCertCheck implements Check {
  private final ClientCertRule rule;
  private final List<X500Principal> issuers;
  private final Requirements requirements;
  private final List<String> covers;

  /**
   * @throws IllegalArgumentException when an issuer is no distinguished name
   */
  ClientCertCheck(ClientCertRule rule, Pins pins) {
    this.rule = rule;
    this.issuers = rule.issuers().stream().map(X500Principal::new).toList();
    this.requirements = new Requirements(rule.require());
    this.covers = pins.of(rule).words();
  }

  @Override
  public Outcome check(Reading reading, Instant now) {
    try {
      Optional<ClientCertificate> presented = reading.inbound().clientCertificate();
      if (presented.isEmpty()) {
        return new Outcome.Refused(Reason.SIGNATURE_MISSING, "no client certificate");
      }
      Optional<Outcome.Refused> failure = requirements.firstFailure(reading, now);
      if (failure.isPresent()) {
        return failure.get();
      }
      return judge(presented.get());
    } catch (Unreadable unreadable) {
      return new Outcome.Refused(unreadable.reason(), unreadable.detail());
    }
  }

  private Outcome judge(ClientCertificate certificate) {
    if (!issuers.isEmpty() && !issuers.contains(new X500Principal(certificate.issuer()))) {
      return rejected("the client certificate has another issuer");
    }
    if (!rule.names().isEmpty() && !isNamed(certificate)) {
      return rejected("the client certificate has none of the pinned names");
    }
    return new Outcome.Proven(new Proof(rule.word(), certificate.subject(), covers));
  }

  private boolean isNamed(ClientCertificate certificate) {
    for (String name : certificate.names()) {
      for (String pin : rule.names()) {
        if (fits(pin.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))) {
          return true;
        }
      }
    }
    return false;
  }

  /** An asterisk stands for exactly one label, and only for the first (RFC 9525 §6.3). */
  private static boolean fits(String pin, String name) {
    if (!pin.startsWith("*.")) {
      return pin.equals(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && name.charAt(0) != '*' && name.substring(dot).equals(pin.substring(1));
  }

  private static Outcome rejected(String detail) {
    return new Outcome.Refused(Reason.CERTIFICATE_REJECTED, detail);
  }
}
