package io.sallyport.ingress;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.sallyport.webhook.ClientCertificate;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;

/** Reads what a TLS peer authenticated itself with. The handshake has validated it. */
final class Certificates {
  private static final int DNS = 2;
  private static final int URI = 6;

  private Certificates() {}

  static Optional<ClientCertificate> of(ChannelPipeline pipeline) {
    SslHandler tls = pipeline.get(SslHandler.class);
    if (tls == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = tls.engine().getSession().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate leaf
          ? Optional.of(
              new ClientCertificate(
                  leaf.getIssuerX500Principal().getName(X500Principal.RFC2253),
                  leaf.getSubjectX500Principal().getName(X500Principal.RFC2253),
                  names(leaf)))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty(); // it showed no certificate: that is how the JDK says so
    }
  }

  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          boolean named = alternative.get(0).equals(DNS) || alternative.get(0).equals(URI);
          if (named && alternative.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException unreadable) {
      return List.of(); // names that cannot be read match no pin
    }
    return names;
  }
}
