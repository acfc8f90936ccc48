package io.sallyport.policy.folder;

import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.layer.Base;
import io.sallyport.secret.SecretResolver;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretUnavailable;
import io.sallyport.secret.SecretValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real values of references. Waits for them, so never on an event loop. */
public final class ResolvedSecrets implements Secrets {
  /** How long one reference may take, Vault included. */
  public static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final SecretResolver resolver;
  private final Path folder;

  /**
   * @param folder where file names in a preset start from, which has no folder of its own
   */
  public ResolvedSecrets(SecretResolver resolver, Path folder) {
    this.resolver = resolver;
    this.folder = folder;
  }

  @Override
  public SecretValue value(SecretText text, Base base) throws SecretUnavailable {
    try {
      return resolver
          .resolve(text, base.directory().orElse(folder))
          .toCompletionStage()
          .toCompletableFuture()
          .get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SecretUnavailable unavailable) {
        throw unavailable;
      }
      throw new SecretUnavailable("a reference could not be resolved", e);
    } catch (TimeoutException e) {
      throw new SecretUnavailable(
          "a reference was not resolved within " + WAIT_MAX.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SecretUnavailable("interrupted while waiting for a secret", e);
    }
  }

  @Override
  public boolean areReal() {
    return true;
  }
}
