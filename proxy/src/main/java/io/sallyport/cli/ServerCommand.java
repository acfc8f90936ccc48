package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.observe.Printable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that asks a running server: where it is, what its failures exit with, {@code --json}.
 */
public abstract class ServerCommand implements Callable<Integer> {
  private static final int SENTENCE_CHARS_MAX = 500;

  @Mixin protected AdminClient client;

  @Option(names = "--json", description = "Prints JSON, for programs.")
  protected boolean json;

  @Spec protected CommandSpec spec;

  protected ServerCommand() {
    this.client = new AdminClient();
  }

  /** Does the work and returns an {@link ExitCode}. */
  protected abstract int ask() throws Unreachable, Refused;

  @Override
  public final Integer call() {
    try {
      return ask();
    } catch (Uncertain e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.PARTIAL;
    } catch (Unreachable e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.UNREACHABLE;
    } catch (Refused e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.REFUSED;
    } finally {
      out().flush();
    }
  }

  /** Where results go. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Where everything else goes. */
  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Says on stderr what went wrong. */
  protected final void complain(String message) {
    err().println("sallyport: " + message);
    err().flush();
  }

  /**
   * Says on stderr of which nodes the server could not ask; the exit code is as without.
   *
   * @param answer of a list of several nodes
   */
  protected final void tellUnasked(JsonNode answer) {
    for (JsonNode it : answer.path("unreachable")) {
      complain(
          Printable.of(
              it.path("node").asText() + " could not be asked: " + it.path("why").asText(),
              SENTENCE_CHARS_MAX));
    }
  }

  /** The command line was not understood; exit code 2. */
  public final ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
