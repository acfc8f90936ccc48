package io.sallyport.verify.mechanism.http;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.mechanism.http.StructuredField.Member;
import io.sallyport.verify.template.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One signature of a message: a member of {@code Signature-Input} and the member of {@code
 * Signature} with the same label (RFC 9421 §4).
 */
final class MessageSignature {
  /** Labels beyond these are not looked at: the request is refused. */
  static final int LABELS_MAX = 8;

  private static final Set<String> TEXTS = Set.of("alg", "keyid", "nonce", "tag");
  private static final Set<String> TIMES = Set.of("created", "expires");

  private final String label;
  private final Member input;
  private final byte[] signature;
  private final Set<String> covered;

  private MessageSignature(String label, Member input, byte[] signature) {
    this.label = label;
    this.input = input;
    this.signature = signature;
    this.covered = covered(input);
  }

  /**
   * Reads one signature.
   *
   * @throws Unreadable where it is not built as RFC 9421 §2.3 says, or a component stands twice
   */
  static MessageSignature of(String label, Member input, Member signature) {
    if (!input.isList()) {
      throw malformed("the input of " + label + " is no list of components");
    }
    byte[] bytes =
        signature
            .bytes()
            .filter(some -> some.length > 0)
            .orElseThrow(() -> malformed("the signature " + label + " is no byte sequence"));
    input.parameters().forEach(MessageSignature::checkParameter);
    return new MessageSignature(label, input, bytes);
  }

  String label() {
    return label;
  }

  byte[] signature() {
    return signature;
  }

  /** The covered components' identifiers, as the RFC writes them. */
  Set<String> covered() {
    return covered;
  }

  Optional<String> text(String parameter) {
    return Optional.ofNullable(input.parameters().get(parameter))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  Optional<Long> time(String parameter) {
    return Optional.ofNullable(input.parameters().get(parameter))
        .filter(Long.class::isInstance)
        .map(Long.class::cast);
  }

  Map<String, Object> parameters() {
    return input.parameters();
  }

  /**
   * The signature base (RFC 9421 §2.5).
   *
   * @throws Unreadable where a component cannot be had, or is not ASCII
   */
  byte[] base(Components components) {
    StringBuilder base = new StringBuilder();
    for (Member component : input.list()) {
      base.append(component.serialized()).append(": ").append(components.value(component));
      base.append('\n');
    }
    base.append("\"@signature-params\": ").append(input.serialized());
    for (int i = 0; i < base.length(); i++) {
      if (base.charAt(i) >= 0x80) {
        throw new Unreadable(
            Reason.SIGNED_PART_MALFORMED, "a covered component has bytes beyond ASCII");
      }
    }
    return base.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static Set<String> covered(Member input) {
    Set<String> covered = new LinkedHashSet<>();
    List<String> twice = new ArrayList<>();
    for (Member component : input.list()) {
      if (component.string().isEmpty()) {
        throw malformed("an identifier of a component is no text");
      }
      String identifier = component.serialized();
      if (!covered.add(identifier)) {
        twice.add(identifier);
      }
    }
    if (!twice.isEmpty()) {
      throw malformed("a component stands twice");
    }
    return covered;
  }

  private static void checkParameter(String name, Object value) {
    if ((TEXTS.contains(name) && !(value instanceof String))
        || (TIMES.contains(name) && !(value instanceof Long))) {
      throw malformed("the parameter " + name + " is of a wrong type");
    }
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNATURE_MALFORMED, detail);
  }
}
