package io.sallyport.cli.policy;

import io.sallyport.cli.ExitCode;
import io.sallyport.policy.written.WrittenPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport policy schema}: the JSON Schema by which editors complete and check. */
@Command(
    name = "schema",
    description = "Writes .schema/policy.json into the folder of policies, for editors.",
    mixinStandardHelpOptions = true)
public final class PolicySchemaCommand implements Callable<Integer> {
  /** The line that makes editors use it. */
  static final String COMMENT = "# yaml-language-server: $schema=.schema/policy.json";

  @Parameters(paramLabel = "FOLDER", description = "Default: policies", arity = "0..1")
  Path folder = PolicyTargets.FOLDER_DEFAULT;

  @Option(names = "--print", description = "Print it instead.")
  boolean print;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (print) {
      out.print(text());
    } else {
      out.println(write(folder) + "; policies name it in their first line:");
      out.println(COMMENT);
    }
    out.flush();
    return ExitCode.DONE;
  }

  /** Writes the schema and says where. */
  static Path write(Path folder) throws IOException {
    Path file = folder.resolve(".schema").resolve("policy.json");
    Files.createDirectories(folder.resolve(".schema"));
    Files.write(file, text().getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private static String text() {
    return WrittenPolicy.schema().toPrettyString() + "\n";
  }
}
