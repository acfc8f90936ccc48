package io.sallyport.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import picocli.CommandLine.ParameterException;

/** A point in time as somebody wrote it behind an option: RFC 3339. */
public final class WrittenTime {
  private WrittenTime() {}

  /**
   * Reads it.
   *
   * @param usage makes the failure of a command line that cannot be understood
   */
  public static Instant of(String option, String text, Function<String, ParameterException> usage) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw wanted(option, "2026-05-01T12:00:00Z", text, usage);
    }
  }

  /** Says what is wanted behind an option, and what was written. */
  public static ParameterException wanted(
      String option, String example, String text, Function<String, ParameterException> usage) {
    return usage.apply(option + ": want a time like " + example + ", got \"" + text + "\"");
  }
}
