package io.sallyport.cli.policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport policy}: what has to do with policy files. */
@Command(
    name = "policy",
    description = "Writes, checks, tries and shows policies.",
    mixinStandardHelpOptions = true,
    subcommands = {
      PolicyNewCommand.class,
      PolicyCheckCommand.class,
      PolicyTestCommand.class,
      PolicyShowCommand.class,
      PolicySchemaCommand.class
    })
public final class PolicyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command? new, check, test, show, schema");
  }
}
