package io.sallyport.verify.key.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.template.Reading;
import java.security.cert.CertificateException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The key of the certificate chain that stands in the token's own header, {@code x5c} (RFC 7515
 * §4.1.6; Apple's App Store Server Notifications). Anybody can put a chain there, the real root
 * included; what counts is that it leads to the pinned root and that its certificates carry the
 * extensions that the platform reserves for this use.
 */
final class HeaderChainSource implements KeySource {
  private static final int CERTIFICATE_CHARS_MAX = 8 * 1024;
  private static final int KNOWN_MAX = 64;

  private final List<X509Certificate> roots;
  private final Set<TrustAnchor> anchors;
  private final int depth;
  private final List<String> oids;

  /** Chains that were found good, by their texts; a forged one costs its forger a new check. */
  private final Cache<List<String>, Known> known =
      Caffeine.newBuilder().maximumSize(KNOWN_MAX).executor(Runnable::run).build();

  private record Known(KeyLookup lookup, Validity validity) {}

  HeaderChainSource(RemoteKeyRule.X5c rule) {
    this.roots = rule.roots();
    this.anchors = Chains.anchors(rule.roots());
    this.depth = rule.depth();
    this.oids = rule.oids();
  }

  @Override
  public KeyLookup lookup(Reading reading, Instant now) {
    Optional<List<String>> texts = reading.tokenHeader().flatMap(this::texts);
    if (texts.isEmpty()) {
      return rejected("the token's header has no chain of " + depth + " certificates");
    }
    Known good = known.getIfPresent(texts.get());
    if (good != null && good.validity().holds(now)) {
      return good.lookup();
    }
    return judge(texts.get(), now);
  }

  private Optional<List<String>> texts(byte[] header) {
    JsonNode chain;
    try {
      chain = RemoteDocuments.json(header).get("x5c");
    } catch (KeysFault e) {
      return Optional.empty();
    }
    if (chain == null || !chain.isArray() || chain.size() != depth) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>(depth);
    for (JsonNode certificate : chain) {
      if (!certificate.isTextual() || certificate.textValue().length() > CERTIFICATE_CHARS_MAX) {
        return Optional.empty();
      }
      texts.add(certificate.textValue());
    }
    return Optional.of(List.copyOf(texts));
  }

  private KeyLookup judge(List<String> texts, Instant now) {
    List<X509Certificate> chain = new ArrayList<>(depth);
    try {
      for (String text : texts) {
        chain.add(Chains.readDer(Base64.getDecoder().decode(text)));
      }
    } catch (CertificateException | IllegalArgumentException e) {
      return rejected("the token's chain cannot be read");
    }
    // The cheap questions first: the pinned root is public, the extensions are quickly looked at.
    if (!roots.contains(chain.get(depth - 1))) {
      return rejected("the token's chain ends in another root");
    }
    Validity validity = Chains.validity(chain);
    if (!validity.holds(now)) {
      return rejected("a certificate of the token's chain is not valid at this time");
    }
    for (int i = 0; i < oids.size(); i++) {
      if (!oids.get(i).isEmpty() && chain.get(i).getExtensionValue(oids.get(i)) == null) {
        return rejected("a certificate of the token's chain lacks an extension that is wanted");
      }
    }
    if (!Chains.isTrusted(chain.subList(0, depth - 1), anchors, now)) {
      return rejected("the token's chain does not lead to the pinned root");
    }
    return admit(texts, chain.get(0), validity);
  }

  private KeyLookup admit(List<String> texts, X509Certificate leaf, Validity validity) {
    try {
      AdmittedKey key = AdmittedKey.of(leaf.getPublicKey());
      KeyLookup found =
          new KeyLookup.Found(List.of(new VerificationKey.Public(Chains.thumbprint(leaf), key)));
      known.put(texts, new Known(found, validity));
      return found;
    } catch (KeyFault e) {
      return rejected("the key of the token's chain is refused: " + e.sentence());
    }
  }

  private static KeyLookup rejected(String sentence) {
    return new KeyLookup.Missing(Reason.CERTIFICATE_REJECTED, sentence);
  }
}
