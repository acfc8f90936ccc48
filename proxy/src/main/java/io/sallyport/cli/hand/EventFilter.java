package io.sallyport.cli.hand;

import io.sallyport.cli.WrittenTime;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which events a command is about. */
final class EventFilter {
  @Option(
      names = {"-i", "--integration"},
      paramLabel = "NAME",
      description = "Only of this integration.")
  @Nullable String integration;

  @Option(names = "--account", paramLabel = "ID", description = "Only of this connected account.")
  @Nullable String account;

  @Option(names = "--type", paramLabel = "TYPE", description = "Only of this type.")
  @Nullable String type;

  @Option(
      names = "--verdict",
      paramLabel = "WORD",
      description =
          "Only these: forward, hold or reject; or where they stand: waiting, queued, done,"
              + " dead-letter, held, rejected, discarded. Several with commas.")
  @Nullable String verdict;

  @Option(names = "--reason", paramLabel = "CODE", description = "Only held or rejected for it.")
  @Nullable String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Received at or after it: 2h, 3d, or 2026-05-01T12:00:00Z.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Received before it.")
  @Nullable String until;

  /**
   * As the API asks.
   *
   * @param usage makes the failure of a command line that cannot be understood
   */
  Query query(Instant now, Function<String, ParameterException> usage) {
    return new Query()
        .with("integration", integration)
        .with("account", account)
        .with("type", type)
        .with("standing", standing())
        .with("reason", reason)
        .with("since", time("--since", since, now, usage))
        .with("until", time("--until", until, now, usage));
  }

  private @Nullable String standing() {
    if (verdict == null) {
      return null;
    }
    return switch (verdict) {
      case "forward" -> "waiting,queued,done,dead-letter,discarded";
      case "hold" -> "held";
      case "reject" -> "rejected";
      default -> verdict;
    };
  }

  static @Nullable String time(
      String option,
      @Nullable String text,
      Instant now,
      Function<String, ParameterException> usage) {
    if (text == null) {
      return null;
    }
    Optional<Instant> time = Query.time(text, now);
    return time.orElseThrow(
            () -> WrittenTime.wanted(option, "2h or 2026-05-01T12:00:00Z", text, usage))
        .toString();
  }
}
