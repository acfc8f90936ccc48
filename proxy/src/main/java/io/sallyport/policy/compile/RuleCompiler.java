package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code require} and {@code claims}: what values must be. */
final class RuleCompiler {
  private final Workbench bench;

  RuleCompiler(Workbench bench) {
    this.bench = bench;
  }

  /** One requirement a rule, those at fault left out. */
  List<Requirement> requirements(List<WrittenRule.Requirement> written) {
    List<Requirement> requirements = new ArrayList<>();
    for (WrittenRule.Requirement one : written) {
      Optional<Template> value = bench.template(one.value());
      List<ValueRule> rules = rules(one.rule(), one.value().node(), one.value().path());
      value.ifPresent(it -> rules.forEach(rule -> requirements.add(new Requirement(it, rule))));
    }
    return requirements;
  }

  /** All that one RULE says. */
  List<ValueRule> rules(WrittenRule written, Node node, String path) {
    List<ValueRule> rules = new ArrayList<>();
    if (written.size() == 0) {
      bench.error(node, path, "want a rule: one of is, in, has, like, within, absent");
    }
    written.is().flatMap(bench::template).map(ValueRule.Is::new).ifPresent(rules::add);
    written.in().flatMap(bench::templates).map(ValueRule.In::new).ifPresent(rules::add);
    written.has().flatMap(bench::template).map(ValueRule.Has::new).ifPresent(rules::add);
    written.like().map(ValueRule.Like::new).ifPresent(rules::add);
    written.within().map(it -> new ValueRule.Within(it.value())).ifPresent(rules::add);
    if (written.absent()) {
      rules.add(new ValueRule.Absent());
      if (written.size() > 1) {
        bench.error(node, path, "what must be absent can meet no other rule");
      }
    }
    return rules;
  }
}
