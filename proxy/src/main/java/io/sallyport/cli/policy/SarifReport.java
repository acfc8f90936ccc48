package io.sallyport.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.VersionCommand;
import io.sallyport.policy.example.ExampleResult;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;

/** A report in SARIF 2.1.0 (OASIS), for code scanning. */
final class SarifReport {
  private static final String POLICY = "policy";
  private static final String EXAMPLE = "example";

  private SarifReport() {}

  static String write(PolicyReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "sallyport").put("version", VersionCommand.version());
    ArrayNode rules = driver.putArray("rules");
    rule(rules, POLICY, "A policy says what it may not, or should not.");
    rule(rules, EXAMPLE, "An example of a policy does not come out as expected.");
    ArrayNode results = run.putArray("results");
    for (Problem problem : report.problems()) {
      result(
          results,
          POLICY,
          problem.isError() ? "error" : "warning",
          problem.at(),
          problem.sentence());
    }
    for (ExampleResult example : report.examples()) {
      if (!example.passed()) {
        result(
            results,
            EXAMPLE,
            "error",
            example.at(),
            example.name() + ": " + String.join("; ", example.faults()));
      }
    }
    return root.toPrettyString() + "\n";
  }

  private static void rule(ArrayNode rules, String id, String text) {
    rules.addObject().put("id", id).putObject("shortDescription").put("text", text);
  }

  private static void result(
      ArrayNode results, String rule, String level, Place at, String message) {
    ObjectNode result = results.addObject().put("ruleId", rule).put("level", level);
    result.putObject("message").put("text", message);
    ObjectNode physical = result.putArray("locations").addObject().putObject("physicalLocation");
    physical.putObject("artifactLocation").put("uri", at.file());
    physical.putObject("region").put("startLine", at.line()).put("startColumn", at.column());
  }
}
