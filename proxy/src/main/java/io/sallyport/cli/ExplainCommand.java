package io.sallyport.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sallyport.admin.RefusalRoutes;
import io.sallyport.cli.policy.LocalPolicies;
import io.sallyport.config.Configuration;
import io.sallyport.explain.Explanation;
import io.sallyport.policy.Policy;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.webhook.EventId;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * {@code sallyport explain EVENT|REF|FILE}: what became of an event, why a request was refused, or
 * what would become of a recorded one, and what mends it.
 */
@Command(
    name = "explain",
    description = {
      "Tells stage by stage what became of an event, or why a request was refused, and what mends",
      "it.",
      "Of a recorded request it tells, without a server, what would become of it under the",
      "policies of this folder; it exits 0 if it would be sent on or answered, 1 if refused."
    },
    mixinStandardHelpOptions = true)
public final class ExplainCommand extends ServerCommand {
  private static final String URN = "urn:sallyport:";
  private static final Pattern REFERENCE =
      Pattern.compile("(" + URN + ")?r-[a-z0-9]{4}-[a-z0-9]{4}");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(
      paramLabel = "EVENT|REF|FILE",
      description = {
        "An event, evt_…; or what a refused sender was told, r-7f3k-92qd or",
        "urn:sallyport:r-7f3k-92qd;",
        "or a raw HTTP/1.1 request in a file, - for standard input."
      })
  String subject = "";

  @Option(
      names = "--curl",
      description =
          "Also prints the request as a curl command; of what a server kept, without credentials.")
  boolean curl;

  @Mixin NodeChoice nodes = new NodeChoice();

  @Option(
      names = "-i",
      paramLabel = "NAME",
      description = "FILE: the integration, where the request's path does not say it.")
  @Nullable String integration;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "FILE: when it came, like 2026-05-01T12:00:00Z (default: now).")
  @Nullable String at;

  @Option(
      names = "--config",
      paramLabel = "CONFIG",
      description = "FILE: for public-url and policies (default: conf/sallyport.yaml).")
  @Nullable Path config;

  @Option(
      names = "--policies",
      paramLabel = "FOLDER",
      description = "FILE: the policies (default: the configuration's, policies).")
  @Nullable Path policies;

  @Override
  protected int ask() throws Unreachable, Refused {
    if (EventId.parse(subject).isPresent()) {
      return askEvent();
    }
    return REFERENCE.matcher(subject).matches() ? askServer() : askPolicies();
  }

  private int askEvent() throws Unreachable, Refused {
    requireNoneOfAFile();
    String resource = "/api/v1/events/" + subject;
    JsonNode explanation =
        client.get(nodes.of(resource + "/explanation", MissingNode.getInstance()));
    show(explanation);
    if (curl && !json) {
      out().println();
      out().println(command(client.get(nodes.of(resource + "/http", explanation))));
    }
    return ExitCode.DONE;
  }

  private void requireNoneOfAFile() {
    if (integration != null || at != null || config != null || policies != null) {
      throw usage(
          "-i, --at, --config and --policies are for a recorded request, not for what a server kept");
    }
  }

  private int askServer() throws Unreachable, Refused {
    requireNoneOfAFile();
    String plain = subject.startsWith(URN) ? subject.substring(URN.length()) : subject;
    JsonNode explanation =
        client.get(
            nodes.of(
                "/api/v1/refusals/"
                    + URLEncoder.encode(plain, StandardCharsets.UTF_8)
                    + (curl ? "?request=true" : ""),
                MissingNode.getInstance()));
    show(explanation);
    if (curl && !json) {
      out().println();
      out().println(command(explanation.path("request")));
    }
    return ExitCode.DONE;
  }

  private String command(JsonNode request) throws Unreachable {
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
      throw new Unreachable("the answer's body is no base64");
    }
  }

  private int askPolicies() {
    RecordedRequest request = RequestFile.read(subject, spec.commandLine());
    Configuration configuration = LocalConfiguration.read(config, spec.commandLine());
    Path folder = policies != null ? policies : configuration.policies();
    try (LocalPolicies local =
        LocalPolicies.open(folder, configuration, LocalConfiguration.environment())) {
      RecordedExplanation explainer = new RecordedExplanation(local, folder, instant());
      Policy policy =
          integration == null
              ? explainer.called(request).orElseThrow(() -> nobodys(request, local))
              : named(integration, local);
      Explanation explanation = explainer.of(subject, request, policy);
      show(read(RefusalRoutes.json(explanation).encode()));
      if (curl && !json) {
        out().println();
        out()
            .println(
                Curl.command(
                    request.method(),
                    LocalConfiguration.ingressUrl(configuration) + request.target(),
                    request.fields(),
                    request.body().toBytes()));
      }
      return explanation.isRefused() ? ExitCode.FAILED : ExitCode.DONE;
    } catch (IOException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private void show(JsonNode explanation) {
    if (json) {
      out().println(explanation);
    } else {
      ExplanationText.print(explanation, out());
    }
  }

  private Optional<Instant> instant() {
    return Optional.ofNullable(at).map(it -> WrittenTime.of("--at", it, this::usage));
  }

  private Policy named(String name, LocalPolicies local) {
    LocalPolicies.Entry entry =
        local
            .entry(name)
            .orElseThrow(
                () -> usage("-i: there is no policy " + name + "; there are " + names(local)));
    return entry
        .policy()
        .orElseThrow(
            () -> usage("the policy " + name + " does not load:\n" + errors(entry.problems())));
  }

  private ParameterException nobodys(RecordedRequest request, LocalPolicies local) {
    String broken =
        local.entries().stream()
            .filter(entry -> entry.policy().isEmpty())
            .map(entry -> "\n" + entry.integration() + " does not load: sallyport policy check")
            .collect(Collectors.joining());
    return usage(
        "no policy has the path "
            + request.path()
            + "; -i NAME says which one is meant, of "
            + names(local)
            + broken);
  }

  private static String names(LocalPolicies local) {
    return local.entries().stream()
        .map(LocalPolicies.Entry::integration)
        .collect(Collectors.joining(", "));
  }

  private static String errors(List<Problem> problems) {
    return problems.stream()
        .filter(Problem::isError)
        .map(Problem::toString)
        .collect(Collectors.joining("\n"));
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was just written as JSON is JSON", e);
    }
  }
}
