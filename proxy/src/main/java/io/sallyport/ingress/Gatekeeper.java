package io.sallyport.ingress;

import com.google.re2j.Pattern;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.ClientCertificate;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What can be said of a request by its head alone. Pure rules. */
final class Gatekeeper {
  private static final String IDENTITY = "identity";

  private Gatekeeper() {}

  /** Why a request is not to be read any further. */
  record Objection(Reason reason, String detail) {}

  /** Whether the request names a host that is ours; any where none is configured. */
  static boolean isOurHost(RequestHead head, Set<String> hosts) {
    if (hosts.isEmpty()) {
      return true;
    }
    Optional<String> host = head.host();
    return host.isPresent() && hosts.contains(withoutPort(host.get().toLowerCase(Locale.ROOT)));
  }

  /** The first of the policy's conditions that the head does not meet. */
  static Optional<Objection> objection(
      RequestHead head, InetAddress source, Acceptance acceptance) {
    if (!acceptance.methods().contains(head.method())) {
      return object(Reason.METHOD_NOT_ALLOWED, "the policy does not accept this method");
    }
    if (head.hasBody() && (head.method().equals("GET") || head.method().equals("HEAD"))) {
      return object(Reason.REQUEST_MALFORMED, "a body with a method that has none");
    }
    if (acceptance.sources().isPresent() && !acceptance.sources().get().contains(source)) {
      return object(Reason.SOURCE_NOT_ALLOWED, "the source is in none of the policy's networks");
    }
    List<String> codings = head.headers().all("Content-Encoding");
    if (!codings.isEmpty() && !isAccepted(codings, acceptance)) {
      return object(Reason.BODY_ENCODING, "a content coding that the policy does not accept");
    }
    if (head.bodyBytes() > acceptance.bodyBytesMax()) {
      return object(Reason.BODY_TOO_LARGE, "more than " + acceptance.bodyBytesMax() + " bytes");
    }
    return Optional.empty();
  }

  /** The coding that is to be undone; empty for identity. Only after {@link #objection}. */
  static Optional<String> coding(RequestHead head) {
    List<String> codings = head.headers().all("Content-Encoding");
    if (codings.isEmpty()) {
      return Optional.empty();
    }
    String coding = codings.get(0).toLowerCase(Locale.ROOT);
    return coding.equals(IDENTITY) ? Optional.empty() : Optional.of(coding);
  }

  /** Whether the certificate says what the policy wants it to say. */
  static boolean isPinned(Optional<ClientCertificate> shown, Acceptance.CertificatePin pin) {
    return shown.isPresent()
        && pin.issuer().map(issuer -> issuer.matches(shown.get().issuer())).orElse(true)
        && pin.name().map(name -> anyMatches(name, shown.get().names())).orElse(true);
  }

  private static boolean anyMatches(Pattern pattern, List<String> names) {
    return names.stream().anyMatch(pattern::matches);
  }

  /** One layer, named once: nested codings are how a small body becomes a very large one. */
  private static boolean isAccepted(List<String> codings, Acceptance acceptance) {
    if (codings.size() != 1) {
      return false;
    }
    String coding = codings.get(0).toLowerCase(Locale.ROOT);
    return coding.equals(IDENTITY)
        || acceptance.decompress().map(it -> it.codings().contains(coding)).orElse(false);
  }

  private static Optional<Objection> object(Reason reason, String detail) {
    return Optional.of(new Objection(reason, detail));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    boolean port = colon > host.lastIndexOf(']') && colon >= 0;
    return port ? host.substring(0, colon) : host;
  }
}
