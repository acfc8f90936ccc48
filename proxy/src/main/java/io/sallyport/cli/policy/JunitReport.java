package io.sallyport.cli.policy;

import io.sallyport.cli.policy.PolicyReport.Entry;
import io.sallyport.policy.example.ExampleResult;
import io.sallyport.yaml.Problem;
import java.util.List;

/** A report as JUnit XML: loading a policy is one case, each of its examples another. */
final class JunitReport {
  private final StringBuilder out = new StringBuilder();

  private JunitReport() {}

  static String write(PolicyReport report) {
    JunitReport junit = new JunitReport();
    junit.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    junit.line("<testsuites>");
    report.entries().forEach(junit::suite);
    junit.line("</testsuites>");
    return junit.out.toString();
  }

  private void suite(Entry entry) {
    List<String> errors =
        entry.problems().stream().filter(Problem::isError).map(Problem::toString).toList();
    long failed = entry.examples().stream().filter(it -> !it.passed()).count();
    line(
        "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\">"
            .formatted(
                escaped(entry.file()),
                entry.examples().size() + 1,
                failed + (errors.isEmpty() ? 0 : 1)));
    testCase(entry, "loads", errors);
    for (ExampleResult example : entry.examples()) {
      testCase(entry, example.name(), example.faults());
    }
    line("  </testsuite>");
  }

  private void testCase(Entry entry, String name, List<String> faults) {
    String opening =
        "    <testcase classname=\"%s\" name=\"%s\""
            .formatted(escaped(entry.policy()), escaped(name));
    if (faults.isEmpty()) {
      line(opening + "/>");
      return;
    }
    line(opening + ">");
    line(
        "      <failure message=\"%s\">%s</failure>"
            .formatted(escaped(faults.get(0)), escaped(String.join("\n", faults))));
    line("    </testcase>");
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  /** XML 1.0 has no way to write most control characters; they become a question mark. */
  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\n' -> safe.append("&#10;");
                default -> safe.appendCodePoint(c < 0x20 && c != '\t' ? '?' : c);
              }
            });
    return safe.toString();
  }
}
