package io.sallyport.policy.written;

import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.List;
import java.util.Optional;

/**
 * The {@code accept} section as written.
 *
 * @param sources networks, or references to files of them
 */
public record WrittenAcceptance(
    List<String> methods,
    Optional<Placed<Long>> bodyMax,
    List<Placed<String>> sources,
    Optional<Decompression> decompress,
    Optional<CertificatePin> clientCertificate) {

  /** {@code decompress: [gzip]} or {@code {codings: [gzip], ratio: 100}}. */
  public record Decompression(List<String> codings, Optional<Integer> ratio) {
    static final Shape<List<String>> CODINGS =
        Lists.of(Texts.text("gzip|deflate", "gzip or deflate"), 1, 2);

    static final Shape<Decompression> SHAPE =
        Kinds.<Decompression>of("[gzip] or a map with codings and ratio")
            .list(CODINGS.map(it -> new Decompression(it, Optional.empty())))
            .map(
                ObjectShape.of(
                    "decompress",
                    t -> {
                      var codings = t.required("codings", CODINGS, "Which codings are undone.");
                      var ratio =
                          t.optional(
                              "ratio",
                              Units.integer(1, 1_000),
                              "Decompressed bytes per compressed byte, at most; 100 by default.");
                      return v -> new Decompression(v.need(codings), v.get(ratio));
                    }));
  }

  /**
   * What a client certificate must say.
   *
   * @param issuers distinguished names (RFC 2253), one of which must be the issuer's; empty: any
   * @param names alternative names, one of which it must carry; {@code *.example.com} stands for
   *     one label; empty: any
   */
  public record CertificatePin(List<String> issuers, List<String> names) {
    private static final int NAMES_MAX = 64;

    static final Shape<CertificatePin> SHAPE =
        ObjectShape.of(
            "client-cert",
            t -> {
              var issuer =
                  t.optional(
                      "issuer",
                      Lists.oneOrMore(Texts.text(), NAMES_MAX),
                      "Names that the issuer may have, as RFC 2253 writes them.");
              var san =
                  t.optional(
                      "san",
                      Lists.oneOrMore(Texts.text(), NAMES_MAX),
                      "Alternative names, one of which it must carry; *.example.com is one"
                          + " label.");
              return v ->
                  new CertificatePin(v.get(issuer).orElse(List.of()), v.get(san).orElse(List.of()));
            });
  }

  static final Shape<WrittenAcceptance> SHAPE =
      ObjectShape.of(
          "accept",
          t -> {
            var methods =
                t.optional(
                    "methods",
                    Lists.of(
                        Texts.text("POST|GET|PUT|PATCH|DELETE|HEAD|OPTIONS", "a method like POST"),
                        1,
                        7),
                    "Methods that are deliveries; POST by default. Handshakes name their own.");
            var bodyMax =
                t.optional("max-body", Units.size().placed(), "The largest body; 1MiB by default.");
            var sources =
                t.optional(
                    "sources",
                    Lists.oneOrMore(Texts.text().placed(), 1_000),
                    "Networks that may call (10.0.0.0/8, 2001:db8::/32), or \"${file:…}\" with one"
                        + " a line. Everyone by default.");
            var decompress =
                t.optional(
                    "decompress",
                    Decompression.SHAPE,
                    "Content codings that are undone before anything is verified; none by"
                        + " default.");
            var clientCertificate =
                t.optional(
                    "client-cert",
                    CertificatePin.SHAPE,
                    "What the TLS client certificate must say; none is asked for by default.");
            return v ->
                new WrittenAcceptance(
                    v.get(methods).orElse(List.of()),
                    v.get(bodyMax),
                    v.get(sources).orElse(List.of()),
                    v.get(decompress),
                    v.get(clientCertificate));
          });
}
