package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.NodeChoice;
import io.sallyport.cli.Refused;
import io.sallyport.cli.ServerCommand;
import io.sallyport.cli.Unreachable;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One event, and on demand the request that brought it. */
abstract class ShowCommand extends ServerCommand {
  private static final List<String> EVENT =
      List.of(
          "event",
          "node",
          "integration",
          "standing",
          "state",
          "reason",
          "reviewer",
          "from",
          "note",
          "decided",
          "type",
          "account",
          "keyId",
          "policyVersion",
          "delivery",
          "bodySha256",
          "bodyBytes",
          "firstReceipt",
          "lastReceipt",
          "receipts",
          "attempts",
          "due",
          "expires",
          "until",
          "hasContent",
          "elsewhere");
  private static final List<String> ATTEMPT =
      List.of("number", "began", "tookMillis", "status", "detail");

  @Parameters(paramLabel = "EVENT", description = "The event: evt_….")
  String event = "";

  @Mixin NodeChoice nodes = new NodeChoice();

  @Option(
      names = "--http",
      description = "Prints the request that brought it, without its credentials.")
  boolean http;

  private final String resource;

  ShowCommand(String resource) {
    this.resource = resource;
  }

  @Override
  protected int ask() throws Unreachable, Refused {
    JsonNode answer =
        client.get(
            nodes.of(
                http
                    ? "/api/v1/events/" + Query.segment(event) + "/http"
                    : resource + "/" + Query.segment(event),
                MissingNode.getInstance()));
    if (json) {
      out().println(answer);
    } else if (http) {
      print(answer);
    } else {
      EventText.members(out(), answer, EVENT);
      if (answer.has("lastAttempt")) {
        out().println("  last attempt");
        EventText.members(out(), answer.path("lastAttempt"), ATTEMPT);
      }
    }
    return ExitCode.DONE;
  }

  private void print(JsonNode request) throws Unreachable {
    try {
      EventText.request(out(), request);
    } catch (IOException e) {
      throw new Unreachable("the answer's body is no base64");
    }
  }
}
