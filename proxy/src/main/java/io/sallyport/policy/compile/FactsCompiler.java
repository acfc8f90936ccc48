package io.sallyport.policy.compile;

import io.sallyport.facts.FactRule;
import io.sallyport.facts.FactsReader;
import io.sallyport.policy.written.WrittenFact;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code facts}: whether each is signed is computed, and an unsigned one must be owned up to. */
final class FactsCompiler {
  private final Workbench bench;
  private final Coverage pins;
  private final Coverage takesIn;
  private final List<FactCoverage> report = new ArrayList<>();

  /**
   * @param pins what is signed and told apart
   * @param takesIn what is signed, told apart or not
   */
  FactsCompiler(Workbench bench, Coverage pins, Coverage takesIn) {
    this.bench = bench;
    this.pins = pins;
    this.takesIn = takesIn;
  }

  FactsReader compile() {
    Map<String, WrittenFact> facts = bench.written().facts().byName();
    return new FactsReader(
        rule(facts, "id"),
        rule(facts, "type"),
        rule(facts, "account"),
        rule(facts, "user"),
        rule(facts, "time"),
        rule(facts, "attempt"));
  }

  /** What was found out about each fact, in their order. */
  List<FactCoverage> report() {
    return List.copyOf(report);
  }

  private Optional<FactRule> rule(Map<String, WrittenFact> facts, String name) {
    return Optional.ofNullable(facts.get(name)).map(fact -> rule(name, fact));
  }

  private FactRule rule(String name, WrittenFact fact) {
    List<FactRule.Source> sources = new ArrayList<>();
    List<String> uncovered = new ArrayList<>();
    for (Placed<String> from : fact.from()) {
      Optional<Template> template = bench.template(from);
      if (template.isPresent()) {
        List<String> missing = pins.uncovered(template.get().reads());
        sources.add(new FactRule.Source(template.get(), missing.isEmpty()));
        uncovered.addAll(missing);
        if (!missing.isEmpty() && fact.unsigned().isEmpty()) {
          complain(from, missing, takesIn.uncovered(template.get().reads()));
        }
      }
    }
    if (uncovered.isEmpty() && sources.size() == fact.from().size()) {
      fact.unsigned()
          .ifPresent(
              it -> bench.warning(it.at(), it.path(), "not needed: the signature covers the fact"));
    }
    report.add(
        new FactCoverage(
            name, uncovered.stream().distinct().toList(), fact.unsigned().map(Placed::value)));
    return new FactRule(sources, fact.like(), fact.unsigned().map(Placed::value));
  }

  /** What is not signed at all must be owned up to; what could be moved is worth a word. */
  private void complain(Placed<String> from, List<String> missing, List<String> unsigned) {
    if (unsigned.isEmpty()) {
      bench.warning(
          from.at(),
          from.path(),
          "counts as unsigned: the signed text does not tell where "
              + String.join(", ", missing)
              + " ends; bound what stands beside it (require: [{value: …, like: …}]), or say"
              + " {from: …, unsigned: \"reason\"}");
      return;
    }
    bench.error(
        from,
        "the signature does not cover "
            + String.join(", ", unsigned)
            + "; if it may be used all the same, say why: {from: …, unsigned: \"reason\"}");
  }
}
