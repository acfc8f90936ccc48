package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Refused;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Terminal;
import io.sallyport.cli.Unreachable;
import io.sallyport.observe.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport store forget NODE}: one of many nodes will never come back. */
@Command(
    name = "forget",
    description = {
      "Says that a node will never come back, so that the others no longer wait for what it",
      "remembers. What it was granted and nobody else has heard of may then be delivered once more",
      "when its sender repeats it; what it has promised and not delivered lies on its disk. If it",
      "comes back all the same, it joins anew, and tells all that it has."
    },
    mixinStandardHelpOptions = true)
final class StoreForgetCommand extends ServerCommand {
  @Parameters(paramLabel = "NODE", description = "Its name, as doctor tells it.")
  String node = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who decides this (default: the user of this terminal).")
  String by = System.getProperty("user.name", "");

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, in a few words.")
  String note = "";

  @Option(
      names = {"-y", "--yes"},
      description = "Does it without asking.")
  boolean yes;

  @Option(names = "--dry-run", description = "Says what waits for it, and does nothing.")
  boolean dryRun;

  @Override
  protected int ask() throws Unreachable, Refused {
    JsonNode nodes = client.get("/api/v1/nodes");
    requireKnown(nodes);
    List<String> waiting = new ArrayList<>();
    for (JsonNode shard : nodes.path("rebuilding")) {
      for (JsonNode missing : shard.path("missing")) {
        if (missing.asText().equals(node)) {
          waiting.add(shard.path("shard").asText());
        }
      }
    }
    if (dryRun) {
      tell(waiting, isWhole(nodes));
      return ExitCode.DONE;
    }
    if (!yes && !confirmed(waiting, isWhole(nodes))) {
      throw usage("forget %s? Add --yes, or look with --dry-run".formatted(node));
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("by", by).put("note", note);
    JsonNode answer = client.post("/api/v1/nodes/" + Query.segment(node) + "/forget", body);
    out().println(json ? answer : "forget: done, " + node);
    return ExitCode.DONE;
  }

  private void requireKnown(JsonNode nodes) {
    Set<String> names = new TreeSet<>();
    nodes.path("nodes").forEach(it -> names.add(it.path("name").asText()));
    if (!names.contains(node)) {
      throw usage(
          "no node is called %s; there are: %s"
              .formatted(Printable.of(node, 64), String.join(", ", names)));
    }
  }

  /** The server lists some of very many shards. */
  private static boolean isWhole(JsonNode nodes) {
    JsonNode shards = nodes.path("shards");
    long all = shards.path("closed").asLong() + shards.path("inPart").asLong();
    return nodes.path("rebuilding").size() >= all;
  }

  private void tell(List<String> waiting, boolean isWhole) {
    if (json) {
      ObjectNode told = JsonNodeFactory.instance.objectNode().put("node", node);
      told.put("whole", isWhole);
      waiting.forEach(told.putArray("waiting")::add);
      out().println(told);
    } else if (waiting.isEmpty()) {
      out()
          .println(
              isWhole ? "nothing waits for " + node : "nothing that is listed waits for " + node);
    } else {
      waiting.forEach(
          shard -> out().println("waits for " + node + ": " + Printable.of(shard, 200)));
      if (!isWhole) {
        out().println("and perhaps more: not all shards are listed");
      }
    }
  }

  private boolean confirmed(List<String> waiting, boolean isWhole) {
    if (!Terminal.onStdin()) {
      return false;
    }
    err()
        .print(
            "forget %s for good? %s%d shards wait for it; what only it knows may be delivered again [y/N] "
                .formatted(node, isWhole ? "" : "at least ", waiting.size()));
    err().flush();
    Scanner answer = new Scanner(System.in, StandardCharsets.UTF_8);
    return answer.hasNextLine() && answer.nextLine().strip().equalsIgnoreCase("y");
  }
}
