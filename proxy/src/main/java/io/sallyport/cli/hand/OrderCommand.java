package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Refused;
import io.sallyport.cli.Unreachable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An order about events. */
abstract class OrderCommand extends BulkCommand {
  @Parameters(arity = "0..*", paramLabel = "EVENT", description = "The events: evt_….")
  List<String> events = new ArrayList<>();

  @Mixin EventFilter filter = new EventFilter();

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
    super(order);
    this.resource = resource;
    this.member = member;
    this.order = order;
  }

  /** Why, in a few words. */
  abstract String note();

  /** What is said of one event besides who and why. */
  void complete(ObjectNode body, JsonNode event) throws Unreachable, Refused {}

  @Override
  protected int ask() throws Unreachable, Refused {
    Query query = filter.query(Instant.now(), this::usage);
    if (events.isEmpty() == query.isEmpty()) {
      throw usage("which events? Name them, or say by a filter (-i, --since, …) which are meant");
    }
    List<JsonNode> meant = events.isEmpty() ? found(query) : named();
    if (meant.isEmpty()) {
      return nothing();
    }
    if (dryRun) {
      meant.forEach(it -> out().println(name(it)));
      return ExitCode.DONE;
    }
    if (events.isEmpty()) {
      confirm(meant.size());
    }
    return carryOut(meant);
  }

  private List<JsonNode> found(Query query) throws Unreachable, Refused {
    List<JsonNode> found = new ArrayList<>();
    Pages pages = new Pages(client, resource, member, nodes);
    pages.walk(query, most, found::add);
    tellUnasked(pages.told());
    return found;
  }

  private List<JsonNode> named() {
    List<JsonNode> named = new ArrayList<>();
    events.stream()
        .distinct()
        .forEach(it -> named.add(JsonNodeFactory.instance.objectNode().put("event", it)));
    return named;
  }

  @Override
  JsonNode give(JsonNode event) throws Unreachable, Refused {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("by", by).put("note", note());
    complete(body, event);
    return client.post(
        nodes.of(resource + "/" + Query.segment(name(event)) + "/" + order, event), body);
  }

  @Override
  String sentence(JsonNode answer, boolean alone) {
    return alone ? order + ": done, " + name(answer) : "";
  }

  @Override
  String name(JsonNode event) {
    return event.path("event").asText();
  }
}
