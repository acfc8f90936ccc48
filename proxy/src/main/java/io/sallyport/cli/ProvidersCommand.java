package io.sallyport.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sallyport.cli.policy.ProviderPage;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.DidYouMean;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport providers}: the presets, and all that is known of one. */
@Command(
    name = "providers",
    description = "Lists the providers, or tells all that is known of one.",
    mixinStandardHelpOptions = true)
public final class ProvidersCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "One provider.")
  Optional<String> name = Optional.empty();

  @Option(names = "--json", description = "For programs.")
  boolean json;

  @Option(
      names = "--policies",
      paramLabel = "FOLDER",
      description = "Providers of your own lie in its folder providers; default: ${DEFAULT-VALUE}")
  Path policies = Path.of("policies");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Presets presets = Presets.beside(policies);
    PrintWriter out = spec.commandLine().getOut();
    out.print(name.isPresent() ? one(presets, name.get()) : all(presets));
    out.flush();
    return ExitCode.DONE;
  }

  private String one(Presets presets, String wanted) throws IOException {
    Optional<ProviderPage> page = ProviderPage.of(presets, wanted);
    if (page.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no provider is called \"" + wanted + "\"" + DidYouMean.hint(wanted, presets.names()));
    }
    return json ? page.get().json().toPrettyString() + "\n" : page.get().text();
  }

  private String all(Presets presets) throws IOException {
    List<ProviderPage> pages = new ArrayList<>();
    for (String each : presets.names()) {
      ProviderPage.of(presets, each).ifPresent(pages::add);
    }
    if (json) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      pages.forEach(page -> list.add(page.json()));
      return list.toPrettyString() + "\n";
    }
    StringBuilder table = new StringBuilder();
    int width = pages.stream().mapToInt(page -> page.name().length()).max().orElse(0);
    for (ProviderPage page : pages) {
      table.append(("%-" + width + "s  %s%n").formatted(page.name(), page.line()));
    }
    return table.append(pages.size()).append(" providers\n").toString();
  }
}
