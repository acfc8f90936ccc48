package io.sallyport.store.redis;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.shared.Shard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The keys of one shard: {@code sp:{acme:7}}, the shard itself; that and sixteen bytes, a claim;
 * that, {@code =} and sixteen bytes, signed bytes; that, {@code %} and sixteen bytes, the bucket of
 * a limit; that, {@code +} and up to ten digits, what a node has left. They share the tag, and so
 * the slot.
 *
 * <p>Short on purpose: each byte is there once a claim.
 */
final class ShardKeys {
  private static final String PREFIX = "sp:";
  private static final byte SIGNED = '=';
  private static final byte ESTATE = '+';
  private static final byte LIMIT = '%';

  private final byte[] prefix;

  /**
   * Of a shard.
   *
   * @throws IllegalArgumentException for an integration that no policy can have: a brace in it
   *     would end the tag early, and put the keys of one script into several slots
   */
  ShardKeys(Shard shard) {
    String name = shard.integration();
    if (name.isEmpty() || !name.chars().allMatch(ShardKeys::isPlain)) {
      throw new IllegalArgumentException(
          "want an integration of lower-case letters, digits and hyphens, got \"" + name + "\"");
    }
    prefix = (PREFIX + shard.tag()).getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }

  Slot slot() {
    return Slot.of(prefix);
  }

  /** The hash that says how far the shard is to be trusted. */
  byte[] shard() {
    return prefix.clone();
  }

  byte[] claim(ClaimKey key) {
    return ByteBuffer.allocate(prefix.length + ClaimKey.BYTES)
        .put(prefix)
        .put(key.toBytes())
        .array();
  }

  /** What a node of that number has left to others. */
  byte[] estate(int owner) {
    byte[] number = Integer.toUnsignedString(owner).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(prefix.length + 1 + number.length)
        .put(prefix)
        .put(ESTATE)
        .put(number)
        .array();
  }

  byte[] signed(ClaimKey key) {
    return marked(SIGNED, key);
  }

  byte[] limit(ClaimKey key) {
    return marked(LIMIT, key);
  }

  private byte[] marked(byte mark, ClaimKey key) {
    return ByteBuffer.allocate(prefix.length + 1 + ClaimKey.BYTES)
        .put(prefix)
        .put(mark)
        .put(key.toBytes())
        .array();
  }
}
