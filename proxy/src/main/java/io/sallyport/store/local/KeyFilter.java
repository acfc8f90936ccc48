package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which keys may be in a table: a Bloom filter whose keys set seven bits within one cache line of
 * memory each, sixteen bits a key. It says "perhaps" for about one in three hundred keys that were
 * never added, and never "no" for one that was. New keys are what nearly every event has, and
 * asking the disk's index for what is not there costs more than all the rest of a decision.
 *
 * <p>A key is the digest of something, so that its own bits serve as the filter's hashes.
 *
 * <p>Grows by layers, each four times as large as the one before, up to four million keys (8 MiB):
 * two bytes a key. Where the heap has no room for another it is given up and affirms everything:
 * its table is asked as if it were not there. One thread adds; others may ask, and know of what was
 * added before whatever they have seen of that thread since.
 */
final class KeyFilter {
  private static final long[][] NONE = {};

  private static final int BITS_PER_KEY = 16;
  private static final int BITS_SET = 7;
  private static final int LINE_LONGS = 8;
  private static final int LINE_BITS = LINE_LONGS * Long.SIZE;
  private static final int BIT_NUMBER_BITS = 9;
  private static final int GROWTH = 4;
  private static final int FIRST_LAYER_KEYS = 1 << 14;
  private static final int LAYER_KEYS_MAX = 1 << 22;

  private final Room room;
  private volatile long[][] layers = NONE;
  private volatile boolean givenUp;
  private int layerKeys;
  private int inLastLayer;
  private final AtomicLong keys = new AtomicLong();

  /** How much heap all filters of a store may take. Safe from any thread. */
  static final class Room {
    private final AtomicLong left;

    Room(long bytes) {
      left = new AtomicLong(bytes);
    }

    private boolean take(long bytes) {
      return left.getAndUpdate(it -> it >= bytes ? it - bytes : it) >= bytes;
    }

    private void giveBack(long bytes) {
      left.addAndGet(bytes);
    }
  }

  /** Empty. */
  KeyFilter(Room room) {
    this.room = room;
  }

  /** Adds a key; without effect when it may be there already. */
  void add(ClaimKey key) {
    if (mayHold(key)) {
      return;
    }
    if (inLastLayer == layerKeys && !grow()) {
      return;
    }
    long[][] known = layers;
    set(known[known.length - 1], key);
    inLastLayer++;
    keys.incrementAndGet();
  }

  /** Whether the key may have been added. */
  boolean mayHold(ClaimKey key) {
    long[][] known = layers;
    if (givenUp) { // looked at behind the layers, which are gone only after it is said
      return true;
    }
    for (long[] layer : known) {
      if (has(layer, key)) {
        return true;
      }
    }
    return false;
  }

  /** How many keys were added, without those that seemed to be there. */
  long keys() {
    return keys.get();
  }

  /** Whether it no longer says anything: there was no room for it to grow. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** Gives its memory back; then it affirms everything. */
  void close() {
    givenUp = true;
    long bytes = 0;
    for (long[] layer : layers) {
      bytes += (long) layer.length * Long.BYTES;
    }
    layers = NONE;
    room.giveBack(bytes);
  }

  private boolean grow() {
    int next = Math.min(Math.max(FIRST_LAYER_KEYS, GROWTH * layerKeys), LAYER_KEYS_MAX);
    if (!room.take((long) next * BITS_PER_KEY / Byte.SIZE)) {
      close();
      return false;
    }
    layerKeys = next;
    long[][] before = layers;
    long[][] more = new long[before.length + 1][];
    System.arraycopy(before, 0, more, 0, before.length);
    more[before.length] = layer(layerKeys);
    layers = more;
    inLastLayer = 0;
    return true;
  }

  private static long[] layer(int keys) {
    return new long[(int) ((long) keys * BITS_PER_KEY / LINE_BITS) * LINE_LONGS];
  }

  private static boolean has(long[] layer, ClaimKey key) {
    int line = line(layer, key);
    long bits = key.low();
    for (int i = 0; i < BITS_SET; i++) {
      if ((layer[line + longOf(bits)] & (1L << bits)) == 0) {
        return false;
      }
      bits >>>= BIT_NUMBER_BITS;
    }
    return true;
  }

  private static void set(long[] layer, ClaimKey key) {
    int line = line(layer, key);
    long bits = key.low();
    for (int i = 0; i < BITS_SET; i++) {
      layer[line + longOf(bits)] |= 1L << bits;
      bits >>>= BIT_NUMBER_BITS;
    }
  }

  /** The upper half of the key chooses the line, evenly. */
  private static int line(long[] layer, ClaimKey key) {
    long lines = layer.length / LINE_LONGS;
    return (int) (((key.high() >>> 32) * lines) >>> 32) * LINE_LONGS;
  }

  /** Of nine bits the lower six choose a bit, the upper three its long. */
  private static int longOf(long bits) {
    return (int) (bits >>> 6) & (LINE_LONGS - 1);
  }
}
