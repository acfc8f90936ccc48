package io.sallyport.policy.written;

import io.sallyport.policy.written.WrittenCheck.Algorithm;
import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.policy.written.WrittenCheck.Content;
import io.sallyport.policy.written.WrittenCheck.Place;
import io.sallyport.policy.written.WrittenCheck.Signature;
import io.sallyport.verify.mechanism.SignatureRule;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.ObjectShape.Values;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.function.Function;

/** The tables of the mechanisms that sign bytes which a template names. */
final class SignatureShapes {
  private static final Shape<Content> CONTENT =
      Kinds.<Content>of("a VALUE, a list of them, or a map with \"by\"")
          .scalar(Texts.value().map(it -> new Content.Alternatives(java.util.List.of(it))))
          .list(
              Lists.of(Texts.value(), 1, SignatureRule.ALTERNATIVES_MAX)
                  .map(Content.Alternatives::new))
          .map(Tables.cases(Texts.value()).map(Content.By::new));

  private static final Shape<Place> PLACE =
      ObjectShape.of(
          "signature",
          t -> {
            var from =
                t.required(
                    "from",
                    Texts.value(),
                    "Where the signature stands; the one source that may yield several.");
            var as =
                t.required(
                    "as",
                    Lists.oneOrMore(Texts.text().placed(), SignatureRule.ALTERNATIVES_MAX),
                    "How it is written: {hex}, {base64}, … with the literals around it.");
            return v -> new Place(v.need(from), v.need(as));
          });

  static final Shape<Signature> HMAC = signature(Family.HMAC, "(md5|sha(1|256|384|512))");
  static final Shape<Signature> HASH = signature(Family.HASH, "(md5|sha(1|256|384|512))");
  static final Shape<Signature> RSA = signature(Family.RSA, "sha(1|256|384|512)");
  static final Shape<Signature> RSA_PSS = signature(Family.RSA_PSS, "sha(256|384|512)");
  static final Shape<Signature> ECDSA =
      signature(Family.ECDSA, "p(256-sha(1|256)|384-sha384|521-sha512)(-raw)?");
  static final Shape<Signature> ED25519 = ed25519();

  private SignatureShapes() {}

  private static Shape<Signature> signature(Family family, String algorithms) {
    Shape<Placed<String>> name =
        Texts.text(algorithms, "an algorithm of " + family.word()).placed();
    Shape<Algorithm> choice =
        Kinds.<Algorithm>of("an algorithm, a list of them, or a map with \"by\"")
            .scalar(name.map(Algorithm.Fixed::new))
            .list(Lists.of(name, 1, SignatureRule.ALTERNATIVES_MAX).map(Algorithm.Allowed::new))
            .map(Tables.cases(name).map(Algorithm.By::new));
    return table(family, choice, "The algorithm.");
  }

  private static Shape<Signature> ed25519() {
    Shape<Algorithm> choice =
        Units.yes().placed().map(it -> new Algorithm.Fixed(it.with("ed25519")));
    return table(Family.ED25519, choice, "Ed25519 (RFC 8032).");
  }

  private static Shape<Signature> table(Family family, Shape<Algorithm> choice, String doc) {
    return ObjectShape.of(
        family.word(),
        t -> {
          var algorithm = t.required(family.word(), choice, doc);
          var signed = t.required("signed", CONTENT, "The bytes that are signed.");
          var place = t.required("signature", PLACE, "Where the signature stands.");
          Function<Values, Common> common = CheckShapes.common(t);
          return v ->
              new Signature(
                  v.node(),
                  family,
                  v.need(algorithm),
                  v.need(signed),
                  v.need(place),
                  common.apply(v));
        });
  }
}
