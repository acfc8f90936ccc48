package io.sallyport;

import io.sallyport.cli.DoctorCommand;
import io.sallyport.cli.DrainCommand;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.ExplainCommand;
import io.sallyport.cli.KeyCommand;
import io.sallyport.cli.ProvidersCommand;
import io.sallyport.cli.RunCommand;
import io.sallyport.cli.SecretCommand;
import io.sallyport.cli.TailCommand;
import io.sallyport.cli.VersionCommand;
import io.sallyport.cli.demo.DemoCommand;
import io.sallyport.cli.dev.DevCommand;
import io.sallyport.cli.hand.DeliveriesCommand;
import io.sallyport.cli.hand.EventsCommand;
import io.sallyport.cli.hand.QuarantineCommand;
import io.sallyport.cli.hand.RefusalsCommand;
import io.sallyport.cli.hand.StoreCommand;
import io.sallyport.cli.policy.PolicyCommand;
import io.sallyport.cli.sign.SignCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: {@code sallyport COMMAND}. Each command is one class in {@code cli/}. */
@Command(
    name = "sallyport",
    description = "A gate for webhooks.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      DevCommand.class,
      PolicyCommand.class,
      ProvidersCommand.class,
      SignCommand.class,
      ExplainCommand.class,
      TailCommand.class,
      EventsCommand.class,
      RefusalsCommand.class,
      DeliveriesCommand.class,
      QuarantineCommand.class,
      StoreCommand.class,
      KeyCommand.class,
      SecretCommand.class,
      DoctorCommand.class,
      DrainCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Runs the command named by {@code arguments} and exits with its code, one of {@link ExitCode}.
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command tree, as {@link #main} runs it. Tests execute it without ending the JVM. */
  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExitCodeExceptionMapper(Main::exitCode)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static int exitCode(Throwable thrown) {
    return thrown instanceof CommandLine.ParameterException ? ExitCode.USAGE : ExitCode.FAILED;
  }

  /** Without a command there is nothing to do: says so, with the usage, and exits 2. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
  }
}
