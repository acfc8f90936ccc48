package io.sallyport.policy.written;

import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.policy.written.WrittenCheck.HttpSignature;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.ObjectShape.Values;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code http-signature}: HTTP Message Signatures, RFC 9421. */
final class HttpSignatureShape {
  private static final int COMPONENTS_MAX = 32;

  private record Options(
      List<Placed<String>> cover,
      Optional<String> tag,
      Optional<String> label,
      List<String> algorithms) {}

  private static final Shape<Options> OPTIONS =
      ObjectShape.of(
          "http-signature-options",
          t -> {
            var cover =
                t.optional(
                    "cover",
                    Lists.of(Texts.text().placed(), 1, COMPONENTS_MAX),
                    "The components that a signature must cover; \"@method\", \"@target-uri\" and"
                        + " content-digest (compared with the body) by default.");
            var tag = t.optional("tag", Texts.text(), "The tag it must carry.");
            var label = t.optional("label", Texts.text(), "Its label, where several may stand.");
            var alg =
                t.optional(
                    "alg",
                    Lists.oneOrMore(
                        Texts.text(
                            "hmac-sha256|rsa-v1_5-sha256|rsa-pss-sha512|ecdsa-p256-sha256"
                                + "|ecdsa-p384-sha384|ed25519",
                            "an algorithm of RFC 9421 like ed25519"),
                        8),
                    "The algorithms that are accepted.");
            return v ->
                new Options(
                    v.get(cover).orElse(List.of()),
                    v.get(tag),
                    v.get(label),
                    v.get(alg).orElse(List.of()));
          });

  static final Shape<HttpSignature> SHAPE =
      ObjectShape.of(
          "http-signature",
          t -> {
            var options = t.required("http-signature", OPTIONS, "RFC 9421: what must be covered.");
            Function<Values, Common> common = CheckShapes.common(t);
            return v -> signature(v.node(), v.need(options), common.apply(v));
          });

  private HttpSignatureShape() {}

  private static HttpSignature signature(Node node, Options options, Common common) {
    return new HttpSignature(
        node, options.cover, options.tag, options.label, options.algorithms, common);
  }
}
