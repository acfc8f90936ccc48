package io.sallyport.cli.policy;

/** How a report is written; the names are those of {@code --format}. */
enum ReportFormat {
  TEXT,
  JSON,
  GITHUB,
  SARIF,
  JUNIT;

  /** The whole report, ending in a line end where it has a line. */
  String write(PolicyReport report) {
    return switch (this) {
      case TEXT -> TextReport.write(report);
      case JSON -> JsonReport.write(report);
      case GITHUB -> GithubReport.write(report);
      case SARIF -> SarifReport.write(report);
      case JUNIT -> JunitReport.write(report);
    };
  }
}
