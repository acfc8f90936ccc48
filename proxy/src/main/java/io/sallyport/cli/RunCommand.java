package io.sallyport.cli;

import io.sallyport.Server;
import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader.Result;
import io.sallyport.observe.Logs;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code sallyport run}: the server, until SIGTERM or ctrl-c. One line on stdout says that it is
 * ready and where; logs go to stderr.
 */
@Command(
    name = "run",
    description = "Runs the server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "SIGTERM and ctrl-c let requests under way end (at most `drain`) and exit 0; before that,",
      "for as long as `notice` says, only /readyz tells balancers that it is going.",
      "A disk that fails ends it with 70: started again, it knows what is safe and what is not.",
      "So does, of many nodes, another process that is this node, or another installation on the",
      "same Redis: the last line says which.",
      "Every key of the configuration can be set by a variable; see docs/configuration.md."
    })
public final class RunCommand implements Callable<Integer> {
  private static final long STOP_GRACE_SECONDS = 5;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration (default: conf/sallyport.yaml, where there is one).")
  @Nullable Path config;

  @Option(names = "--strict", description = "Does not start while any policy does not load.")
  boolean strict;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Logs.write(Logs.formFor(Terminal.onStderr()));
    try {
      return run();
    } finally {
      Logs.flush();
    }
  }

  private int run() throws InterruptedException {
    Result read = LocalConfiguration.loadForServer(config, System.getenv());
    read.problems().forEach(problem -> err().println(problem));
    if (read.configuration().isEmpty()) {
      err().flush();
      return ExitCode.USAGE;
    }
    return serve(read.configuration().get());
  }

  private int serve(Configuration configuration) throws InterruptedException {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(Math.max(1, Runtime.getRuntime().availableProcessors())));
    Server server;
    try {
      server =
          Server.start(
                  vertx,
                  configuration,
                  new Server.Setting(System.getenv(), strict, false, decision -> {}))
              .toCompletionStage()
              .toCompletableFuture()
              .join();
    } catch (CompletionException e) {
      err().println("sallyport: " + reason(e));
      err().flush();
      vertx.close().toCompletionStage().toCompletableFuture().join();
      return ExitCode.FAILED;
    }
    CountDownLatch over = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, configuration, over)));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "ready ingress=%s admin=%s status=%s policies=%d"
            .formatted(
                server.ingressUrl(),
                server.adminUrl(),
                server.statusUrl(),
                server.policies().policies().size()));
    out.flush();
    server.failure().onSuccess(RunCommand::end);
    over.await();
    return ExitCode.DONE;
  }

  /**
   * Nothing more can be promised: at once, without letting anything end, since whatever would be
   * written now might not be kept.
   */
  private static void end(Throwable cause) {
    System.err.println("sallyport: " + lastWords(cause));
    Logs.flush();
    Runtime.getRuntime().halt(ExitCode.STORE_FAILED);
  }

  static String lastWords(Throwable cause) {
    String what =
        cause instanceof Server.NotTheNode
            ? "it cannot be this node any more"
            : "the store has failed";
    return what + ", this process ends: " + cause.getMessage();
  }

  /** Runs while the JVM ends; what it does not finish in time is cut off. */
  private static void stop(Server server, Configuration configuration, CountDownLatch over) {
    try {
      server
          .stop()
          .toCompletionStage()
          .toCompletableFuture()
          .get(
              configuration.notice().plus(configuration.drain()).toSeconds() + STOP_GRACE_SECONDS,
              TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      System.err.println("sallyport: the server did not stop cleanly: " + e.getCause());
    } catch (TimeoutException e) {
      System.err.println("sallyport: not everything ended in time, and was cut off");
    } finally {
      over.countDown();
      Logs.flush();
      Runtime.getRuntime().halt(ExitCode.DONE);
    }
  }

  private static String reason(CompletionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof Server.NotStarted
        ? String.valueOf(cause.getMessage())
        : cause.toString();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
