package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.NodeChoice;
import io.sallyport.cli.Refused;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Table;
import io.sallyport.cli.Unreachable;
import java.time.Instant;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A list of events, newest first. */
abstract class ListCommand extends ServerCommand {
  @Mixin EventFilter filter = new EventFilter();

  @Mixin NodeChoice nodes = new NodeChoice();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  long limit = 50;

  private final String resource;
  private final String member;
  private final Table table;
  private final BiConsumer<Table, JsonNode> row;

  ListCommand(String resource, String member, Table table, BiConsumer<Table, JsonNode> row) {
    this.resource = resource;
    this.member = member;
    this.table = table;
    this.row = row;
  }

  @Override
  protected int ask() throws Unreachable, Refused {
    if (limit < 1) {
      throw usage("--limit: want at least 1");
    }
    Query query = filter.query(Instant.now(), this::usage);
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    Pages pages = new Pages(client, resource, member, nodes);
    boolean more =
        pages.walk(
            query,
            limit,
            item -> {
              if (json) {
                all.add(item);
              } else {
                EventText.lead(table, item);
                row.accept(table, item);
              }
            });
    tellUnasked(pages.told());
    if (json) {
      out().println(pages.told().set(member, all).toString());
    } else if (table.isEmpty()) {
      out().println("none");
    } else {
      table.print(out());
      if (more) {
        out().println("… and more: --limit, or a narrower filter");
      }
    }
    return ExitCode.DONE;
  }
}
