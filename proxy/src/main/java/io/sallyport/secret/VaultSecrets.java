package io.sallyport.secret;

import io.sallyport.secret.SecretText.Part.VaultField;
import io.vertx.core.Future;

/** Secrets that live in Vault. {@link Vault} asks a real one. */
public interface VaultSecrets {
  /**
   * A value that is kept fresh.
   *
   * @param field not per tenant
   * @return fails with {@link SecretUnavailable}
   */
  Future<SecretValue> value(VaultField field);

  /**
   * Reads one field once.
   *
   * @param path complete, without placeholders
   * @return what became of it; fails with {@link SecretUnavailable} when Vault cannot say
   */
  Future<VaultAnswer> read(String path, String field);

  /** What Vault says of a field. */
  sealed interface VaultAnswer {
    record Present(Secret secret) implements VaultAnswer {}

    /** No such secret, no such field, or its latest version is deleted. */
    record Absent() implements VaultAnswer {}
  }
}
