package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport explain REF}: why a request was refused, and what mends it. */
@Command(
    name = "explain",
    description = "Tells stage by stage why a request was refused, and what mends it.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand extends ServerCommand {
  private static final String URN = "urn:sallyport:";

  @Parameters(
      paramLabel = "REF",
      description = "What the sender was told: r-7f3k-92qd, or urn:sallyport:r-7f3k-92qd.")
  String reference = "";

  @Option(
      names = "--curl",
      description = "Also prints the request as a curl command, credentials left out.")
  boolean curl;

  @Override
  int ask() throws AdminClient.Unreachable, AdminClient.Refused {
    String plain = reference.startsWith(URN) ? reference.substring(URN.length()) : reference;
    JsonNode explanation =
        client.get(
            "/api/v1/refusals/"
                + URLEncoder.encode(plain, StandardCharsets.UTF_8)
                + (curl ? "?request=true" : ""));
    if (json) {
      out().println(explanation);
      return ExitCode.DONE;
    }
    ExplanationText.print(explanation, out());
    if (curl) {
      out().println();
      out().println(command(explanation.path("request")));
    }
    return ExitCode.DONE;
  }

  private String command(JsonNode request) throws AdminClient.Unreachable {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    request
        .path("fields")
        .forEach(field -> fields.add(Map.entry(field.path(0).asText(), field.path(1).asText())));
    try {
      byte[] body = request.path("body").binaryValue();
      return (request.has("body") ? "" : "# its body carried a credential, and is left out\n")
          + Curl.command(
              request.path("method").asText(),
              request.path("url").asText(),
              fields,
              body == null ? new byte[0] : body);
    } catch (IOException e) {
      throw new AdminClient.Unreachable("the answer's body is no base64");
    }
  }
}
