package io.sallyport.verify.template;

import io.sallyport.verify.template.JsonOutline.Kind;
import io.sallyport.verify.template.JsonOutline.Node;
import io.sallyport.verify.template.PathTree.Step;
import java.util.ArrayList;
import java.util.List;
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
   * The scalars at a place: nothing where it is absent or null, several only by a {@code *}.
   *
   * @param place its name in the sentence of a refusal
   */
  List<Slice> scalar(RequestReading reading, List<String> path, String place) {
    JsonOutline outline = outline(reading);
    List<Slice> found = new ArrayList<>(1);
    for (Node node : outline.all(path)) {
      if (node.kind() == Kind.OBJECT || node.kind() == Kind.ARRAY) {
        throw Unreadable.noSingleValue(place + " is an object or array, not a single value");
      }
      if (node.kind() != Kind.NULL) {
        found.add(outline.scalar(node, place));
      }
    }
    return found;
  }

  /** The exact bytes at a place: nothing where it is absent, several only by a {@code *}. */
  List<Slice> raw(RequestReading reading, List<String> path) {
    JsonOutline outline = outline(reading);
    return outline.all(path).stream().map(outline::raw).toList();
  }
}
