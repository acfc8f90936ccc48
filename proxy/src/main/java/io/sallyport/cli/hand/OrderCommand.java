package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.AdminClient;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Progress;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Terminal;
import io.sallyport.observe.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * An order about events: those that are named, or all that a filter finds, which asks for a
 * confirmation. Exits 0 when all were done, 4 when none, 5 when some.
 */
abstract class OrderCommand extends ServerCommand {
  private static final int SENTENCE_CHARS_MAX = 300;

  @Parameters(arity = "0..*", paramLabel = "EVENT", description = "The events: evt_….")
  List<String> events = new ArrayList<>();

  @Mixin EventFilter filter = new EventFilter();

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who decides this (default: the user of this terminal).")
  String by = System.getProperty("user.name", "");

  @Option(
      names = {"-y", "--yes"},
      description = "Does it to all that the filter finds, without asking.")
  boolean yes;

  @Option(names = "--dry-run", description = "Says to which, and does nothing.")
  boolean dryRun;

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "Of what the filter finds, at most so many (default: ${DEFAULT-VALUE}).")
  int most = 10_000;

  private final String resource;
  private final String member;
  private final String order;

  /**
   * An order.
   *
   * @param resource where its events are listed
   * @param member what a list calls them
   * @param order the word of the API, and of the sentences
   */
  OrderCommand(String resource, String member, String order) {
    this.resource = resource;
    this.member = member;
    this.order = order;
  }

  /** Why, in a few words. */
  abstract String note();

  /** What is said of one event besides who and why. */
  void complete(ObjectNode body, JsonNode event)
      throws AdminClient.Unreachable, AdminClient.Refused {}

  /** Where the order goes. */
  String path(String event) {
    return resource + "/" + Query.segment(event) + "/" + order;
  }

  @Override
  protected int ask() throws AdminClient.Unreachable, AdminClient.Refused {
    Query query = filter.query(Instant.now(), this::usage);
    if (events.isEmpty() == query.isEmpty()) {
      throw usage("which events? Name them, or say by a filter (-i, --since, …) which are meant");
    }
    List<JsonNode> meant = events.isEmpty() ? found(query) : named();
    if (meant.isEmpty()) {
      out().println(json ? "{\"done\":0,\"failed\":0}" : "none");
      return ExitCode.DONE;
    }
    if (dryRun) {
      meant.forEach(it -> out().println(name(it)));
      return ExitCode.DONE;
    }
    if (events.isEmpty() && !yes && !confirmed(meant.size())) {
      throw usage(order + " " + meant.size() + " events? Add --yes, or look with --dry-run");
    }
    return carryOut(meant);
  }

  private List<JsonNode> found(Query query) throws AdminClient.Unreachable, AdminClient.Refused {
    List<JsonNode> found = new ArrayList<>();
    new Pages(client, resource, member).walk(query, most, found::add);
    return found;
  }

  private List<JsonNode> named() {
    List<JsonNode> named = new ArrayList<>();
    events.stream()
        .distinct()
        .forEach(it -> named.add(JsonNodeFactory.instance.objectNode().put("event", it)));
    return named;
  }

  private boolean confirmed(int count) {
    if (!Terminal.onStdin()) {
      return false;
    }
    err().print(order + " " + count + " events? [y/N] ");
    err().flush();
    Scanner answer = new Scanner(System.in, java.nio.charset.StandardCharsets.UTF_8);
    return answer.hasNextLine() && answer.nextLine().strip().equalsIgnoreCase("y");
  }

  private int carryOut(List<JsonNode> meant) throws AdminClient.Unreachable {
    Instant began = Instant.now();
    boolean bar = Terminal.onStderr() && meant.size() > 1;
    Progress progress = new Progress(err(), bar, order, meant.size());
    int done = 0;
    int failed = 0;
    for (JsonNode event : meant) {
      try {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("by", by).put("note", note());
        complete(body, event);
        JsonNode answer = client.post(path(name(event)), body);
        done++;
        if (meant.size() == 1 && !json) {
          out().println(sentence(answer));
        }
      } catch (AdminClient.Refused e) {
        failed++;
        complain(Printable.of(name(event) + ": " + e.getMessage(), SENTENCE_CHARS_MAX));
      }
      progress.show(done + failed);
    }
    if (bar) {
      progress.finish(Duration.between(began, Instant.now()));
    }
    if (json) {
      out().println(JsonNodeFactory.instance.objectNode().setAll(tally(done, failed)));
    } else if (meant.size() > 1) {
      out().println(order + ": " + done + " of " + meant.size());
    }
    return failed == 0 ? ExitCode.DONE : done == 0 ? ExitCode.REFUSED : ExitCode.PARTIAL;
  }

  private static Map<String, JsonNode> tally(int done, int failed) {
    JsonNodeFactory numbers = JsonNodeFactory.instance;
    return Map.of("done", numbers.numberNode(done), "failed", numbers.numberNode(failed));
  }

  /** What came of one. */
  String sentence(JsonNode answer) {
    return order + ": done, " + Printable.of(name(answer), SENTENCE_CHARS_MAX);
  }

  static String name(JsonNode event) {
    return event.path("event").asText();
  }
}
