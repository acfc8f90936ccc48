package io.sallyport.cli.policy;

import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.folder.ResolvedSecrets;
import io.sallyport.secret.SecretEvents;
import io.sallyport.secret.SecretFiles;
import io.sallyport.secret.SecretResolver;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The secrets of this machine, for as long as one command runs. */
final class RealSecrets implements AutoCloseable {
  private final Vertx vertx;
  private final SecretResolver resolver;

  private RealSecrets(Vertx vertx, SecretResolver resolver) {
    this.vertx = vertx;
    this.resolver = resolver;
  }

  /** Opens what references lead to. */
  static RealSecrets open(Map<String, String> environment) {
    Vertx vertx = Vertx.vertx();
    SecretFiles files = new SecretFiles(vertx, SecretEvents.silent());
    return new RealSecrets(vertx, new SecretResolver(environment, files, Optional.empty()));
  }

  Secrets of(Path folder) {
    return new ResolvedSecrets(resolver, folder);
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Vert.x has nothing under way, so it must close", e);
    }
  }
}
