package io.sallyport.webhook;

import java.util.List;

/**
 * The certificate with which the caller's TLS connection authenticated itself; its chain has been
 * validated against the listener's trust anchors.
 *
 * @param issuer the issuer's distinguished name, RFC 2253
 * @param subject the subject's distinguished name, RFC 2253
 * @param names the subject's alternative DNS and URI names
 */
public record ClientCertificate(String issuer, String subject, List<String> names) {
  public ClientCertificate {
    names = List.copyOf(names);
  }
}
