package io.sallyport.cli.policy;

import io.sallyport.policy.compile.Compiled.CoverageReport;
import io.sallyport.policy.example.ExampleResult;
import io.sallyport.yaml.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What a command found of all policies that it looked at.
 *
 * @param entries a policy each, in the order looked at
 */
record PolicyReport(List<Entry> entries) {
  PolicyReport {
    entries = List.copyOf(entries);
  }

  /**
   * What was found of one policy.
   *
   * @param file as the operator names it
   * @param coverage when it was checked
   * @param examples when they were run
   */
  record Entry(
      String policy,
      String file,
      List<Problem> problems,
      Optional<CoverageReport> coverage,
      List<ExampleResult> examples) {
    Entry {
      problems = List.copyOf(problems);
      examples = List.copyOf(examples);
    }

    boolean isGood() {
      return problems.stream().noneMatch(Problem::isError)
          && examples.stream().allMatch(ExampleResult::passed);
    }
  }

  boolean isGood() {
    return entries.stream().allMatch(Entry::isGood);
  }

  long errors() {
    return problems().stream().filter(Problem::isError).count();
  }

  long warnings() {
    return problems().size() - errors();
  }

  List<ExampleResult> examples() {
    return entries.stream().flatMap(it -> it.examples().stream()).toList();
  }

  List<Problem> problems() {
    return entries.stream().flatMap(it -> it.problems().stream()).distinct().toList();
  }
}
