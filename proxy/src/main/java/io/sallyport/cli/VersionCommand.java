package io.sallyport.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport version}: which build this is, and which Java runs it. */
@Command(name = "version", description = "Prints the version of Sallyport and of Java.")
public final class VersionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(line());
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }

  /** The version as the jar's manifest has it, or {@code development} when run from class files. */
  public static String version() {
    @Nullable String built = VersionCommand.class.getPackage().getImplementationVersion();
    return built == null ? "development" : built;
  }

  private static String line() {
    return "sallyport %s (java %s)".formatted(version(), Runtime.version());
  }

  /** The same line for {@code --version}. */
  public static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {line()};
    }
  }
}
