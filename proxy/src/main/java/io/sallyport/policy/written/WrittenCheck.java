package io.sallyport.policy.written;

import io.sallyport.policy.written.WrittenAcceptance.CertificatePin;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.shape.Keyed;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables.Cases;
import io.sallyport.yaml.shape.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code verify} section as written, or one mechanism inside it. */
public sealed interface WrittenCheck {

  /** Where it stands. */
  Node node();

  /** {@code any: […]}: one of them must hold, tried in order. */
  record Any(Node node, List<WrittenCheck> checks) implements WrittenCheck {}

  /** {@code all: […]}: every one must hold. */
  record All(Node node, List<WrittenCheck> checks) implements WrittenCheck {}

  /** {@code none: "reason"}: nothing proves the sender. */
  record None(Node node, Placed<String> reason) implements WrittenCheck {}

  /** {@code hmac}, {@code hash}, {@code rsa}, {@code rsa-pss}, {@code ecdsa}, {@code ed25519}. */
  record Signature(
      Node node, Family family, Algorithm algorithm, Content signed, Place signature, Common common)
      implements WrittenCheck {}

  /** {@code jws: VALUE}. */
  record Jws(
      Node node,
      Placed<String> token,
      List<String> algorithms,
      List<String> types,
      Optional<Placed<String>> payload,
      Optional<String> expiry,
      Map<String, Placed<WrittenRule>> claims,
      Common common)
      implements WrittenCheck {}

  /** {@code http-signature: {cover, tag, label}}. */
  record HttpSignature(
      Node node,
      List<Placed<String>> cover,
      Optional<String> tag,
      Optional<String> label,
      List<String> algorithms,
      Common common)
      implements WrittenCheck {}

  /** {@code token: VALUE}: the value is the key itself. */
  record Token(Node node, Placed<String> value, Common common) implements WrittenCheck {}

  /** {@code basic: true}: HTTP Basic; the key is {@code user:password}. */
  record Basic(Node node, Common common) implements WrittenCheck {}

  /** {@code client-cert: {issuer, san}}. */
  record ClientCertificate(Node node, CertificatePin pin, Common common) implements WrittenCheck {
    public List<String> issuers() {
      return pin.issuers();
    }

    public List<String> names() {
      return pin.names();
    }
  }

  /**
   * What every mechanism may have.
   *
   * @param perItem whether each item of the batch is verified by itself
   */
  record Common(
      Optional<WrittenKeyRule> key, List<WrittenRule.Requirement> require, boolean perItem) {}

  /** How the algorithm is chosen. */
  sealed interface Algorithm {
    record Fixed(Placed<String> name) implements Algorithm {}

    record Allowed(List<Placed<String>> names) implements Algorithm {}

    record By(Cases<Placed<String>> cases) implements Algorithm {}
  }

  /** What is signed. */
  sealed interface Content {
    record Alternatives(List<Placed<String>> templates) implements Content {}

    record By(Cases<Placed<String>> cases) implements Content {}
  }

  /** Where the signature stands, and how it is written. */
  record Place(Placed<String> from, List<Placed<String>> as) {}

  /** {@code per: item}. */
  Shape<String> PER_ITEM = Texts.text("item", "item");

  /** What every mechanism may have; empty for what is no mechanism. */
  static Optional<Common> commonOf(WrittenCheck written) {
    if (written instanceof Signature it) {
      return Optional.of(it.common());
    }
    if (written instanceof Jws it) {
      return Optional.of(it.common());
    }
    if (written instanceof HttpSignature it) {
      return Optional.of(it.common());
    }
    if (written instanceof Token it) {
      return Optional.of(it.common());
    }
    if (written instanceof Basic it) {
      return Optional.of(it.common());
    }
    return written instanceof ClientCertificate it ? Optional.of(it.common()) : Optional.empty();
  }

  /** The keys that tell the kind; naming one of them replaces what lies under it. */
  static List<String> words() {
    return CheckShapes.CHECK.keys();
  }

  /** The whole section. */
  static Keyed<WrittenCheck> shape() {
    return CheckShapes.CHECK;
  }
}
