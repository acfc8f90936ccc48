package io.sallyport.policy.written;

import io.sallyport.policy.written.WrittenAcceptance.CertificatePin;
import io.sallyport.policy.written.WrittenCheck.Basic;
import io.sallyport.policy.written.WrittenCheck.ClientCertificate;
import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.policy.written.WrittenCheck.Jws;
import io.sallyport.policy.written.WrittenCheck.None;
import io.sallyport.policy.written.WrittenCheck.Token;
import io.sallyport.verify.mechanism.SignatureRule;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.shape.Keyed;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.ObjectShape.Fields;
import io.sallyport.yaml.shape.ObjectShape.Values;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The tables of the {@code verify} section, one a mechanism. */
final class CheckShapes {
  private static final Shape<String> JOSE_ALGORITHM =
      Texts.text(
          "HS(256|384|512)|[RP]S(256|384|512)|ES(256|384|512)|EdDSA|Ed25519",
          "a JOSE algorithm like ES256");

  private static final Shape<WrittenKeyRule> KEY = WrittenKeyRule.shape();

  static final Keyed<WrittenCheck> CHECK =
      Keyed.<WrittenCheck>of("verify")
          .or("hmac", () -> SignatureShapes.HMAC)
          .or("hash", () -> SignatureShapes.HASH)
          .or("rsa", () -> SignatureShapes.RSA)
          .or("rsa-pss", () -> SignatureShapes.RSA_PSS)
          .or("ecdsa", () -> SignatureShapes.ECDSA)
          .or("ed25519", () -> SignatureShapes.ED25519)
          .or("jws", () -> CheckShapes.JWS)
          .or("http-signature", () -> HttpSignatureShape.SHAPE)
          .or("token", () -> CheckShapes.TOKEN)
          .or("basic", () -> CheckShapes.BASIC)
          .or("client-cert", () -> CheckShapes.CLIENT_CERTIFICATE)
          .or("any", () -> CheckShapes.ANY)
          .or("all", () -> CheckShapes.ALL)
          .or("none", () -> CheckShapes.NONE);

  private static final Shape<WrittenCheck> ANY =
      combined("any", "One of these must hold; tried in order.", WrittenCheck.Any::new);

  private static final Shape<WrittenCheck> ALL =
      combined("all", "Every one of these must hold.", WrittenCheck.All::new);

  private static final Shape<None> NONE =
      ObjectShape.of(
          "none",
          t -> {
            var none =
                t.required(
                    "none",
                    Texts.text("(?s).*\\S.*", "the reason why nothing proves the sender").placed(),
                    "Nothing proves the sender; the reason is shown wherever it matters.");
            return v -> new None(v.node(), v.need(none));
          });

  private static final Shape<Jws> JWS =
      ObjectShape.of(
          "jws",
          t -> {
            var token = t.required("jws", Texts.value(), "The compact token.");
            var alg =
                t.required(
                    "alg",
                    Lists.of(JOSE_ALGORITHM, 1, SignatureRule.ALTERNATIVES_MAX),
                    "The algorithms that are accepted; never the token's own word.");
            var typ =
                t.optional(
                    "typ",
                    Lists.oneOrMore(Texts.text(), SignatureRule.ALTERNATIVES_MAX),
                    "The types that are accepted, without case and application/.");
            var payload = t.optional("payload", Texts.value(), "The payload of a detached token.");
            var exp =
                t.optional(
                    "exp",
                    Texts.text("required|forbidden|ignored", "required, forbidden or ignored"),
                    "The expiry: required by default.");
            var claims =
                t.optional("claims", Tables.of(WrittenRule.SHAPE.placed()), "What claims must be.");
            Function<Values, Common> common = common(t);
            return v ->
                new Jws(
                    v.node(),
                    v.need(token),
                    v.need(alg),
                    v.get(typ).orElse(List.of()),
                    v.get(payload),
                    v.get(exp),
                    v.get(claims).orElse(Map.of()),
                    common.apply(v));
          });

  private static final Shape<Token> TOKEN =
      ObjectShape.of(
          "token",
          t -> {
            var token = t.required("token", Texts.value(), "The value that is the key itself.");
            Function<Values, Common> common = common(t);
            return v -> new Token(v.node(), v.need(token), common.apply(v));
          });

  private static final Shape<Basic> BASIC =
      ObjectShape.of(
          "basic",
          t -> {
            t.required("basic", Units.yes(), "HTTP Basic; the key is user:password.");
            Function<Values, Common> common = common(t);
            return v -> new Basic(v.node(), common.apply(v));
          });

  private static final Shape<ClientCertificate> CLIENT_CERTIFICATE =
      ObjectShape.of(
          "client-certificate",
          t -> {
            var pin =
                t.required("client-cert", CertificatePin.SHAPE, "What the certificate must say.");
            Function<Values, Common> common = common(t);
            return v -> new ClientCertificate(v.node(), v.need(pin), common.apply(v));
          });

  private CheckShapes() {}

  /** Declares key, require and per. */
  static Function<Values, Common> common(Fields t) {
    var key = t.optional("key", KEY, "Which keys, and how their text becomes bytes.");
    var require =
        t.optional("require", WrittenRule.Requirement.LIST, "What else must hold; all of it.");
    var per = t.optional("per", WrittenCheck.PER_ITEM, "item: every item is verified by itself.");
    return v -> new Common(v.get(key), v.get(require).orElse(List.of()), v.get(per).isPresent());
  }

  private static Shape<WrittenCheck> combined(
      String key, String doc, BiFunction<Node, List<WrittenCheck>, WrittenCheck> make) {
    return ObjectShape.of(
        key,
        t -> {
          var checks = t.required(key, Lists.of(CHECK, 1, SignatureRule.ALTERNATIVES_MAX), doc);
          return v -> make.apply(v.node(), v.need(checks));
        });
  }
}
