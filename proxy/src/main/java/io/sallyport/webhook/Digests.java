package io.sallyport.webhook;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 of what is at hand. Each thread keeps one digest: asking the platform for another takes
 * as long as digesting a name.
 */
public final class Digests {
  private static final ThreadLocal<MessageDigest> OF_THREAD =
      ThreadLocal.withInitial(Digests::newSha256);

  private Digests() {}

  /** Of a range of an array, 32 bytes. */
  public static byte[] sha256(byte[] array, int offset, int size) {
    MessageDigest digest = empty();
    digest.update(array, offset, size);
    return digest.digest();
  }

  /**
   * Of parts, each preceded by its length in four bytes, so that no two lists share an input.
   *
   * @param head stands before them as it is
   */
  public static byte[] ofParts(byte[] head, byte[]... parts) {
    MessageDigest digest = empty();
    digest.update(head);
    for (byte[] part : parts) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        digest.update((byte) (part.length >>> shift));
      }
      digest.update(part);
    }
    return digest.digest();
  }

  /** An error may have left something in it that nobody asked for. */
  private static MessageDigest empty() {
    MessageDigest digest = OF_THREAD.get();
    digest.reset();
    return digest;
  }

  /** One that its caller feeds. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
