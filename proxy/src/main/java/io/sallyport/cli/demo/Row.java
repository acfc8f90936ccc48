package io.sallyport.cli.demo;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param answer the status that the sender got; 0 = none
 * @param reached whether it came through to the application
 */
record Row(
    String platform, String what, String verdict, String reason, int answer, boolean reached) {
  /** The line above the lines. */
  static String head() {
    return line("platform", "what was sent", "verdict", "reason", "answer", "reached app");
  }

  String line() {
    return line(
        platform,
        what,
        verdict,
        reason,
        answer == 0 ? "none" : Integer.toString(answer),
        reached ? "yes" : "-");
  }

  private static String line(
      String platform, String what, String verdict, String reason, String answer, String reached) {
    return String.format(
        Locale.ROOT,
        "  %-13s %-33s %-10s %-23s %-7s %s",
        platform,
        what,
        verdict,
        reason,
        answer,
        reached);
  }
}
