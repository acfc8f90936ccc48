package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.JsonOutline.Kind;
import io.sallyport.verify.template.JsonOutline.Node;
import io.sallyport.verify.template.PathTree.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One JSON document of a request and the places in it that templates name: the policy's {@code
 * document}, a token's header or claims, or a {@code let} with {@code json: true}.
 */
final class JsonDocument {
  private final String word;
  private final int slot;
  private final Coverage origin;
  private final Function<RequestReading, Slice> bytes;
  private final WantedPaths wanted = new WantedPaths();

  /**
   * @param word what it is called in the sentence of a refusal
   * @param slot where a reading keeps the outline
   * @param origin what it is made of; nothing for the body itself, whose byte ranges are the body's
   * @param bytes its bytes; may throw {@code Unreadable}
   */
  JsonDocument(String word, int slot, Coverage origin, Function<RequestReading, Slice> bytes) {
    this.word = word;
    this.slot = slot;
    this.origin = origin;
    this.bytes = bytes;
  }

  int slot() {
    return slot;
  }

  Coverage origin() {
    return origin;
  }

  void want(List<Step> path) {
    wanted.add(path);
  }

  /** The outline, made on first use and kept by the reading. */
  JsonOutline outline(RequestReading reading) {
    return reading.outline(this);
  }

  JsonOutline parse(RequestReading reading) {
    return JsonOutline.of(bytes.apply(reading), wanted.tree(), word);
  }

  boolean isCurrent(JsonOutline outline) {
    return outline.isFor(wanted.tree());
  }

  /**
   * The scalar at a place: nothing where it is absent or null.
   *
   * @param place its name in the sentence of a refusal
   */
  List<Slice> scalar(RequestReading reading, List<String> path, String place) {
    JsonOutline outline = outline(reading);
    Optional<Node> node = outline.find(path);
    if (node.isEmpty() || node.get().kind() == Kind.NULL) {
      return List.of();
    }
    if (node.get().kind() == Kind.OBJECT || node.get().kind() == Kind.ARRAY) {
      throw new Unreadable(
          Reason.SIGNED_PART_MALFORMED, place + " is an object or array, not a single value");
    }
    return List.of(outline.scalar(node.get(), place));
  }

  /** The exact bytes at a place: nothing where it is absent. */
  List<Slice> raw(RequestReading reading, List<String> path) {
    JsonOutline outline = outline(reading);
    return outline.find(path).map(outline::raw).map(List::of).orElseGet(List::of);
  }
}
