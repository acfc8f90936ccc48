package io.sallyport.verify.template;

import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.PathTree.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles an {@code items} rule. */
final class ItemsRules {
  static final int POINTERS_MAX = 16;

  private final TemplateLanguage language;

  ItemsRules(TemplateLanguage language) {
    this.language = language;
  }

  ItemsPlan compile(ItemsRule rule) throws TemplateFault {
    JsonDocument document = language.document();
    if (rule instanceof ItemsRule.Whole) {
      return ItemsPlan.whole(document);
    }
    if (!language.documentIsBody()) {
      throw new TemplateFault(
          0, "items are parts of the body, but document is read from something else");
    }
    if (rule instanceof ItemsRule.Pointers pointers) {
      return new ItemsPlan(document, Optional.empty(), Map.of("", patterns(pointers.pointers())));
    }
    ItemsRule.By by = (ItemsRule.By) rule;
    CompiledTemplate template = language.compile(by.by());
    Map<String, List<List<Step>>> cases = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> entry : by.cases().entrySet()) {
      cases.put(entry.getKey(), patterns(entry.getValue()));
    }
    return new ItemsPlan(document, Optional.of(template), cases);
  }

  private static List<List<Step>> patterns(List<String> pointers) throws TemplateFault {
    if (pointers.isEmpty() || pointers.size() > POINTERS_MAX) {
      throw new TemplateFault(0, "items: want 1 to " + POINTERS_MAX + " pointers");
    }
    List<List<Step>> patterns = new ArrayList<>();
    for (String pointer : pointers) {
      List<Step> pattern = Step.pattern(JsonPointer.parse(pointer, 0));
      for (List<Step> other : patterns) {
        if (overlap(pattern, other)) {
          throw new TemplateFault(
              0, "items: " + pointer + " and another pointer would take the same part twice");
        }
      }
      patterns.add(pattern);
    }
    return List.copyOf(patterns);
  }

  /** Whether one can be, or lie in, the other: the same bytes would be two events. */
  private static boolean overlap(List<Step> left, List<Step> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      boolean same = left.get(i).any() || right.get(i).any() || left.get(i).equals(right.get(i));
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
