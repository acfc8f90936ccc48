package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.doctor.Diagnosis;
import io.sallyport.cli.doctor.Diagnosis.Level;
import io.sallyport.cli.doctor.Examination;
import io.sallyport.config.ConfigurationLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport doctor}: whether this installation is sound, and what mends it. */
@Command(
    name = "doctor",
    description = {
      "Looks at Java, clock, configuration, data folder, Redis, listeners, TLS, policies and their",
      "secrets, and at the server if one runs here. Changes nothing. Exits 1 if anything fails."
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  @Mixin AdminClient client;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration (default: conf/sallyport.yaml, where there is one).")
  @Nullable Path config;

  @Option(names = "--json", description = "Prints JSON, for programs.")
  boolean json;

  @Spec private CommandSpec spec;

  DoctorCommand() {
    this.client = new AdminClient();
  }

  @Override
  public Integer call() {
    ConfigurationLoader.Result read = LocalConfiguration.load(config, System.getenv());
    boolean isWritten = LocalConfiguration.file(config).isPresent();
    read.configuration().ifPresent(it -> client.preferring(it, isWritten));
    List<Diagnosis> found =
        Examination.of(read, LocalConfiguration.environment(), this::ask, VersionCommand.version());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(found));
    } else {
      found.forEach(diagnosis -> print(diagnosis, out));
      out.printf(
          "%d failed, %d to look at, %d fine%n",
          count(found, Level.FAIL), count(found, Level.WARN), count(found, Level.OK));
    }
    out.flush();
    return count(found, Level.FAIL) == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private JsonNode ask(String path) throws IOException {
    try {
      return client.get(path);
    } catch (Unreachable | Refused e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void print(Diagnosis diagnosis, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "  %-4s  %-13s %s",
            diagnosis.level().word(),
            diagnosis.subject(),
            diagnosis.sentence()));
    if (!diagnosis.remedy().isEmpty()) {
      out.println(
          String.format(Locale.ROOT, "  %-4s  %-13s remedy: ", "", "") + diagnosis.remedy());
    }
  }

  private static ObjectNode json(List<Diagnosis> found) {
    ArrayNode findings = JsonNodeFactory.instance.arrayNode();
    for (Diagnosis diagnosis : found) {
      ObjectNode finding =
          findings
              .addObject()
              .put("level", diagnosis.level().word().toLowerCase(Locale.ROOT))
              .put("subject", diagnosis.subject())
              .put("sentence", diagnosis.sentence());
      if (!diagnosis.remedy().isEmpty()) {
        finding.put("remedy", diagnosis.remedy());
      }
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("failed", count(found, Level.FAIL))
        .put("warned", count(found, Level.WARN))
        .set("findings", findings);
  }

  private static long count(List<Diagnosis> found, Level level) {
    return found.stream().filter(diagnosis -> diagnosis.level() == level).count();
  }
}
