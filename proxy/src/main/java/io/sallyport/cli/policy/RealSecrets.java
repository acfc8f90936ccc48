package io.sallyport.cli.policy;

import io.sallyport.Vaults;
import io.sallyport.config.Configuration;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.folder.ResolvedSecrets;
import io.sallyport.secret.SecretEvents;
import io.sallyport.secret.SecretFiles;
import io.sallyport.secret.SecretResolver;
import io.sallyport.secret.Vault;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The secrets of this machine, for as long as one command runs. */
public final class RealSecrets implements AutoCloseable {
  private final Vertx vertx;
  private final SecretResolver resolver;

  private RealSecrets(Vertx vertx, SecretResolver resolver) {
    this.vertx = vertx;
    this.resolver = resolver;
  }

  /** Opens what references lead to, without a Vault. */
  public static RealSecrets open(Map<String, String> environment) {
    Vertx vertx = Vertx.vertx();
    SecretFiles files = new SecretFiles(vertx, SecretEvents.silent());
    return new RealSecrets(vertx, new SecretResolver(environment, files, Optional.empty()));
  }

  /**
   * The same, and the configured Vault.
   *
   * @throws IOException with a sentence when that cannot be opened
   */
  public static RealSecrets open(Configuration configuration, Map<String, String> environment)
      throws IOException {
    RealSecrets plain = open(environment);
    SecretFiles files = new SecretFiles(plain.vertx, SecretEvents.silent());
    try {
      Optional<Vault> vault =
          Vaults.open(
                  plain.vertx,
                  configuration,
                  plain.resolver,
                  SecretEvents.silent(),
                  InstantSource.system())
              .toCompletionStage()
              .toCompletableFuture()
              .get(ResolvedSecrets.WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      return new RealSecrets(
          plain.vertx, new SecretResolver(environment, files, vault.map(it -> it)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      plain.close();
      throw new IOException("interrupted while the vault was opened", e);
    } catch (ExecutionException | TimeoutException e) {
      plain.close();
      throw new IOException("the vault could not be opened: " + e.getMessage(), e);
    }
  }

  /** What resolves references. */
  public SecretResolver resolver() {
    return resolver;
  }

  /** Those of a folder of policies. */
  public Secrets of(Path folder) {
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
