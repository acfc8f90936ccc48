package io.sallyport.secret;

import io.sallyport.secret.SecretText.Part;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns secret references into values: once when a policy or the configuration is loaded, and from
 * then on by keeping the values fresh.
 *
 * <p>Variables never change. Files are read again every few seconds ({@link SecretFiles}), secrets
 * in Vault every minute ({@link Vault}); what cannot be read again keeps its last good value.
 */
public final class SecretResolver {
  private final Map<String, String> environment;
  private final SecretFiles files;
  private final Optional<VaultSecrets> vault;

  public SecretResolver(
      Map<String, String> environment, SecretFiles files, Optional<VaultSecrets> vault) {
    this.environment = Map.copyOf(environment);
    this.files = files;
    this.vault = vault;
  }

  /**
   * Resolves a text that is not per tenant. An empty result is a value, too: judging it is the
   * caller's.
   *
   * @param base the directory that relative paths start from
   * @return fails with {@link SecretUnavailable}
   */
  public Future<SecretValue> resolve(SecretText text, Path base) {
    List<Future<SecretValue>> parts =
        text.parts().stream().map(part -> resolve(part, base)).toList();
    return Future.all(parts)
        .map(
            all ->
                parts.size() == 1
                    ? parts.get(0).result()
                    : new JoinedSecret(parts.stream().map(Future::result).toList()));
  }

  private Future<SecretValue> resolve(Part part, Path base) {
    if (part instanceof Part.Literal literal) {
      return Future.succeededFuture(SecretValue.fixed(Secret.ofText(literal.text())));
    }
    if (part instanceof Part.Variable variable) {
      return variable(variable);
    }
    if (part instanceof Part.Content content) {
      return files.value(base.resolve(content.path()).normalize());
    }
    Part.VaultField field = (Part.VaultField) part;
    if (field.isPerTenant()) {
      return unavailable(field + " depends on the request and cannot be used here");
    }
    return vault
        .map(open -> open.value(field))
        .orElseGet(() -> unavailable(field + " needs a vault: section in the configuration"));
  }

  private Future<SecretValue> variable(Part.Variable variable) {
    Optional<String> set =
        Optional.ofNullable(environment.get(variable.name())).filter(text -> !text.isEmpty());
    return set.or(variable::otherwise)
        .map(text -> Future.succeededFuture(SecretValue.fixed(Secret.ofText(text))))
        .orElseGet(() -> unavailable("environment variable " + variable.name() + " is not set"));
  }

  private static Future<SecretValue> unavailable(String sentence) {
    return Future.failedFuture(new SecretUnavailable(sentence));
  }
}
