package io.sallyport.verify.key.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.AddressRule;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Reach;
import io.sallyport.egress.WebAddress;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * Fetches a metadata document, then the key set that it names. The set belongs to the document's
 * issuer, which must be the expected one or, without an expectation, lie at the document's address
 * (OpenID Connect Discovery 1.0 §4.3, RFC 8414 §3.3): else one tenant's document could speak for
 * another.
 */
final class DiscoveryLoader {
  private static final String WELL_KNOWN = "/.well-known/";

  private final RemoteDocuments documents;
  private final AddressRule rule;

  DiscoveryLoader(RemoteDocuments documents, AddressRule rule) {
    this.documents = documents;
    this.rule = rule;
  }

  Future<Loaded<KeySet>> load(WebAddress address, Optional<String> expectedIssuer) {
    return documents
        .get(address, rule.reach(), body -> metadata(body, address, expectedIssuer))
        .compose(
            metadata ->
                documents
                    .get(
                        metadata.value().keys(),
                        metadata.value().reach(),
                        body -> KeySet.parse(body, Optional.of(metadata.value().issuer())))
                    .map(set -> new Loaded<>(set.value(), shorter(metadata, set))));
  }

  private static Duration shorter(Loaded<?> one, Loaded<?> other) {
    return one.fresh().compareTo(other.fresh()) < 0 ? one.fresh() : other.fresh();
  }

  private record Metadata(String issuer, WebAddress keys, Reach reach) {}

  private Metadata metadata(byte[] body, WebAddress address, Optional<String> expectedIssuer)
      throws KeysFault {
    JsonNode root = RemoteDocuments.json(body);
    String issuer =
        RemoteDocuments.text(root, "issuer")
            .orElseThrow(() -> KeysFault.unavailable("the metadata names no issuer"));
    boolean right =
        expectedIssuer.map(issuer::equals).orElseGet(() -> liesAt(address.toString(), issuer));
    if (!right) {
      throw KeysFault.unavailable("the metadata names another issuer than its own address");
    }
    String uri =
        RemoteDocuments.text(root, "jwks_uri")
            .orElseThrow(() -> KeysFault.unavailable("the metadata names no jwks_uri"));
    if (!(WebAddress.parse(uri) instanceof AddressCheck.Allowed keys)) {
      throw KeysFault.unavailable("the jwks_uri of the metadata is not allowed");
    }
    // The document may send us elsewhere on the internet, not into the operator's own network.
    boolean sameOrigin = keys.address().origin().equals(address.origin());
    Reach reach = sameOrigin ? rule.reach() : Reach.PUBLIC;
    if (!sameOrigin
        && (keys.address().isNumeric() || keys.address().port() != WebAddress.PORT_DEFAULT)) {
      throw KeysFault.unavailable("the jwks_uri of the metadata is not allowed");
    }
    return new Metadata(issuer, keys.address(), reach);
  }

  /**
   * Whether the document stands where its issuer says: {@code ISSUER/.well-known/NAME} (OpenID
   * Connect), or {@code ORIGIN/.well-known/NAME/PATH} for an issuer with a path (RFC 8414, Shared
   * Signals). One final slash of the issuer does not count.
   */
  static boolean liesAt(String document, String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    int mark = document.indexOf(WELL_KNOWN);
    if (mark < 0 || !base.startsWith("https://")) {
      return false;
    }
    String before = document.substring(0, mark);
    String behind = document.substring(mark + WELL_KNOWN.length());
    int slash = behind.indexOf('/');
    return slash < 0 ? base.equals(before) : base.equals(before + behind.substring(slash));
  }
}
