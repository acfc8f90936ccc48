package io.sallyport.verify.key.remote;

import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.template.Template;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where keys come from when the policy does not hold them; the lines under {@code key:}. */
public sealed interface RemoteKeyRule {

  /**
   * {@code jwks:} a JSON Web Key Set (RFC 7517 §5).
   *
   * @param id selects one key; where it is absent from the request, or not given, every key of the
   *     set is tried, at most 8
   */
  record Jwks(AddressTemplate address, Optional<Template> id) implements RemoteKeyRule {}

  /**
   * {@code discovery:} metadata with {@code issuer} and {@code jwks_uri} (OpenID Connect Discovery
   * 1.0 §4.3, RFC 8414 §3.3, OpenID Shared Signals Framework 1.0 §7).
   *
   * @param address of the metadata document
   * @param issuer what it must call itself, exactly; without it the issuer must lie at the
   *     document's own address, as the standards want it
   */
  record Discovery(AddressTemplate address, Optional<Template> issuer, Optional<Template> id)
      implements RemoteKeyRule {}

  /** {@code certificate:} an X.509 certificate in PEM, the leaf first. */
  record Certificate(AddressTemplate address, CertificateTrust trust) implements RemoteKeyRule {}

  /**
   * {@code fetch:} a key endpoint: JWK, key set, certificate, PEM or base64 SPKI.
   *
   * @param pick a JSON pointer to the key in the answer; without it the answer is the key
   * @param json members of a JSON body, sent by POST; empty: GET
   * @param authorization credentials to send
   * @param id selects in a set, and names the key
   */
  record Endpoint(
      AddressTemplate address,
      Optional<String> pick,
      Map<String, Template> json,
      Authorization authorization,
      Optional<Template> id)
      implements RemoteKeyRule {
    public Endpoint {
      json = Map.copyOf(json);
    }
  }

  /**
   * {@code x5c:} the certificate chain in the token's own header (RFC 7515 §4.1.6), up to a pinned
   * root.
   *
   * @param roots one of these must be the last of the chain, byte for byte
   * @param depth how many certificates the chain has, the root included: 2 to 5
   * @param oids object identifiers of the extensions that must be there, the leaf's first; an empty
   *     text asks for nothing
   */
  record X5c(List<X509Certificate> roots, int depth, List<String> oids) implements RemoteKeyRule {
    public X5c {
      roots = List.copyOf(roots);
      oids = List.copyOf(oids);
      if (roots.isEmpty() || depth < 2 || depth > 5 || oids.size() >= depth) {
        throw new IllegalArgumentException(
            "want a root, a depth of 2 to 5, and fewer oids than that");
      }
    }
  }

  /**
   * {@code bootstrap:} a secret that the sender delivered through the endpoint itself while an
   * operator had it opened; see {@code Bootstrap}.
   *
   * @param integration whose
   * @param id the tenant it was delivered for; without it the one that the path names, if it does
   * @param as how the delivered text becomes a key
   */
  record Bootstrapped(String integration, Optional<Template> id, KeyEncoding as)
      implements RemoteKeyRule {}

  /** Credentials for a key endpoint. Their templates read parameters, never the request. */
  sealed interface Authorization {
    record None() implements Authorization {}

    /** {@code Authorization: Bearer TOKEN} (RFC 6750 §2.1). */
    record Bearer(Template token) implements Authorization {}

    /** {@code Authorization: Basic …} (RFC 7617). */
    record Basic(Template user, Template password) implements Authorization {}

    /**
     * A token by the client credentials grant (RFC 6749 §4.4), asked with HTTP Basic, kept until
     * shortly before it expires.
     *
     * @param token the token endpoint
     */
    record ClientCredentials(
        AddressTemplate token, Template id, Template secret, Optional<Template> scope)
        implements Authorization {}
  }
}
