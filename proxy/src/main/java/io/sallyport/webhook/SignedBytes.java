package io.sallyport.webhook;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a signature was made over, by their SHA-256: the same for every copy of a
 * delivery, however it was cut or written anew. Computed when first asked for, and then from the
 * reading that was verified: ask before anything else reads the request. Belongs to the thread of
 * the request.
 */
public final class SignedBytes {
  private static final SignedBytes NONE = new SignedBytes(Optional.empty());

  private final Optional<Supplier<byte[]>> digest;
  private byte @Nullable [] known;

  private SignedBytes(Optional<Supplier<byte[]>> digest) {
    this.digest = digest;
  }

  /**
   * Where nothing was signed that tells one delivery from another: a shared token, a bearer JWT.
   */
  public static SignedBytes none() {
    return NONE;
  }

  /**
   * By how their digest is had.
   *
   * @param digest gives 32 bytes
   */
  public static SignedBytes of(Supplier<byte[]> digest) {
    return new SignedBytes(Optional.of(digest));
  }

  /** Their SHA-256, 32 bytes, not to be written to; empty where nothing was signed. */
  public Optional<byte[]> sha256() {
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = known;
    if (bytes == null) {
      bytes = digest.get().get();
      known = bytes;
    }
    return Optional.of(bytes);
  }
}
