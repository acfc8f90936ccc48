package io.sallyport.cli.policy;

import io.sallyport.policy.example.ExampleResult;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;

/** A report as workflow commands of GitHub Actions, which it shows at the lines of a change. */
final class GithubReport {
  private final StringBuilder out = new StringBuilder();

  private GithubReport() {}

  static String write(PolicyReport report) {
    GithubReport github = new GithubReport();
    for (Problem problem : report.problems()) {
      github.line(
          problem.isError() ? "error" : "warning", problem.at(), problem.path(), problem.message());
    }
    for (ExampleResult example : report.examples()) {
      if (!example.passed()) {
        github.line(
            "error",
            example.at(),
            "example " + example.name(),
            String.join("\n", example.faults()));
      }
    }
    return github.out.toString();
  }

  private void line(String command, Place at, String title, String message) {
    out.append("::")
        .append(command)
        .append(" file=")
        .append(property(at.file()))
        .append(",line=")
        .append(at.line())
        .append(",col=")
        .append(at.column());
    if (!title.isEmpty()) {
      out.append(",title=").append(property(title));
    }
    out.append("::").append(data(message)).append('\n');
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
