package io.sallyport.store.redis.wire;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How connections are encrypted. Certificates must be for the address that is called, and are read
 * again for each connection.
 *
 * @param authority PEM with the certificates to trust; without it the JDK's
 * @param certificate PEM of a certificate to show, the leaf first
 * @param key its key, PEM, PKCS#8
 */
public record RedisTls(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {
  public RedisTls {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("want a certificate and its key, or neither");
    }
  }

  /** Trusts whom the JDK trusts. */
  public static RedisTls plain() {
    return new RedisTls(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Trusts only these certificates. */
  public static RedisTls trusting(Path authority) {
    return new RedisTls(Optional.of(authority), Optional.empty(), Optional.empty());
  }
}
