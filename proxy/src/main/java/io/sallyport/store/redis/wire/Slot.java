package io.sallyport.store.redis.wire;

import java.nio.charset.StandardCharsets;

/**
 * One of the 16,384 parts of the keys: what a Cluster distributes, and what a script may touch one
 * of. Without Cluster all slots are the one master's.
 *
 * <p>CRC16 (XMODEM) of what stands between the first opening brace and the next closing one, or of
 * the whole key: Redis Cluster specification, "Key distribution model" and "Hash tags".
 *
 * @param number 0 to 16383
 */
public record Slot(int number) {
  public static final int COUNT = 16_384;
  private static final int POLYNOMIAL = 0x1021;
  private static final int[] TABLE = table();

  public Slot {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("want a slot from 0 to 16383, got " + number);
    }
  }

  /** The slot of a key, in UTF-8. */
  public static Slot of(String key) {
    return of(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The slot of a key. */
  public static Slot of(byte[] key) {
    int open = indexOf(key, '{', 0);
    int close = open < 0 ? -1 : indexOf(key, '}', open + 1);
    return close > open + 1
        ? new Slot(crc16(key, open + 1, close) % COUNT)
        : new Slot(crc16(key, 0, key.length) % COUNT);
  }

  private static int indexOf(byte[] key, char wanted, int from) {
    for (int i = from; i < key.length; i++) {
      if (key[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  static int crc16(byte[] bytes, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = ((crc << 8) ^ TABLE[((crc >>> 8) ^ bytes[i]) & 0xff]) & 0xffff;
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
      table[i] = crc & 0xffff;
    }
    return table;
  }
}
