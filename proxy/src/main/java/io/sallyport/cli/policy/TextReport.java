package io.sallyport.cli.policy;

import io.sallyport.cli.policy.PolicyReport.Entry;
import io.sallyport.policy.compile.Compiled.CoverageReport;
import io.sallyport.policy.compile.FactCoverage;
import io.sallyport.policy.example.ExampleResult;
import io.sallyport.yaml.Problem;
import java.util.List;

/** A report for people. */
final class TextReport {
  private final StringBuilder out = new StringBuilder();

  private TextReport() {}

  static String write(PolicyReport report) {
    TextReport text = new TextReport();
    report.entries().forEach(text::entry);
    text.summary(report);
    return text.out.toString();
  }

  private void entry(Entry entry) {
    line(entry.file());
    entry.coverage().ifPresent(this::coverage);
    for (Problem problem : entry.problems()) {
      line("  " + problem);
    }
    for (ExampleResult example : entry.examples()) {
      line((example.passed() ? "  ok    " : "  FAIL  ") + example.name() + place(example));
      example.faults().forEach(fault -> line("        " + fault));
    }
  }

  private static String place(ExampleResult example) {
    return example.passed() ? "" : " (" + example.at() + ")";
  }

  private void coverage(CoverageReport coverage) {
    if (coverage.unsigned().isPresent()) {
      line("  nothing is verified: " + coverage.unsigned().get());
    } else {
      line("  the signature covers " + words(coverage.covers(), "nothing"));
      if (!coverage.blurred().isEmpty()) {
        line("  and runs together    " + words(coverage.blurred(), ""));
      }
      if (!coverage.open().isEmpty()) {
        line("  and does not cover   " + words(coverage.open(), ""));
      }
    }
    for (FactCoverage fact : coverage.facts()) {
      if (!fact.isSigned()) {
        line(
            "  unsigned "
                + fact.fact()
                + ", from "
                + words(fact.uncovered(), "")
                + fact.reason().map(it -> ": " + it).orElse(""));
      }
    }
    for (FactCoverage limit : coverage.limits()) {
      line(
          "  unsigned limit "
              + limit.fact()
              + ", by "
              + words(limit.uncovered(), "")
              + ": it counts, but proves nothing");
    }
  }

  private void summary(PolicyReport report) {
    List<ExampleResult> examples = report.examples();
    long failed = examples.stream().filter(it -> !it.passed()).count();
    String counted =
        count(report.entries().size(), "policy", "policies")
            + ", "
            + count(report.errors(), "error", "errors")
            + ", "
            + count(report.warnings(), "warning", "warnings");
    line(
        examples.isEmpty()
            ? counted
            : counted
                + ", "
                + count(examples.size(), "example", "examples")
                + ", "
                + failed
                + " failed");
  }

  private static String count(long number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }

  private static String words(List<String> words, String none) {
    return words.isEmpty() ? none : String.join(", ", words);
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
