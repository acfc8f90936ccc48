package io.sallyport.admit;

import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a claim is kept under, or a content compared by: the first 128 bits of a SHA-256.
 *
 * <p>Guarantees: two different texts do not share one but by a collision of 2^64 work. Nobody can
 * choose one without having signed its text.
 */
public record ClaimKey(long high, long low) implements Comparable<ClaimKey> {
  public static final int BYTES = 16;

  /** Of a digest of at least sixteen bytes. */
  public static ClaimKey of(byte[] digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest, 0, BYTES);
    return new ClaimKey(bytes.getLong(), bytes.getLong());
  }

  /** Of an event: the digest that its name spells. */
  public static ClaimKey of(EventId id) {
    return of(id.digest());
  }

  /**
   * Of texts under a word of the product, each preceded by its length.
   *
   * @param domain keeps keys of different kinds apart
   */
  public static ClaimKey of(String domain, byte[]... parts) {
    MessageDigest digest = sha256();
    update(digest, domain.getBytes(StandardCharsets.US_ASCII));
    for (byte[] part : parts) {
      update(digest, part);
    }
    return of(digest.digest());
  }

  /** Sixteen bytes, most significant first. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  @Override
  public int compareTo(ClaimKey other) {
    int order = Long.compareUnsigned(high, other.high);
    return order == 0 ? Long.compareUnsigned(low, other.low) : order;
  }

  private static void update(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
