package io.sallyport.verify.template;

import io.sallyport.verify.template.Language.LetRule;
import java.util.HashSet;
import java.util.Optional;

/** What a {@code let} must look like. */
final class LetRules {
  private LetRules() {}

  static void check(String name, LetRule rule) throws TemplateFault {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      throw fault("want a name of letters, digits, - and _, got \"" + name + "\"");
    }
    if (Sources.KINDS.contains(name)) {
      throw fault(name + " is a source of the language: want another name");
    }
    notEmpty(rule.listSeparator(), "split: the separator between parts is empty");
    notEmpty(rule.pairSeparator(), "split: the sign between name and value is empty");
    notEmpty(rule.each(), "each: the separator between groups is empty");
    boolean split = rule.listSeparator().isPresent();
    if (rule.pairSeparator().isPresent() && !split) {
      throw fault("split: want the separator between parts first");
    }
    if (!rule.names().isEmpty() && !split) {
      throw fault("names: want split, which makes the parts that are named");
    }
    if (!rule.names().isEmpty() && rule.pairSeparator().isPresent()) {
      throw fault("names: the parts have names already, by the second separator of split");
    }
    if (new HashSet<>(rule.names()).size() < rule.names().size()) {
      throw fault("names: a name stands twice");
    }
    if (rule.json() && (split || rule.each().isPresent())) {
      throw fault("json: cannot stand beside split or each");
    }
  }

  private static void notEmpty(Optional<String> separator, String message) throws TemplateFault {
    if (separator.filter(String::isEmpty).isPresent()) {
      throw fault(message);
    }
  }

  private static TemplateFault fault(String message) {
    return new TemplateFault(0, message);
  }
}
