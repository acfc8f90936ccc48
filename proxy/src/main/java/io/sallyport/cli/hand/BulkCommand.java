package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.NodeChoice;
import io.sallyport.cli.Progress;
import io.sallyport.cli.Refused;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Terminal;
import io.sallyport.cli.Uncertain;
import io.sallyport.cli.Unreachable;
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
 * a confirmation. Exits 0 when all were done, 4 when none, 5 when some, or when it is not known of
 * one whether it was; 3 when nobody answers any more, and surely none was.
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
  abstract JsonNode give(JsonNode thing) throws Unreachable, Refused;

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

  /**
   * Gives the order about one thing after the other, and counts. Where nobody answers any more, the
   * rest is not tried, and the counts are printed all the same.
   */
  final int carryOut(List<JsonNode> meant) throws Unreachable {
    Instant began = Instant.now();
    boolean bar = Terminal.onStderr() && meant.size() > 1;
    Progress progress = new Progress(err(), bar, order, meant.size());
    Tally tally = new Tally(meant.size());
    try {
      for (JsonNode thing : meant) {
        carryOut(thing, tally);
        progress.show(tally.tried());
      }
    } catch (Uncertain e) {
      return tally.exit(); // it was told with the thing's name
    } catch (Unreachable e) {
      if (tally.isSurelyNone()) {
        throw e;
      }
      complain(String.valueOf(e.getMessage()));
    } finally {
      if (tally.tried() < tally.meant()) {
        progress.clear();
      } else if (bar) {
        progress.finish(Duration.between(began, Instant.now()));
      }
      tell(tally);
    }
    return tally.exit();
  }

  private void tell(Tally tally) {
    if (json) {
      out().println(tally.json());
    } else if (tally.meant() > 1) {
      out().println(order + ": " + tally.sentence());
    }
    out().flush();
  }

  private void carryOut(JsonNode thing, Tally tally) throws Unreachable {
    try {
      JsonNode answer = give(thing);
      String sentence = json ? "" : sentence(answer, tally.meant() == 1);
      if (!sentence.isEmpty()) {
        out().println(Printable.of(sentence, SENTENCE_CHARS_MAX));
      }
      tally.told(!failed(answer));
    } catch (Refused e) {
      complain(thing, e);
      tally.told(false);
    } catch (Uncertain e) {
      complain(thing, e);
      tally.isNotKnown();
      if (!e.isAnswered()) {
        throw e;
      }
    }
  }

  private void complain(JsonNode thing, Exception fault) {
    complain(Printable.of(name(thing) + ": " + fault.getMessage(), SENTENCE_CHARS_MAX));
  }

  final int nothing() {
    out().println(json ? new Tally(0).json() : "none");
    return ExitCode.DONE;
  }
}
