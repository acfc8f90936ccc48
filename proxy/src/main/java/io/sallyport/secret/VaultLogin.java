package io.sallyport.secret;

/** How to sign in to Vault. */
public sealed interface VaultLogin {

  /**
   * A token that somebody else made. It is renewed while it can be; when the value changes (a Vault
   * agent's sink file), the new one is used.
   */
  record Token(SecretValue token) implements VaultLogin {}

  /**
   * The AppRole method: a token of our own, renewed, and made anew when it ends.
   *
   * @param mount where the method is mounted; {@code approle} by default
   */
  record AppRole(SecretValue roleId, SecretValue secretId, String mount) implements VaultLogin {
    public static final String MOUNT_DEFAULT = "approle";
  }
}
