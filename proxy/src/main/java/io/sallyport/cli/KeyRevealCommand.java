package io.sallyport.cli;

import io.sallyport.Server;
import io.sallyport.config.Configuration;
import io.sallyport.secret.Secret;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sallyport key reveal NAME}: the secret that a platform delivered, in clear, for platforms
 * that want it typed back (Notion). It is read from the data folder by whoever may read that; the
 * server's API never shows it.
 */
@Command(
    name = "reveal",
    description = {
      "Prints the secret that a platform delivered to NAME, in clear: Notion wants it pasted back.",
      "Reads the data folder of this host, as the server's user; no server is asked."
    },
    mixinStandardHelpOptions = true)
final class KeyRevealCommand implements Callable<Integer> {
  private static final long OPEN_SECONDS = 15;

  @Parameters(paramLabel = "NAME", description = "The integration.")
  String integration = "";

  @Option(
      names = "--tenant",
      paramLabel = "VALUE",
      description = "The value of the path, where the policy's path names one; several: a/b.")
  String tenant = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration (default: conf/sallyport.yaml, where there is one).")
  @Nullable Path config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration configuration = LocalConfiguration.read(config, spec.commandLine());
    Path folder = configuration.data().resolve("bootstrap");
    if (!Files.isDirectory(folder)) { // a master key must not be made only to find nothing
      return fail("nothing was delivered yet: there is no " + folder);
    }
    Vertx vertx = Vertx.vertx();
    try {
      Optional<Secret> secret =
          Server.delivered(vertx, configuration, LocalConfiguration.environment())
              .toCompletionStage()
              .toCompletableFuture()
              .get(OPEN_SECONDS, TimeUnit.SECONDS)
              .secret(integration, tenant);
      if (secret.isEmpty()) {
        return fail("no platform has delivered a secret to `" + integration + "`");
      }
      spec.commandLine()
          .getOut()
          .println(new String(secret.get().unsafeBytes(), StandardCharsets.UTF_8));
      spec.commandLine().getOut().flush();
      return ExitCode.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted");
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return fail(String.valueOf(cause.getMessage()));
    } finally {
      vertx.close().await();
    }
  }

  private int fail(String sentence) {
    spec.commandLine().getErr().println("sallyport: " + sentence);
    spec.commandLine().getErr().flush();
    return ExitCode.FAILED;
  }
}
