package io.sallyport.cli.hand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport deliveries}: what waits for its upstream, and the dead letters. */
@Command(
    name = "deliveries",
    description = "Shows what waits for its upstream and the dead letters; tries or gives up.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DeliveriesCommand.Ls.class,
      DeliveriesCommand.Show.class,
      DeliveriesCommand.Retry.class,
      DeliveriesCommand.Discard.class
    })
public final class DeliveriesCommand implements Runnable {
  private static final String RESOURCE = "/api/v1/deliveries";
  private static final String MEMBER = EventsCommand.MEMBER;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? ls, show, retry or discard");
  }

  /** {@code sallyport deliveries ls}. */
  @Command(
      name = "ls",
      description = "Lists what is queued, what waits for other nodes, and the dead letters.",
      mixinStandardHelpOptions = true)
  static final class Ls extends ListCommand {
    Ls() {
      super(RESOURCE, MEMBER, EventText.deliveries(), EventText::delivery);
    }
  }

  /** {@code sallyport deliveries show EVENT}. */
  @Command(
      name = "show",
      description = "Shows one, with its last attempt.",
      mixinStandardHelpOptions = true)
  static final class Show extends ShowCommand {
    Show() {
      super(RESOURCE);
    }
  }

  /** {@code sallyport deliveries retry EVENT…}. */
  @Command(
      name = "retry",
      description = "Tries them now, dead letters included.",
      mixinStandardHelpOptions = true)
  static final class Retry extends OrderCommand {
    @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
    String note = "";

    Retry() {
      super(RESOURCE, MEMBER, "retry");
    }

    @Override
    String note() {
      return note;
    }
  }

  /** {@code sallyport deliveries discard EVENT…}. */
  @Command(
      name = "discard",
      description = "Gives them up: they never reach their upstream.",
      mixinStandardHelpOptions = true)
  static final class Discard extends OrderCommand {
    @Option(names = "--note", paramLabel = "TEXT", required = true, description = "Why.")
    String note = "";

    Discard() {
      super(RESOURCE, MEMBER, "discard");
    }

    @Override
    String note() {
      return note;
    }
  }
}
