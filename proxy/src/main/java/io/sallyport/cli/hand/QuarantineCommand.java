package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.Refused;
import io.sallyport.cli.Unreachable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport quarantine}: what is held for a person, and that person's decision. */
@Command(
    name = "quarantine",
    description = "Shows what is held for a person to judge; releases or rejects it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      QuarantineCommand.Ls.class,
      QuarantineCommand.Show.class,
      QuarantineCommand.Release.class,
      QuarantineCommand.Reject.class
    })
public final class QuarantineCommand implements Runnable {
  private static final String RESOURCE = "/api/v1/quarantine";
  private static final String MEMBER = "held";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? ls, show, release or reject");
  }

  /** {@code sallyport quarantine ls}. */
  @Command(
      name = "ls",
      description = "Lists what is held, what has lain longest first.",
      mixinStandardHelpOptions = true)
  static final class Ls extends ListCommand {
    Ls() {
      super(RESOURCE, MEMBER, EventText.held(), EventText::held);
    }
  }

  /** {@code sallyport quarantine show EVENT}. */
  @Command(
      name = "show",
      description = "Shows one case, with the digest of its bytes.",
      mixinStandardHelpOptions = true)
  static final class Show extends ShowCommand {
    Show() {
      super(RESOURCE);
    }
  }

  /** A decision is about bytes: those of the digest that is said, or that was listed just now. */
  abstract static class Decide extends OrderCommand {
    @Option(names = "--note", paramLabel = "TEXT", required = true, description = "Why.")
    String note = "";

    @Option(
        names = "--sha256",
        paramLabel = "DIGEST",
        description =
            "The digest of the bytes that were looked at; of another case it decides nothing"
                + " (default: what the case has now).")
    @Nullable String sha256;

    Decide(String order) {
      super(RESOURCE, MEMBER, order);
    }

    @Override
    String note() {
      return note;
    }

    @Override
    void complete(ObjectNode body, JsonNode event) throws Unreachable, Refused {
      String digest = sha256 == null ? event.path("bodySha256").asText() : sha256;
      body.put("bodySha256", digest.isEmpty() ? digestNow(event) : digest);
    }

    /** The order then goes to the node whose case was looked at. */
    private String digestNow(JsonNode event) throws Unreachable, Refused {
      JsonNode looked = client.get(nodes.of(RESOURCE + "/" + Query.segment(name(event)), event));
      if (looked.has("node") && event instanceof ObjectNode known) {
        known.set("node", looked.path("node"));
      }
      return looked.path("bodySha256").asText();
    }

    @Override
    String sentence(JsonNode answer, boolean alone) {
      return "%s: %s, sha256 %s"
          .formatted(
              answer.path("state").asText(), name(answer), answer.path("bodySha256").asText());
    }
  }

  /** {@code sallyport quarantine release EVENT…}. */
  @Command(
      name = "release",
      description = "Lets them go on to their upstream.",
      mixinStandardHelpOptions = true)
  static final class Release extends Decide {
    Release() {
      super("release");
    }
  }

  /** {@code sallyport quarantine reject EVENT…}. */
  @Command(name = "reject", description = "Stops them for good.", mixinStandardHelpOptions = true)
  static final class Reject extends Decide {
    Reject() {
      super("reject");
    }
  }
}
