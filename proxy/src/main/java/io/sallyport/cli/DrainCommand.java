package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sallyport.observe.Printable;
import io.sallyport.yaml.shape.Units;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport drain}: a node is to be taken out, and says when it can be. */
@Command(
    name = "drain",
    description = {
      "Takes a running node out of service: it tells balancers that it is not ready, for the time of",
      "its notice; then it takes nothing new, delivers what it has, and leaves to the other nodes what",
      "your application does not take. Waits until the node can be stopped for good, or until only",
      "people can go on, and says what would stay on its disk, and why. Exits 0 when nothing would,",
      "5 when something would, or nobody says any more. Nothing is stopped; whoever starts the node anew takes it back, too."
    },
    mixinStandardHelpOptions = true)
public final class DrainCommand extends ServerCommand {
  private static final String PATH = "/api/v1/drain";
  private static final int SENTENCE_CHARS_MAX = 400;
  private static final Duration BETWEEN = Duration.ofMillis(500);

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description =
          "How long it waits for that, like 30s; 0s looks once (default: ${DEFAULT-VALUE}).")
  String wait = "10m";

  @Option(names = "--undo", description = "Takes it back: the node takes webhooks again.")
  boolean undo;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who decides this (default: the user of this terminal).")
  String by = System.getProperty("user.name", "");

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, in a few words.")
  String note = "";

  private String shown = "";

  @Override
  protected int ask() throws Unreachable, Refused {
    Duration most =
        Units.durationOf(wait)
            .orElseThrow(
                () ->
                    usage(
                        "--wait: want a duration like 30s, got \""
                            + Printable.of(wait, 64)
                            + "\""));
    if (undo) {
      client.delete(PATH);
      return takenBack();
    }
    long began = System.nanoTime();
    JsonNode state =
        client.post(PATH, JsonNodeFactory.instance.objectNode().put("by", by).put("note", note));
    show(state);
    try {
      while (!state.path("settled").asBoolean() && System.nanoTime() - began < most.toNanos()) {
        pause();
        state = client.get(PATH);
        show(state);
      }
    } catch (Unreachable | Refused e) {
      return unseen(state, e);
    }
    return ended(state);
  }

  /** It is done, whether or not anybody says how the node stands now. */
  private int takenBack() {
    if (!json) {
      out().println("drain: taken back, the node takes webhooks again");
      return ExitCode.DONE;
    }
    try {
      out().println(client.get(PATH));
      return ExitCode.DONE;
    } catch (Unreachable | Refused e) {
      complain("it is taken back, but how the node stands nobody says: " + e.getMessage());
      return ExitCode.PARTIAL;
    }
  }

  /** Whoever takes it for not reached lets the node drain for ever. */
  private int unseen(JsonNode state, Exception why) {
    if (json) {
      out().println(state);
    }
    complain(
        "the node was told to drain, and goes on with that; how far it is nobody says any more: "
            + why.getMessage());
    return ExitCode.PARTIAL;
  }

  private static void pause() throws Unreachable {
    try {
      Thread.sleep(BETWEEN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted");
    }
  }

  /** A line for each change; over itself on a terminal. */
  private void show(JsonNode state) {
    String line = line(state);
    if (json || line.equals(shown)) {
      return;
    }
    boolean terminal = Terminal.onStderr();
    String over = terminal ? "\r" + " ".repeat(shown.length()) + "\r" : "";
    err().print(over + line + (terminal ? "" : System.lineSeparator()));
    err().flush();
    shown = line;
  }

  private static String line(JsonNode state) {
    String phase =
        switch (state.path("state").asText()) {
          case "notice" -> "gives notice";
          case "draining" -> "drains";
          default -> "was taken back";
        };
    return String.format(
        Locale.ROOT,
        "%s: %d under way, %d queued (%d left to others), %d waiting, %d held, %d dead",
        phase,
        state.path("underWay").asLong(),
        state.path("queued").asLong(),
        state.path("left").asLong(),
        state.path("waiting").asLong(),
        state.path("held").asLong(),
        state.path("dead").asLong());
  }

  private int ended(JsonNode state) {
    boolean done = state.path("done").asBoolean();
    if (json) {
      out().println(state);
      return done ? ExitCode.DONE : ExitCode.PARTIAL;
    }
    if (Terminal.onStderr()) {
      err().println();
    }
    if (done) {
      out().println(farewell(state));
      return ExitCode.DONE;
    }
    for (JsonNode stay : state.path("stays")) {
      complain(
          Printable.of(
              "%d %s: %s"
                  .formatted(
                      stay.path("count").asLong(),
                      stay.path("what").asText(),
                      stay.path("remedy").asText()),
              SENTENCE_CHARS_MAX));
    }
    complain(
        state.path("state").asText().equals("draining")
            ? "the node still drains, and nothing of it is lost: ask again, or take it back with"
                + " drain --undo"
            : "the node takes webhooks still: ask again");
    return ExitCode.PARTIAL;
  }

  /** Whether the other nodes have copies of them, this one cannot know. */
  private static String secrets(long count) {
    return count == 0
        ? ""
        : System.lineSeparator()
            + "Below its data/bootstrap "
            + (count == 1 ? "lies a secret" : "lie " + count + " secrets")
            + " that platforms have delivered: copy that folder to whoever takes their webhooks from"
            + " now on, before the disk goes.";
  }

  private static String farewell(JsonNode state) {
    return parting(state) + secrets(state.path("secrets").asLong());
  }

  private static String parting(JsonNode state) {
    long left = state.path("left").asLong();
    String node = Printable.of(state.path("node").asText(), 64);
    if (node.isEmpty()) {
      return "drain: done, nothing stays here that has not ended: the node can be stopped";
    }
    return "drain: done, %s can be stopped%s; if it is not to come back, then say to another: sallyport store forget %s"
        .formatted(
            node,
            left == 0
                ? ""
                : ", and within seconds the others finish "
                    + left
                    + " that it has left to them: keep its disk until they have taken them up",
            node);
  }
}
