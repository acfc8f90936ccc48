package io.sallyport.policy.compile;

import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretFault;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretUnavailable;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Placed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * One policy while it is compiled: what it is made of, what is wrong with it so far, and the
 * templates that its sections share.
 */
final class Workbench {
  private final Draft draft;
  private final Surroundings surroundings;
  private final Problems problems;
  private final Language language;
  private final IdentityHashMap<Node, Optional<Template>> templates = new IdentityHashMap<>();

  Workbench(Draft draft, Surroundings surroundings, Problems problems) {
    this.draft = draft;
    this.surroundings = surroundings;
    this.problems = problems;
    this.language = new LanguageCompiler(this).compile();
    draft.written().templates().forEach(this::template);
  }

  Draft draft() {
    return draft;
  }

  WrittenPolicy written() {
    return draft.written();
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Problems problems() {
    return problems;
  }

  Language language() {
    return language;
  }

  /** Whether a section stands but could not be read, so that nothing is to be said of it. */
  boolean isBroken(String section) {
    return written().broken().contains(section);
  }

  void error(Placed<?> placed, String message) {
    problems.error(placed.at(), placed.path(), message);
  }

  void error(Placed<?> placed, TemplateFault fault) {
    problems.error(placed.at(fault.offset()), placed.path(), message(fault));
  }

  void error(Node node, String path, String message) {
    problems.error(node.at(), path, message);
  }

  void warning(Place at, String path, String message) {
    problems.warning(at, path, message);
  }

  /** The compiled VALUE; empty when it is at fault, which has been reported. */
  Optional<Template> template(Placed<String> value) {
    return templates.computeIfAbsent(value.node(), node -> compile(value));
  }

  /** All of them, or empty when one is at fault. */
  Optional<List<Template>> templates(List<Placed<String>> values) {
    List<Optional<Template>> all = values.stream().map(this::template).toList();
    return all.stream().allMatch(Optional::isPresent)
        ? Optional.of(all.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }

  /** An optional VALUE: empty as a whole when it is at fault. */
  Optional<Optional<Template>> maybe(Optional<Placed<String>> value) {
    if (value.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    Optional<Template> compiled = template(value.get());
    return compiled.isPresent() ? Optional.of(compiled) : Optional.empty();
  }

  private Optional<Template> compile(Placed<String> value) {
    try {
      return Optional.of(language.template(value.value()));
    } catch (TemplateFault fault) {
      error(value, fault);
      return Optional.empty();
    }
  }

  /** Reads references; a fault has been reported. */
  Optional<SecretText> secretText(Placed<String> value) {
    try {
      return Optional.of(SecretText.parse(value.value()));
    } catch (SecretFault fault) {
      problems.error(value.at(fault.offset()), value.path(), message(fault));
      return Optional.empty();
    }
  }

  /** Resolves references; a fault has been reported. */
  Optional<SecretValue> secret(Placed<String> value) {
    return secretText(value).flatMap(text -> secret(value, text));
  }

  Optional<SecretValue> secret(Placed<String> value, SecretText text) {
    try {
      return Optional.of(surroundings.secrets().value(text, baseOf(value)));
    } catch (SecretUnavailable e) {
      error(value, message(e));
      return Optional.empty();
    }
  }

  /** A parameter as the language reads it; when it cannot be had, something stands in for it. */
  SecretValue parameter(Placed<String> value) {
    return secret(value).orElseGet(() -> SecretValue.fixed(Secret.ofText("")));
  }

  /** The text of a file that the policy names; a fault has been reported. */
  Optional<String> file(Placed<String> value, String name) {
    String standIn = surroundings.files().get(name);
    if (standIn != null) {
      return Optional.of(standIn);
    }
    try {
      return Optional.of(new String(baseOf(value).read(name), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      error(value, message(e));
      return Optional.empty();
    }
  }

  Base baseOf(Placed<?> value) {
    return draft.layers().baseOf(value.at().file());
  }

  /** The place of a section, or of the file where the section is missing. */
  Place placeOf(String section) {
    return written().node().entry(section).map(it -> it.key().at()).orElse(startOfPolicy());
  }

  Place startOfPolicy() {
    return Place.startOf(draft.layers().policy().label());
  }

  private static String message(Exception e) {
    return Optional.ofNullable(e.getMessage()).orElse("cannot be read");
  }
}
