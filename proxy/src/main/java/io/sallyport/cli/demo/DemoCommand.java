package io.sallyport.cli.demo;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Terminal;
import io.sallyport.cli.VersionCommand;
import io.sallyport.observe.Logs;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport demo}: the whole thing on a laptop. */
@Command(
    name = "demo",
    description = {
      "Runs the gate before a sink and sends it what platforms and forgers send.",
      "Nothing leaves this machine, and nothing stays on it."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--once",
      description = "Ends after the table: with 0 if everything was as it must be, else with 1.")
  boolean once;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Logs.writeErrorsOnly();
    PrintWriter out = spec.commandLine().getOut();
    try {
      return once ? runOnce(out) : runUntilStopped(out);
    } catch (IOException e) {
      spec.commandLine().getErr().println("sallyport: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return ExitCode.FAILED;
    }
  }

  private int runOnce(PrintWriter out) throws IOException {
    try (Demo demo = new Demo()) {
      introduce(demo, out);
      Tally tally = demo.run(out, Terminal.onStdout());
      out.println();
      out.println("Next:  ./sallyport demo                 stays up, to be tried with curl");
      out.println("       ./sallyport policy new github    the first policy of your own");
      out.flush();
      return tally.isGood() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private int runUntilStopped(PrintWriter out) throws IOException, InterruptedException {
    Demo demo = new Demo();
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(demo, out, stopped)));
    introduce(demo, out);
    demo.run(out, Terminal.onStdout());
    out.println();
    Suggestions.whileItRuns(demo).forEach(out::println);
    out.println();
    out.flush();
    demo.watch(out);
    stopped.await();
    return ExitCode.DONE;
  }

  private static void introduce(Demo demo, PrintWriter out) {
    out.println(
        "sallyport "
            + VersionCommand.version()
            + " demo. Nothing leaves this machine; ctrl-c stops it and forgets everything.");
    out.println(
        "  ingress  "
            + demo.gate().server().ingressUrl()
            + (demo.gate().isOnUsualPort() ? "" : "     port 8080 is taken, so another one"));
    out.println("  your app " + demo.app() + "     a sink that prints what reaches it");
    out.flush();
  }

  /** Runs while the JVM ends. */
  private static void stop(Demo demo, PrintWriter out, CountDownLatch stopped) {
    try {
      demo.close();
    } catch (IOException e) {
      System.err.println("sallyport: " + e.getMessage());
    }
    out.println();
    Suggestions.afterIt().forEach(out::println);
    out.flush();
    stopped.countDown();
    Runtime.getRuntime().halt(ExitCode.DONE);
  }
}
