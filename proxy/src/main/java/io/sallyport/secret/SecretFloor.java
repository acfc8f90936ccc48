package io.sallyport.secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is weak about a secret that a sender shares: one captured delivery is enough to guess it
 * offline. Some platforms give no better ones, so this is for warnings; whoever reports it decides.
 */
public final class SecretFloor {
  /** 192 bits of key material, had they all been chosen at random. */
  public static final int BYTES_MIN = 24;

  private static final int DIFFERENT_BYTES_MIN = 8;

  private SecretFloor() {}

  /** What is wrong with one secret by itself: half a sentence, without the secret. */
  public static Optional<String> weakness(Secret secret) {
    if (secret.size() == 0) {
      return Optional.of("is empty");
    }
    if (secret.size() < BYTES_MIN) {
      return Optional.of(
          "has " + secret.size() + " bytes and can be guessed; want at least " + BYTES_MIN);
    }
    byte last = secret.unsafeBytes()[secret.size() - 1];
    if (last == '\n' || last == '\r' || last == ' ' || last == '\t') {
      return Optional.of("ends in white space, which is then part of the key");
    }
    long different =
        new String(secret.unsafeBytes(), StandardCharsets.ISO_8859_1).chars().distinct().count();
    return different < DIFFERENT_BYTES_MIN
        ? Optional.of("has only " + different + " different bytes; it is hardly random")
        : Optional.empty();
  }
}
