package io.sallyport.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A secret's bytes. It prints as a digest prefix, has no {@code equals}, and is compared only in
 * constant time.
 */
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies the bytes. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** The text in UTF-8. */
  public static Secret ofText(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, to be handed to cryptography; never to be written, logged or kept. */
  public byte[] unsafeBytes() {
    return bytes;
  }

  public int size() {
    return bytes.length;
  }

  /** Whether the other bytes are the same; the time taken does not tell where they differ. */
  public boolean matches(byte[] other) {
    return MessageDigest.isEqual(bytes, other);
  }

  /** The first eight hex digits of the SHA-256: enough to name a secret, too little to find it. */
  public String digestPrefix() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
