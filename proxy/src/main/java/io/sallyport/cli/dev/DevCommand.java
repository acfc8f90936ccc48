package io.sallyport.cli.dev;

import com.google.re2j.Pattern;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.ProviderOption;
import io.sallyport.observe.Logs;
import io.sallyport.policy.layer.Draft;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport dev PROVIDER --to URL}: a gate before the application that is being written. */
@Command(
    name = "dev",
    description = {
      "Runs a gate for one provider before an application that is being written.",
      "Shows each delivery as it comes; `r` sends the last one once more, `q` ends."
    },
    mixinStandardHelpOptions = true)
public final class DevCommand implements Callable<Integer> {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  @Parameters(paramLabel = "PROVIDER", description = "`sallyport providers` lists them.")
  String provider = "";

  @Option(
      names = "--to",
      paramLabel = "URL",
      required = true,
      description = "The application, http://127.0.0.1:3000/webhooks say.")
  String to = "";

  @Option(
      names = "--secret-env",
      paramLabel = "VARIABLE",
      description = "The variable that holds the secret; default: the provider's usual one.")
  Optional<String> secretVariable = Optional.empty();

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "The file that holds the secret.")
  Optional<Path> secretFile = Optional.empty();

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description =
          "A parameter that the provider needs; a secret one as '${env:X}'. Default: its variable.")
  Map<String, String> params = Map.of();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Of the gate; default: 8080, or any where that is taken.")
  int port;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = "What the platform calls, https://NAME-OF-THE-TUNNEL say.")
  Optional<String> publicUrl = Optional.empty();

  @Option(names = "--json", description = "Prints a JSON object for each delivery, for programs.")
  boolean json;

  @Option(
      names = "--policies",
      paramLabel = "FOLDER",
      description = "Providers of your own lie in its folder providers; default: ${DEFAULT-VALUE}")
  Path policies = Path.of("policies");

  @Spec private CommandSpec spec;

  private final InputStream keys;

  public DevCommand() {
    this(System.in);
  }

  /**
   * @param keys what is typed
   */
  DevCommand(InputStream keys) {
    this.keys = keys;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logs.writeErrorsOnly();
    check();
    Draft preset = ProviderOption.preset(provider, policies, this::usage);
    DevPolicy policy = DevPolicy.of(provider, preset, secret(), params, to);
    Map<String, String> missing =
        policy.variables().entrySet().stream()
            .filter(it -> System.getenv().getOrDefault(it.getKey(), "").isEmpty())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    if (!missing.isEmpty()) {
      return failed(missing(missing));
    }
    try (Dev dev = Dev.open(policy, port, publicUrl, json, out())) {
      if (json) {
        err().println(String.join("\n", dev.introduction()));
        err().flush();
      } else {
        dev.introduction().forEach(out()::println);
        out().flush();
      }
      dev.untilQuit(keys);
      return ExitCode.DONE;
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private void check() {
    if (secretVariable.isPresent() && secretFile.isPresent()) {
      throw usage("--secret-env or --secret-file, not both");
    }
    if (secretVariable.filter(it -> !VARIABLE.matches(it)).isPresent()) {
      throw usage("--secret-env wants the variable's name, never the secret itself");
    }
    if (secretFile.filter(it -> !Files.isReadable(it)).isPresent()) {
      throw usage("--secret-file: " + secretFile.get() + " cannot be read");
    }
    if (port < 0 || port > 65_535) {
      throw usage("--port: want 0 to 65535, got " + port);
    }
    ProviderOption.requireUrl("--to", to, this::usage);
    publicUrl.ifPresent(it -> ProviderOption.requireUrl("--public-url", it, this::usage));
  }

  private Optional<String> secret() {
    return secretVariable
        .map(it -> "${env:" + it + "}")
        .or(() -> secretFile.map(it -> "${file:" + it.toAbsolutePath() + "}"));
  }

  private static String missing(Map<String, String> variables) {
    StringBuilder text = new StringBuilder("not set in the environment:\n");
    variables.forEach(
        (name, meaning) ->
            text.append("  ").append(name).append("  ").append(meaning).append('\n'));
    return text.append("Export it, or name another variable with --secret-env or a file with")
        .append(" --secret-file\n(parameters: --param NAME=VALUE). Where the platform lets you")
        .append(" choose the secret:\n  export ")
        .append(variables.keySet().iterator().next())
        .append("=$(./sallyport secret new)")
        .toString();
  }

  private int failed(String message) {
    err().println("sallyport: " + message);
    err().flush();
    return ExitCode.FAILED;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
