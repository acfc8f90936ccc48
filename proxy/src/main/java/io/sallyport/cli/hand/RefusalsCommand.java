package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sallyport.cli.AdminClient;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.NodeChoice;
import io.sallyport.cli.Refused;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Table;
import io.sallyport.cli.Unreachable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport refusals}: what was refused a short while ago, and its second chance. */
@Command(
    name = "refusals",
    description = "Shows what was refused; checks it again, as after a botched key rotation.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RefusalsCommand.Ls.class,
      RefusalsCommand.Show.class,
      RefusalsCommand.Recheck.class
    })
public final class RefusalsCommand implements Runnable {
  private static final String RESOURCE = "/api/v1/refusals";
  private static final String MEMBER = "refusals";
  private static final String URN = "urn:sallyport:";

  /** What the API lists at once, and there is no more. */
  private static final int LISTED_MAX = 1_000;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? ls, show or recheck");
  }

  private static String plain(String reference) {
    return reference.startsWith(URN) ? reference.substring(URN.length()) : reference;
  }

  /** Which refusals. */
  static final class Filter {
    @Option(
        names = {"-i", "--integration"},
        paramLabel = "NAME",
        description = "Only of this integration.")
    @Nullable String integration;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Refused at or after it: 2h, 3d, or 2026-05-01T12:00:00Z.")
    @Nullable String since;

    boolean isEmpty() {
      return integration == null && since == null;
    }

    JsonNode list(ServerCommand command, AdminClient client, NodeChoice nodes, int most)
        throws Unreachable, Refused {
      Query query =
          new Query()
              .with("integration", integration)
              .with("since", EventFilter.time("--since", since, Instant.now(), command::usage))
              .with("limit", String.valueOf(most));
      return client.get(RESOURCE + query.text() + "&" + nodes.ofList());
    }
  }

  /** {@code sallyport refusals ls}. */
  @Command(
      name = "ls",
      description = "Lists what was refused, newest first.",
      mixinStandardHelpOptions = true)
  static final class Ls extends ServerCommand {
    @Mixin Filter filter = new Filter();

    @Mixin NodeChoice nodes = new NodeChoice();

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "N",
        description = "At most so many, to 1000 (default: ${DEFAULT-VALUE}).")
    int limit = 50;

    @Override
    protected int ask() throws Unreachable, Refused {
      JsonNode answer = filter.list(this, client, nodes, limit);
      tellUnasked(answer);
      if (json) {
        out().println(answer);
        return ExitCode.DONE;
      }
      Table table = new Table("TIME", "INTEGRATION", "REASON", "SOURCE", "BYTES", "REFERENCE");
      for (JsonNode refusal : answer.path(MEMBER)) {
        EventText.lead(table, refusal);
        table.row(
            EventText.time(refusal, "time"),
            refusal.path("integration").asText(),
            refusal.path("reason").asText(),
            refusal.path("source").asText(),
            refusal.path("bytes").asText(),
            refusal.path("reference").asText());
      }
      if (table.isEmpty()) {
        out().println("none");
      } else {
        table.print(out());
      }
      return ExitCode.DONE;
    }
  }

  /** {@code sallyport refusals show REF}. */
  @Command(
      name = "show",
      description = "Shows one, with --http the request itself; `explain` says why.",
      mixinStandardHelpOptions = true)
  static final class Show extends ServerCommand {
    private static final List<String> MEMBERS =
        List.of(
            "reference",
            "node",
            "time",
            "integration",
            "stage",
            "reason",
            "detail",
            "source",
            "bytes");

    @Parameters(paramLabel = "REF", description = "What the sender was told: r-7f3k-92qd.")
    String reference = "";

    @Mixin NodeChoice nodes = new NodeChoice();

    @Option(names = "--http", description = "Prints the request, without its credentials.")
    boolean http;

    @Override
    protected int ask() throws Unreachable, Refused {
      JsonNode answer =
          client.get(
              nodes.of(
                  RESOURCE + "/" + Query.segment(plain(reference)) + (http ? "?request=true" : ""),
                  MissingNode.getInstance()));
      if (json) {
        out().println(answer);
      } else if (http) {
        try {
          EventText.request(out(), answer.path("request"));
        } catch (IOException e) {
          throw new Unreachable("the answer's body is no base64");
        }
      } else {
        EventText.members(out(), answer, MEMBERS);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code sallyport refusals recheck}. */
  @Command(
      name = "recheck",
      description = {
        "Runs refused requests through the whole check again, by the policies and keys of now and",
        "the time of their own receipt; those that pass are admitted like new deliveries."
      },
      mixinStandardHelpOptions = true)
  static final class Recheck extends BulkCommand {
    @Parameters(arity = "0..*", paramLabel = "REF", description = "The refusals: r-7f3k-92qd.")
    List<String> references = new ArrayList<>();

    @Mixin Filter filter = new Filter();

    @Option(names = "--dry-run", description = "Checks only, and says what would be admitted.")
    boolean dryRun;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
    String note = "";

    Recheck() {
      super("recheck");
    }

    @Override
    protected int ask() throws Unreachable, Refused {
      if (references.isEmpty() == filter.isEmpty()) {
        throw usage("which refusals? Name them, or say by -i or --since which are meant");
      }
      List<JsonNode> meant = references.isEmpty() ? found() : named();
      if (meant.isEmpty()) {
        return nothing();
      }
      if (references.isEmpty() && !dryRun) {
        confirm(meant.size());
      }
      return carryOut(meant);
    }

    /** Oldest first: the order in which they came. */
    private List<JsonNode> found() throws Unreachable, Refused {
      List<JsonNode> found = new ArrayList<>();
      JsonNode answer = filter.list(this, client, nodes, LISTED_MAX);
      tellUnasked(answer);
      for (JsonNode refusal : answer.path(MEMBER)) {
        found.add(0, refusal);
      }
      return found;
    }

    private List<JsonNode> named() {
      List<JsonNode> named = new ArrayList<>();
      references.stream()
          .map(RefusalsCommand::plain)
          .distinct()
          .forEach(it -> named.add(JsonNodeFactory.instance.objectNode().put("reference", it)));
      return named;
    }

    @Override
    String name(JsonNode refusal) {
      return refusal.path("reference").asText();
    }

    @Override
    JsonNode give(JsonNode refusal) throws Unreachable, Refused {
      return client.post(
          nodes.of(RESOURCE + "/" + Query.segment(name(refusal)) + "/recheck", refusal),
          JsonNodeFactory.instance
              .objectNode()
              .put("by", by)
              .put("note", note)
              .put("dryRun", dryRun));
    }

    @Override
    String sentence(JsonNode answer, boolean alone) {
      return "%s  %-10s  %s  %s"
          .formatted(
              name(answer),
              answer.path("outcome").asText(),
              answer.path("sentence").asText(),
              answer.path("event").asText())
          .strip();
    }

    @Override
    boolean failed(JsonNode answer) {
      String outcome = answer.path("outcome").asText();
      return !outcome.equals("admitted") && !outcome.equals("admissible");
    }
  }
}
