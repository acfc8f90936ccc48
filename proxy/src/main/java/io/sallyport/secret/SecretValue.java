package io.sallyport.secret;

/**
 * A secret that may change while the server runs (a file that is re-read, a lease that is renewed).
 * Safe from any thread; never blocks: what is returned is what was last read.
 */
@FunctionalInterface
public interface SecretValue {
  /** The value now; the same object as long as the value has not changed. */
  Secret current();

  /** A value that never changes. */
  static SecretValue fixed(Secret secret) {
    return () -> secret;
  }
}
