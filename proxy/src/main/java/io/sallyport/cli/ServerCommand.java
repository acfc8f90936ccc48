package io.sallyport.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that asks a running server: where it is, what its failures exit with, {@code --json}.
 */
abstract class ServerCommand implements Callable<Integer> {
  @Mixin AdminClient client;

  @Option(names = "--json", description = "Prints JSON, for programs.")
  boolean json;

  @Spec CommandSpec spec;

  ServerCommand() {
    this.client = new AdminClient();
  }

  /** Does the work and returns an {@link ExitCode}. */
  abstract int ask() throws AdminClient.Unreachable, AdminClient.Refused;

  @Override
  public final Integer call() {
    try {
      return ask();
    } catch (AdminClient.Unreachable e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.UNREACHABLE;
    } catch (AdminClient.Refused e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.REFUSED;
    } finally {
      out().flush();
    }
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void complain(String message) {
    spec.commandLine().getErr().println("sallyport: " + message);
    spec.commandLine().getErr().flush();
  }
}
