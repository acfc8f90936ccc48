package io.sallyport.cli.policy;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.LocalConfiguration;
import io.sallyport.policy.compile.Compiled;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.PolicyClashes;
import io.sallyport.policy.layer.Draft;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport policy check}: whether policies load, and what their signatures cover. */
@Command(
    name = "check",
    description = {
      "Says everything that is wrong with policies, and what their signatures cover.",
      "Needs no secret unless --secrets asks for them."
    },
    mixinStandardHelpOptions = true)
public final class PolicyCheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE|FOLDER", description = "Default: policies", arity = "0..*")
  List<Path> places = new ArrayList<>();

  @Option(names = "--presets", description = "Check the presets that come with Sallyport instead.")
  boolean presets;

  @Option(names = "--secrets", description = "Resolve and judge the secrets, too.")
  boolean secrets;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, json, github, sarif or junit; default: ${DEFAULT-VALUE}.")
  ReportFormat format = ReportFormat.TEXT;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<PolicyTarget> targets = targets();
    Surroundings checking = Surroundings.forCheck(InstantSource.system());
    PolicyReport report;
    if (secrets) {
      try (RealSecrets real = RealSecrets.open(LocalConfiguration.environment())) {
        report = check(targets, real);
      }
    } else {
      report = report(targets, target -> checking);
    }
    spec.commandLine().getOut().print(format.write(report));
    spec.commandLine().getOut().flush();
    return report.isGood() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private List<PolicyTarget> targets() {
    try {
      List<PolicyTarget> targets =
          presets ? PolicyTargets.bundledPresets() : PolicyTargets.of(places);
      if (targets.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "There is no policy here; `sallyport policy new` writes one");
      }
      return targets;
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static PolicyReport check(List<PolicyTarget> targets, RealSecrets real) {
    Surroundings checking = Surroundings.forCheck(InstantSource.system());
    return report(
        targets,
        target ->
            target.isPreset()
                ? checking
                : checking.with(real.of(target.folder().orElse(Path.of("")))));
  }

  private static PolicyReport report(
      List<PolicyTarget> targets, Function<PolicyTarget, Surroundings> with) {
    List<PolicyReport.Entry> entries = new ArrayList<>();
    PolicyClashes clashes = new PolicyClashes();
    for (PolicyTarget target : targets) {
      Problems problems = new Problems();
      Optional<Draft> draft = target.draft(problems);
      Optional<Compiled> compiled =
          draft.map(it -> PolicyCompiler.compile(it, with.apply(target), problems));
      if (!target.isPreset()) {
        compiled.map(clashes::with).ifPresent(problems::addAll);
      }
      entries.add(
          new PolicyReport.Entry(
              target.name(),
              target.layer().label(),
              problems.inOrder(),
              compiled.map(Compiled::coverage),
              List.of()));
    }
    return new PolicyReport(entries);
  }
}
