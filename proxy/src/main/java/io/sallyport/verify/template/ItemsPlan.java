package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.JsonOutline.Kind;
import io.sallyport.verify.template.JsonOutline.Node;
import io.sallyport.verify.template.PathTree.Step;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.webhook.IdentifiedWebhook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code items}, compiled: which parts of the body are its events. */
final class ItemsPlan {
  /** The pattern of the whole body. */
  private static final List<Step> WHOLE = List.of();

  private final JsonDocument document;
  private final Optional<CompiledTemplate> by;
  private final Map<String, List<List<Step>>> cases;

  /**
   * @param by chooses the case; empty where there is only the case of the empty word
   */
  ItemsPlan(
      JsonDocument document, Optional<CompiledTemplate> by, Map<String, List<List<Step>>> cases) {
    this.document = document;
    this.by = by;
    this.cases = Map.copyOf(cases);
    cases.values().forEach(patterns -> patterns.forEach(document::want));
  }

  static ItemsPlan whole(JsonDocument document) {
    return new ItemsPlan(document, Optional.empty(), Map.of("", List.of(WHOLE)));
  }

  /** Every pattern of every case. */
  List<List<Step>> patterns() {
    return cases.values().stream().flatMap(List::stream).distinct().toList();
  }

  /** The items in the order of the body. */
  List<ItemRange> find(RequestReading reading) {
    List<List<Step>> patterns = chosen(reading);
    if (patterns.equals(List.of(WHOLE))) {
      return List.of(new ItemRange("", 0, reading.inbound().body().size()));
    }
    Optional<Node> root = document.outline(reading).root();
    List<ItemRange> found = new ArrayList<>();
    if (root.isPresent()) {
      for (List<Step> pattern : patterns) {
        collect(root.get(), pattern, 0, "", found);
      }
    }
    found.sort(Comparator.comparingInt(ItemRange::start));
    return List.copyOf(found);
  }

  private List<List<Step>> chosen(RequestReading reading) {
    String word = by.map(template -> template.text(reading)).orElse("");
    List<List<Step>> patterns = cases.get(word);
    if (patterns == null) {
      throw malformed("items: no case fits this delivery");
    }
    return patterns;
  }

  private void collect(
      Node node, List<Step> pattern, int depth, String pointer, List<ItemRange> found) {
    if (depth == pattern.size()) {
      if (found.size() == IdentifiedWebhook.ITEMS_MAX) {
        throw tooMany();
      }
      found.add(new ItemRange(pointer, node.start(), node.end()));
      return;
    }
    Step step = pattern.get(depth);
    if (!step.any()) {
      Optional.ofNullable(node.children().get(step.name()))
          .ifPresent(child -> collect(child, pattern, depth + 1, pointer + escaped(step), found));
    } else if (node.crowded()) {
      throw tooMany();
    } else if (node.kind() == Kind.ARRAY) {
      int index = 0;
      for (Node child : node.elements()) {
        collect(child, pattern, depth + 1, pointer + "/" + index++, found);
      }
    } else if (node.kind() != Kind.NULL) {
      throw malformed("items: " + JsonPointer.write(names(pattern, depth)) + " is no array");
    }
  }

  private static String escaped(Step step) {
    return JsonPointer.write(List.of(step.name()));
  }

  private static List<String> names(List<Step> pattern, int depth) {
    return pattern.subList(0, depth).stream().map(Step::name).toList();
  }

  private static Unreadable tooMany() {
    return Unreadable.tooManyItems("items: more than " + IdentifiedWebhook.ITEMS_MAX);
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail);
  }
}
