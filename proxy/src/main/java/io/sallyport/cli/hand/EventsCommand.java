package io.sallyport.cli.hand;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.NodeChoice;
import io.sallyport.cli.Refused;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Unreachable;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport events}: what came, and what became of it. */
@Command(
    name = "events",
    description = "Shows what came and what became of it; sends an event on once more.",
    mixinStandardHelpOptions = true,
    subcommands = {
      EventsCommand.Ls.class,
      EventsCommand.Show.class,
      EventsCommand.Export.class,
      EventsCommand.Replay.class
    })
public final class EventsCommand implements Runnable {
  static final String RESOURCE = "/api/v1/events";
  static final String MEMBER = "events";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? ls, show, export or replay");
  }

  /** {@code sallyport events ls}. */
  @Command(
      name = "ls",
      description = "Lists events, newest first.",
      mixinStandardHelpOptions = true)
  static final class Ls extends ListCommand {
    Ls() {
      super(RESOURCE, MEMBER, EventText.events(), EventText::event);
    }
  }

  /** {@code sallyport events show EVENT}. */
  @Command(name = "show", description = "Shows one event.", mixinStandardHelpOptions = true)
  static final class Show extends ShowCommand {
    Show() {
      super(RESOURCE);
    }
  }

  /** {@code sallyport events export}. */
  @Command(
      name = "export",
      description = "Prints every event that is remembered, a JSON object a line.",
      mixinStandardHelpOptions = true)
  static final class Export extends ServerCommand {
    @Mixin EventFilter filter = new EventFilter();

    @Mixin NodeChoice nodes = new NodeChoice();

    @Override
    protected int ask() throws Unreachable, Refused {
      Pages pages = new Pages(client, RESOURCE, MEMBER, nodes);
      pages.walk(filter.query(Instant.now(), this::usage), Long.MAX_VALUE, it -> out().println(it));
      tellUnasked(pages.told());
      return ExitCode.DONE;
    }
  }

  /** {@code sallyport events replay EVENT…}. */
  @Command(
      name = "replay",
      description = {
        "Sends ended events on once more, on purpose: the same bytes, under a webhook-id of their",
        "own."
      },
      mixinStandardHelpOptions = true)
  static final class Replay extends OrderCommand {
    @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
    String note = "";

    Replay() {
      super(RESOURCE, MEMBER, "replay");
    }

    @Override
    String note() {
      return note;
    }
  }
}
