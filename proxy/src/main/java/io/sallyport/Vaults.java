package io.sallyport;

import io.sallyport.config.Configuration;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretEvents;
import io.sallyport.secret.SecretFault;
import io.sallyport.secret.SecretResolver;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretValue;
import io.sallyport.secret.Vault;
import io.sallyport.secret.VaultLogin;
import io.sallyport.secret.VaultSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Opens the configured Vault, whose own credentials are references, too. */
public final class Vaults {
  private Vaults() {}

  /**
   * Opens it.
   *
   * @param resolver of references outside of Vault
   * @return fails with {@link Server.NotStarted}
   */
  public static Future<Optional<Vault>> open(
      Vertx vertx,
      Configuration configuration,
      SecretResolver resolver,
      SecretEvents events,
      InstantSource clock) {
    if (configuration.vault().isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Configuration.Vault vault = configuration.vault().get();
    return login(vault, resolver)
        .map(
            login ->
                Optional.of(
                    new Vault(
                        vertx,
                        new VaultSettings(
                            URI.create(vault.address()),
                            login,
                            vault.namespace(),
                            vault.ca(),
                            List.of(),
                            VaultSettings.REFRESH_DEFAULT,
                            VaultSettings.TIMEOUT_DEFAULT),
                        events,
                        clock)));
  }

  private static Future<VaultLogin> login(Configuration.Vault vault, SecretResolver resolver) {
    if (vault.token().isPresent()) {
      return resolve("vault.token", vault.token().get(), resolver).map(VaultLogin.Token::new);
    }
    if (vault.roleId().isEmpty() || vault.secretId().isEmpty()) {
      return Future.failedFuture(
          new Server.NotStarted("vault: want token, or role-id and secret-id"));
    }
    SecretValue role = SecretValue.fixed(Secret.ofText(vault.roleId().get()));
    return resolve("vault.secret-id", vault.secretId().get(), resolver)
        .map(secret -> new VaultLogin.AppRole(role, secret, VaultLogin.AppRole.MOUNT_DEFAULT));
  }

  /** Resolves a reference of the configuration; relative files start from the working folder. */
  public static Future<SecretValue> resolve(String key, String text, SecretResolver resolver) {
    try {
      return resolver
          .resolve(SecretText.parse(text), Path.of(""))
          .recover(
              fault ->
                  Future.failedFuture(
                      new Server.NotStarted(key + ": " + fault.getMessage(), fault)));
    } catch (SecretFault e) {
      return Future.failedFuture(new Server.NotStarted(key + ": " + e.getMessage(), e));
    }
  }
}
