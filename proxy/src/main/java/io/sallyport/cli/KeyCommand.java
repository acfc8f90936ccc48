package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport key}: the keys of a running server's integrations. */
@Command(
    name = "key",
    description = "Takes in the secret that a platform delivers, and shows it.",
    mixinStandardHelpOptions = true,
    subcommands = {KeyCommand.Bootstrap.class, KeyRevealCommand.class})
public final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? bootstrap or reveal");
  }

  /** {@code sallyport key bootstrap NAME --for 10m}. */
  @Command(
      name = "bootstrap",
      description = {
        "Lets the platform deliver its signing secret to NAME, once, within the given time.",
        "Closed by default: whoever reaches an open integration first chooses its key."
      },
      mixinStandardHelpOptions = true)
  static final class Bootstrap extends ServerCommand {
    @Parameters(paramLabel = "NAME", description = "The integration.")
    String integration = "";

    @Option(
        names = "--for",
        paramLabel = "TIME",
        description = "How long it stays open, at most 1h; default: ${DEFAULT-VALUE}.")
    String time = "10m";

    @Option(names = "--close", description = "Closes it before its time instead.")
    boolean close;

    @Override
    protected int ask() throws Unreachable, Refused {
      String resource =
          "/api/v1/integrations/"
              + URLEncoder.encode(integration, StandardCharsets.UTF_8)
              + "/bootstrap";
      if (close) {
        client.delete(resource);
        out().println(json ? "{}" : integration + " is closed.");
        return ExitCode.DONE;
      }
      JsonNode answer =
          client.post(resource, JsonNodeFactory.instance.objectNode().put("for", time));
      if (json) {
        out().println(answer);
      } else {
        out()
            .printf(
                "%s accepts one secret until %s. Now register the webhook at the platform.%n",
                integration, answer.path("until").asText());
      }
      return ExitCode.DONE;
    }
  }
}
