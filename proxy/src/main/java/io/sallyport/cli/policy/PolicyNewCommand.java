package io.sallyport.cli.policy;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.ProviderOption;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.written.WrittenPreset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport policy new}: the three lines of a policy, and what is to be done beside it. */
@Command(
    name = "new",
    description = "Writes a policy for a provider, and says what to set and where to click.",
    mixinStandardHelpOptions = true)
public final class PolicyNewCommand implements Callable<Integer> {
  private static final com.google.re2j.Pattern NAME =
      com.google.re2j.Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  @Parameters(paramLabel = "PROVIDER", description = "`sallyport providers` lists them.")
  String provider = "";

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "Where verified deliveries go; default: ${DEFAULT-VALUE}")
  String to = "http://localhost:8000/";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The integration's name; the provider's by default.")
  Optional<String> name = Optional.empty();

  @Option(names = "--policies", paramLabel = "FOLDER", description = "Default: ${DEFAULT-VALUE}")
  Path folder = PolicyTargets.FOLDER_DEFAULT;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description =
          "The base of what is registered; default: SALLYPORT_PUBLIC_URL, then"
              + " https://hooks.example.com")
  Optional<String> publicUrl = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String integration = name.orElse(provider);
    if (!NAME.matches(integration)) {
      throw usage("want a name of a-z, 0-9 and -, got \"" + integration + "\"");
    }
    ProviderOption.requireUrl("--to", to, this::usage);
    Draft preset = ProviderOption.preset(provider, folder, this::usage);
    Path file = folder.resolve(integration + ".yaml");
    NewPolicy written = new NewPolicy(provider, integration, to, preset);
    Files.createDirectories(folder);
    try {
      Files.write(
          file, written.text().getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw usage(file + " is there already; --name takes another name");
    }
    PolicySchemaCommand.write(folder);
    PrintWriter out = spec.commandLine().getOut();
    out.print(written.advice(file, base()));
    out.flush();
    return ExitCode.DONE;
  }

  private String base() {
    return publicUrl
        .or(() -> Optional.ofNullable(System.getenv("SALLYPORT_PUBLIC_URL")))
        .map(it -> it.endsWith("/") ? it.substring(0, it.length() - 1) : it)
        .orElse("https://hooks.example.com");
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** What is known of the provider. */
  static WrittenPreset known(Draft preset) {
    return preset
        .written()
        .preset()
        .orElseThrow(() -> new IllegalStateException("a preset has its block"));
  }
}
