package io.sallyport.cli.policy;

import io.sallyport.cli.ExitCode;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.example.ExamplePolicies;
import io.sallyport.policy.example.ExampleResult;
import io.sallyport.policy.example.ExampleRunner;
import io.sallyport.policy.layer.Draft;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
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

/** {@code sallyport policy test}: whether the examples of policies come out as they say. */
@Command(
    name = "test",
    description = {
      "Runs the examples of policies through the real checks, with keys and clock of their own.",
      "Needs no secret and no network."
    },
    mixinStandardHelpOptions = true)
public final class PolicyTestCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE|FOLDER", description = "Default: policies", arity = "0..*")
  List<Path> places = new ArrayList<>();

  @Option(
      names = "--presets",
      description = "Run the examples of the presets that come with Sallyport instead.")
  boolean presets;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, json, github, sarif or junit; default: ${DEFAULT-VALUE}.")
  ReportFormat format = ReportFormat.TEXT;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<PolicyReport.Entry> entries = new ArrayList<>();
    for (PolicyTarget target : targets()) {
      Problems problems = new Problems();
      Optional<Draft> draft = target.draft(problems);
      entries.add(
          new PolicyReport.Entry(
              target.name(),
              target.layer().label(),
              problems.inOrder().stream().filter(Problem::isError).toList(),
              Optional.empty(),
              draft.map(PolicyTestCommand::run).orElse(List.of())));
    }
    PolicyReport report = new PolicyReport(entries);
    spec.commandLine().getOut().print(format.write(report));
    spec.commandLine().getOut().flush();
    return report.isGood() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static List<ExampleResult> run(Draft draft) {
    ExamplePolicies policies =
        new ExamplePolicies(Surroundings.PUBLIC_URL_DEFAULT, Secrets.standIns());
    return new ExampleRunner(draft, policies, InstantSource.system()).run();
  }

  private List<PolicyTarget> targets() {
    try {
      return presets ? PolicyTargets.bundledPresets() : PolicyTargets.of(places);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
