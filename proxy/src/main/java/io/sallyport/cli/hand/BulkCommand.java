package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sallyport.cli.AdminClient;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.NodeChoice;
import io.sallyport.cli.Progress;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Terminal;
import io.sallyport.observe.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Scanner;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One order about several things: those that are named, or all that a filter finds, which asks for
 * a confirmation. Exits 0 when all were done, 4 when none, 5 when some.
 */
abstract class BulkCommand extends ServerCommand {
  private static final int SENTENCE_CHARS_MAX = 300;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who decides this (default: the user of this terminal).")
  String by = System.getProperty("user.name", "");

  @Mixin NodeChoice nodes = new NodeChoice();

  @Option(
      names = {"-y", "--yes"},
      description = "Does it to all that the filter finds, without asking.")
  boolean yes;

  private final String order;

  /**
   * An order.
   *
   * @param order its word in the API, and in sentences
   */
  BulkCommand(String order) {
    this.order = order;
  }

  /** What a thing is called. */
  abstract String name(JsonNode thing);

  /** Gives the order about one thing. */
  abstract JsonNode give(JsonNode thing) throws AdminClient.Unreachable, AdminClient.Refused;

  /** What came of one, where that is told; empty where a count is enough. */
  abstract String sentence(JsonNode answer, boolean alone);

  /** Whether the answer is not what was asked for, though it was one. */
  boolean failed(JsonNode answer) {
    return false;
  }

  /** Asks before anything is done to all that a filter has found. */
  final void confirm(int count) {
    if (!yes && !confirmed(count)) {
      throw usage("%s %d of them? Add --yes, or look with --dry-run".formatted(order, count));
    }
  }

  private boolean confirmed(int count) {
    if (!Terminal.onStdin()) {
      return false;
    }
    err().print(order + " " + count + " of them? [y/N] ");
    err().flush();
    Scanner answer = new Scanner(System.in, StandardCharsets.UTF_8);
    return answer.hasNextLine() && answer.nextLine().strip().equalsIgnoreCase("y");
  }

  /** Gives the order about one thing after the other, and counts. */
  final int carryOut(List<JsonNode> meant) throws AdminClient.Unreachable {
    Instant began = Instant.now();
    boolean bar = Terminal.onStderr() && meant.size() > 1;
    Progress progress = new Progress(err(), bar, order, meant.size());
    int done = 0;
    int failed = 0;
    for (JsonNode thing : meant) {
      if (carryOut(thing, meant.size() == 1)) {
        done++;
      } else {
        failed++;
      }
      progress.show(done + failed);
    }
    if (bar) {
      progress.finish(Duration.between(began, Instant.now()));
    }
    if (json) {
      out().println(JsonNodeFactory.instance.objectNode().put("done", done).put("failed", failed));
    } else if (meant.size() > 1) {
      out().println(order + ": " + done + " of " + meant.size());
    }
    return failed == 0 ? ExitCode.DONE : done == 0 ? ExitCode.REFUSED : ExitCode.PARTIAL;
  }

  private boolean carryOut(JsonNode thing, boolean alone) throws AdminClient.Unreachable {
    try {
      JsonNode answer = give(thing);
      String sentence = json ? "" : sentence(answer, alone);
      if (!sentence.isEmpty()) {
        out().println(Printable.of(sentence, SENTENCE_CHARS_MAX));
      }
      return !failed(answer);
    } catch (AdminClient.Refused e) {
      complain(Printable.of(name(thing) + ": " + e.getMessage(), SENTENCE_CHARS_MAX));
      return false;
    }
  }

  final int nothing() {
    out().println(json ? "{\"done\":0,\"failed\":0}" : "none");
    return ExitCode.DONE;
  }
}
