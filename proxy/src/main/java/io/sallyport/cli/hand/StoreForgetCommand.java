package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.AdminClient;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Terminal;
import io.sallyport.observe.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
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
  @Parameters(paramLabel = "NODE", description = "Its name, as doctor and store stats tell it.")
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
  protected int ask() throws AdminClient.Unreachable, AdminClient.Refused {
    JsonNode nodes = client.get("/api/v1/nodes");
    List<String> waiting = new ArrayList<>();
    for (JsonNode shard : nodes.path("rebuilding")) {
      for (JsonNode missing : shard.path("missing")) {
        if (missing.asText().equals(node)) {
          waiting.add(shard.path("shard").asText());
        }
      }
    }
    if (dryRun) {
      tell(waiting);
      return ExitCode.DONE;
    }
    if (!yes && !confirmed(waiting)) {
      throw usage("forget %s? Add --yes, or look with --dry-run".formatted(node));
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("by", by).put("note", note);
    JsonNode answer = client.post("/api/v1/nodes/" + Query.segment(node) + "/forget", body);
    out().println(json ? answer : "forget: done, " + node);
    return ExitCode.DONE;
  }

  private void tell(List<String> waiting) {
    if (json) {
      ObjectNode told = JsonNodeFactory.instance.objectNode().put("node", node);
      waiting.forEach(told.putArray("waiting")::add);
      out().println(told);
    } else if (waiting.isEmpty()) {
      out().println("nothing waits for " + node);
    } else {
      waiting.forEach(
          shard -> out().println("waits for " + node + ": " + Printable.of(shard, 200)));
    }
  }

  private boolean confirmed(List<String> waiting) {
    if (!Terminal.onStdin()) {
      return false;
    }
    err()
        .print(
            "forget %s for good? %d shards wait for it; what only it knows may be delivered again [y/N] "
                .formatted(node, waiting.size()));
    err().flush();
    Scanner answer = new Scanner(System.in, StandardCharsets.UTF_8);
    return answer.hasNextLine() && answer.nextLine().strip().equalsIgnoreCase("y");
  }
}
