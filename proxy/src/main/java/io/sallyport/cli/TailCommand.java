package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport tail}: every decision as it is made, until interrupted. */
@Command(
    name = "tail",
    description = "Prints every decision of a running server as it is made.",
    mixinStandardHelpOptions = true)
public final class TailCommand extends ServerCommand {

  @Option(
      names = {"-i", "--integration"},
      paramLabel = "NAME",
      description = "Only this integration.")
  @Nullable String integration;

  @Option(names = "--verdict", paramLabel = "WORD", description = "Only this verdict.")
  @Nullable String verdict;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Ends after N decisions (default: never).")
  long count = Long.MAX_VALUE;

  private long left;

  @Override
  protected int ask() throws Unreachable, Refused {
    left = count;
    client.lines("/api/v1/tail", this::print);
    if (left > 0) {
      throw new Unreachable(
          "the server ended the stream: it stopped, or this terminal did not keep up");
    }
    return ExitCode.DONE;
  }

  private boolean print(JsonNode decision) {
    if (!wanted(decision)) {
      return true;
    }
    out().println(json ? decision.toString() : line(decision));
    out().flush();
    return --left > 0;
  }

  private boolean wanted(JsonNode decision) {
    return (integration == null || decision.path("integration").asText().equals(integration))
        && (verdict == null || decision.path("verdict").asText().equals(verdict));
  }

  /** Control characters cannot get here: what a decision names is cleaned where it is made. */
  static String line(JsonNode decision) {
    return String.format(
            Locale.ROOT,
            "%s  %-18s %-9s %3d  %-24s %-24s %s",
            decision.path("time").asText(),
            decision.path("integration").asText("-"),
            decision.path("verdict").asText("-"),
            decision.path("status").asInt(),
            decision.path("reason").asText("-"),
            decision.path("type").asText("-"),
            decision.path("event").asText(decision.path("reference").asText("")))
        .stripTrailing();
  }
}
