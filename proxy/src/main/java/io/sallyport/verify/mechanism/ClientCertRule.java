package io.sallyport.verify.mechanism;

import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import java.util.List;

/**
 * A TLS client certificate, already validated by the listener, that is pinned by issuer or name.
 *
 * @param issuers distinguished names (RFC 2253), one of which must be the issuer's; empty: any
 *     issuer that the listener trusts
 * @param names alternative names, one of which the certificate must carry; {@code *.example.com}
 *     stands for one label; empty: any
 */
public record ClientCertRule(List<String> issuers, List<String> names, List<Requirement> require)
    implements MechanismRule {
  public ClientCertRule {
    issuers = List.copyOf(issuers);
    names = List.copyOf(names);
    require = List.copyOf(require);
  }

  @Override
  public String word() {
    return "client-cert";
  }
}
