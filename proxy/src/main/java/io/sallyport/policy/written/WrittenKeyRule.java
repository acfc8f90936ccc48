package io.sallyport.policy.written;

import com.google.re2j.Pattern;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.shape.Keyed;
import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code key} part of a mechanism as written.
 *
 * @param as how a configured secret's text becomes bytes
 * @param id names the key
 * @param jwks to {@code bootstrap}: at most one, where keys come from when not from {@code keys}
 * @param host what a host that the message names must match
 * @param path what must be found in the address's path
 * @param issuer what a discovery document must call itself
 * @param chain what a certificate must chain to: host, system, or pinned roots
 * @param name what a certificate's name must match
 * @param pick where the key stands in a key endpoint's answer
 * @param json the members of the body that a key endpoint is sent
 */
public record WrittenKeyRule(
    Node node,
    Optional<KeyEncoding> as,
    Optional<Placed<String>> id,
    Optional<Placed<String>> jwks,
    Optional<Placed<String>> discovery,
    Optional<Placed<String>> certificate,
    Optional<Placed<String>> fetch,
    Optional<X5c> x5c,
    Optional<Placed<String>> bootstrap,
    Optional<Pattern> host,
    Optional<Pattern> path,
    Optional<Placed<String>> issuer,
    List<Placed<String>> chain,
    Optional<Pattern> name,
    Optional<Placed<String>> pick,
    Map<String, Placed<String>> json,
    Optional<Authorization> authorization) {

  /** How many places it names where keys come from; one is the most. */
  public long places() {
    return Stream.of(jwks, discovery, certificate, fetch, x5c, bootstrap)
        .filter(Optional::isPresent)
        .count();
  }

  /** Whether keys come from elsewhere than the policy's own {@code keys}. */
  public boolean isRemote() {
    return places() > 0;
  }

  /** A certificate chain in the token's header, up to a pinned root. */
  public record X5c(List<Placed<String>> roots, int depth, List<String> oids) {
    private static final int DEPTH_MIN = 2;
    private static final int DEPTH_MAX = 5;
    private static final Shape<String> OID =
        Texts.text("[0-9]+(\\.[0-9]+)+", "an object identifier like 1.2.840.113635.100.6.2.1");

    private static final Shape<List<String>> OIDS =
        Kinds.<List<String>>of("a list, the leaf's first, or a map with leaf and intermediate")
            .list(Lists.of(OID, 0, DEPTH_MAX - 1))
            .map(
                ObjectShape.of(
                    "oids",
                    t -> {
                      var leaf = t.optional("leaf", OID, "Of the token's own certificate.");
                      var next = t.optional("intermediate", OID, "Of the one that issued it.");
                      // An empty text asks nothing of the certificate in its place.
                      return v ->
                          v.get(next).isPresent()
                              ? List.of(v.get(leaf).orElse(""), v.get(next).get())
                              : v.get(leaf).map(List::of).orElse(List.of());
                    }));

    static final Shape<X5c> SHAPE =
        ObjectShape.of(
            "x5c",
            t -> {
              var root = t.required("root", CERTIFICATES, "The pinned roots, PEM.");
              var depth =
                  t.optional(
                      "depth",
                      Units.integer(DEPTH_MIN, DEPTH_MAX),
                      "How many certificates the chain has, the root included; 3 by default.");
              var oids = t.optional("oids", OIDS, "Extensions that must be there.");
              return v ->
                  new X5c(v.need(root), v.get(depth).orElse(3), v.get(oids).orElse(List.of()));
            });
  }

  /** Credentials for a key endpoint. */
  public sealed interface Authorization {
    record Bearer(Placed<String> token) implements Authorization {}

    record Basic(Placed<String> user, Placed<String> password) implements Authorization {}

    record ClientCredentials(
        Placed<String> token,
        Placed<String> id,
        Placed<String> secret,
        Optional<Placed<String>> scope)
        implements Authorization {}

    Shape<Authorization> SHAPE =
        Keyed.<Authorization>of("authorization")
            .or("bearer", () -> AuthorizationShapes.BEARER)
            .or("basic", () -> AuthorizationShapes.BASIC)
            .or("client-credentials", () -> AuthorizationShapes.CLIENT_CREDENTIALS);
  }

  private static final int ROOTS_MAX = 8;

  private static final Shape<List<Placed<String>>> CERTIFICATES =
      Lists.oneOrMore(Texts.text().placed(), ROOTS_MAX);

  static Shape<WrittenKeyRule> shape() {
    return ObjectShape.of(
        "key-rule",
        t -> {
          var as =
              t.optional(
                  "as",
                  Texts.word(KeyEncoding.class, KeyEncoding::word),
                  "How a key's text becomes bytes; utf8 by default, pem for public keys.");
          var id = t.optional("id", Texts.value(), "Names the key.");
          var jwks = t.optional("jwks", Texts.value(), "The address of a JSON Web Key Set.");
          var discovery = t.optional("discovery", Texts.value(), "The address of issuer metadata.");
          var certificate =
              t.optional("certificate", Texts.value(), "The address of a certificate, PEM.");
          var fetch = t.optional("fetch", Texts.value(), "The address of a key endpoint.");
          var x5c = t.optional("x5c", X5c.SHAPE, "The chain in the token's own header.");
          var bootstrap =
              t.optional(
                  "bootstrap",
                  Texts.value(),
                  "Where the sender delivers the secret while an operator has it opened.");
          var host =
              t.optional(
                  "host",
                  Texts.pattern(),
                  "RE2 that the address's whole host must match; needed where the message names"
                      + " it.");
          var path = t.optional("path", Texts.pattern(), "RE2 found in the address's path.");
          var issuer =
              t.optional("issuer", Texts.value(), "What the metadata must call its issuer.");
          var chain =
              t.optional(
                  "chain",
                  CERTIFICATES,
                  "What a certificate chains to: host (the default: whoever serves it), system"
                      + " (the JDK's authorities), or pinned roots, PEM.");
          var name =
              t.optional("name", Texts.pattern(), "RE2 over a whole name of the certificate.");
          var pick =
              t.optional(
                  "pick",
                  Texts.text("(/[^/]*)*", "a JSON pointer like /key").placed(),
                  "Where the key stands in the endpoint's answer.");
          var json =
              t.optional(
                  "json",
                  Tables.of(Texts.value()),
                  "Members of a JSON body for the endpoint, sent by POST.");
          var authorization =
              t.optional("authorization", Authorization.SHAPE, "Credentials for the endpoint.");
          return v ->
              new WrittenKeyRule(
                  v.node(),
                  v.get(as),
                  v.get(id),
                  v.get(jwks),
                  v.get(discovery),
                  v.get(certificate),
                  v.get(fetch),
                  v.get(x5c),
                  v.get(bootstrap),
                  v.get(host),
                  v.get(path),
                  v.get(issuer),
                  v.get(chain).orElse(List.of()),
                  v.get(name),
                  v.get(pick),
                  v.get(json).orElse(Map.of()),
                  v.get(authorization));
        });
  }
}
