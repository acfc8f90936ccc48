package io.sallyport.cli.policy;

import io.sallyport.cli.ExitCode;
import io.sallyport.policy.compile.Consequences;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.EffectiveText;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport policy show}: one policy, as written or as it takes effect. */
@Command(
    name = "show",
    description = "Shows a policy; with --effective every line that holds, and where it is from.",
    mixinStandardHelpOptions = true)
public final class PolicyShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The integration, or its file.")
  String name = "";

  @Option(
      names = "--effective",
      description = "Preset, defaults and policy laid over each other, with their origins.")
  boolean effective;

  @Option(names = "--policies", paramLabel = "FOLDER", description = "Default: ${DEFAULT-VALUE}")
  Path folder = PolicyTargets.FOLDER_DEFAULT;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Path file = name.endsWith(".yaml") ? Path.of(name) : folder.resolve(name + ".yaml");
    PolicyTarget target = target(file);
    PrintWriter out = spec.commandLine().getOut();
    if (!effective) {
      out.print(new String(target.layer().content().bytes(), StandardCharsets.UTF_8));
      out.flush();
      return ExitCode.DONE;
    }
    Problems problems = new Problems();
    Optional<Draft> draft = target.draft(problems);
    draft.ifPresent(it -> out.print(EffectiveText.annotated(it.written().node())));
    draft.ifPresent(it -> consequences(it, out));
    out.flush();
    List<Problem> errors = problems.inOrder().stream().filter(Problem::isError).toList();
    errors.forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getErr().flush();
    return errors.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** As comments, so that what is printed is still the policy. */
  private static void consequences(Draft draft, PrintWriter out) {
    PolicyCompiler.compile(draft, Surroundings.forCheck(InstantSource.system()), new Problems())
        .policy()
        .map(Consequences::of)
        .ifPresent(lines -> lines.forEach(line -> out.println("# " + line)));
  }

  private PolicyTarget target(Path file) {
    try {
      return PolicyTargets.of(List.of(file)).get(0);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
