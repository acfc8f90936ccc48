package io.sallyport.cli;

import io.sallyport.Main;
import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command line inside the test's own process. */
public final class Sallyport {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final int exit;

  private Sallyport(String... arguments) {
    this.exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
  }

  /** Runs a command to its end. */
  public static Sallyport run(String... arguments) {
    return new Sallyport(arguments);
  }

  public int exit() {
    return exit;
  }

  public String out() {
    return out.toString();
  }

  public String err() {
    return err.toString();
  }

  @Override
  public String toString() {
    return "exit " + exit + "\n" + out + err;
  }
}
