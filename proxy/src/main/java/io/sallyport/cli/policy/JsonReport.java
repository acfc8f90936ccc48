package io.sallyport.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.policy.PolicyReport.Entry;
import io.sallyport.policy.compile.Compiled.CoverageReport;
import io.sallyport.policy.compile.FactCoverage;
import io.sallyport.policy.example.ExampleResult;
import io.sallyport.policy.example.Rehearsed;
import io.sallyport.verdict.Reason;
import io.sallyport.yaml.Problem;
import java.util.List;
import java.util.Locale;

/** A report for programs. */
final class JsonReport {
  private JsonReport() {}

  static String write(PolicyReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("good", report.isGood())
        .put("errors", report.errors())
        .put("warnings", report.warnings());
    ArrayNode policies = root.putArray("policies");
    report.entries().forEach(it -> policies.add(entry(it)));
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode entry(Entry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("policy", entry.policy()).put("file", entry.file()).put("good", entry.isGood());
    ArrayNode problems = node.putArray("problems");
    entry.problems().forEach(it -> problems.add(problem(it)));
    entry.coverage().ifPresent(it -> node.set("coverage", coverage(it)));
    if (!entry.examples().isEmpty()) {
      ArrayNode examples = node.putArray("examples");
      entry.examples().forEach(it -> examples.add(example(it)));
    }
    return node;
  }

  private static ObjectNode problem(Problem problem) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("severity", problem.severity().name().toLowerCase(Locale.ROOT))
        .put("file", problem.at().file())
        .put("line", problem.at().line())
        .put("column", problem.at().column())
        .put("key", problem.path())
        .put("message", problem.message());
  }

  /** What a signature covers; also of a provider. */
  static ObjectNode coverage(CoverageReport coverage) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    coverage.unsigned().ifPresent(it -> node.put("none", it));
    node.set("covers", texts(coverage.covers()));
    node.set("blurred", texts(coverage.blurred()));
    node.set("open", texts(coverage.open()));
    ArrayNode facts = node.putArray("facts");
    for (FactCoverage fact : coverage.facts()) {
      ObjectNode one = facts.addObject().put("fact", fact.fact()).put("signed", fact.isSigned());
      if (!fact.isSigned()) {
        one.set("uncovered", texts(fact.uncovered()));
      }
      fact.reason().ifPresent(it -> one.put("reason", it));
    }
    ArrayNode limits = node.putArray("unsignedLimits");
    for (FactCoverage limit : coverage.limits()) {
      limits.addObject().put("limit", limit.fact()).set("uncovered", texts(limit.uncovered()));
    }
    return node;
  }

  static ArrayNode texts(List<String> texts) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    texts.forEach(list::add);
    return list;
  }

  private static ObjectNode example(ExampleResult example) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", example.name())
            .put("file", example.at().file())
            .put("line", example.at().line())
            .put("passed", example.passed());
    example.outcome().ifPresent(it -> outcome(node, it));
    node.set("faults", texts(example.faults()));
    return node;
  }

  private static void outcome(ObjectNode node, Rehearsed outcome) {
    node.put("verdict", outcome.verdict()).put("status", outcome.status());
    outcome.reason().map(Reason::code).ifPresent(it -> node.put("reason", it));
  }
}
