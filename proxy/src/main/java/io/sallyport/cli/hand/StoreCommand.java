package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.NodeChoice;
import io.sallyport.cli.Refused;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Unreachable;
import io.sallyport.observe.Printable;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport store}: what lies on the disks of nodes. */
@Command(
    name = "store",
    description = "Shows and looks after what lies on this node's disk.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StoreCommand.Stats.class,
      StoreCheckCommand.class,
      StoreBackupCommand.class,
      StoreAdoptCommand.class,
      StoreForgetCommand.class
    })
public final class StoreCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command? stats, check, backup, adopt or forget");
  }

  /** {@code sallyport store stats}. */
  @Command(
      name = "stats",
      description = "How much lies there, how much room is left; exits 1 if anything is damaged.",
      mixinStandardHelpOptions = true)
  static final class Stats extends ServerCommand {
    @Mixin NodeChoice nodes = new NodeChoice();

    @Override
    protected int ask() throws Unreachable, Refused {
      JsonNode answer = client.get("/api/v1/store/stats?" + nodes.ofList());
      tellUnasked(answer);
      if (json) {
        out().println(answer);
      }
      if (!answer.has("nodes")) {
        return told(answer);
      }
      int exit = ExitCode.DONE;
      for (JsonNode stats : answer.path("nodes")) {
        if (!json) {
          out().println(Printable.of(stats.path("node").asText(), 500));
        }
        exit = Math.max(exit, told(stats));
      }
      return exit;
    }

    private int told(JsonNode stats) {
      if (!json) {
        for (String name : new String[] {"claims", "queued", "held", "dead", "waiting"}) {
          line(name, stats.path(name).asText());
        }
        line("journal", Sizes.text(stats.path("journalBytes").asLong()));
        line("index", Sizes.text(stats.path("indexBytes").asLong()));
        line("disk free", Sizes.text(stats.path("diskFreeBytes").asLong()));
        stats.path("damages").forEach(it -> line("DAMAGE", it.asText()));
      }
      return stats.path("damages").isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void line(String name, String text) {
      out().println(String.format(Locale.ROOT, "  %-10s ", name) + Printable.of(text, 500));
    }
  }
}
