package io.sallyport.admit;

import io.sallyport.webhook.Digests;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a claim is kept under, or a content compared by: the first 128 bits of a SHA-256.
 *
 * <p>Guarantees: two different texts do not share one but by a collision of 2^64 work. Nobody can
 * choose one without having signed its text.
 */
public record ClaimKey(long high, long low) implements Comparable<ClaimKey> {
  public static final int BYTES = 16;
  private static final byte[] NOTHING = new byte[0];

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
    byte[][] all = new byte[parts.length + 1][];
    all[0] = domain.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(parts, 0, all, 1, parts.length);
    return of(Digests.ofParts(NOTHING, all));
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
}
