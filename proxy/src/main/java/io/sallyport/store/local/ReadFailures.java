package io.sallyport.store.local;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often in a row the disk did not give what stands for something that waits. Any thread.
 *
 * <p>At most {@value #COUNTED_MOST} are counted: of more, whatever was the first of them begins
 * anew, and is tried for longer.
 */
final class ReadFailures {
  /** Whoever asks again does so after a second: a disk has about a minute to come back. */
  static final int MOST_IN_A_ROW = 60;

  static final int COUNTED_MOST = 16_384;

  private final Map<Long, Integer> inARow = new LinkedHashMap<>();

  /** One more; whether it was the last that is waited for, and the next would be the first. */
  synchronized boolean isLast(long sequence) {
    int failures = inARow.merge(sequence, 1, Integer::sum);
    if (failures >= MOST_IN_A_ROW) {
      inARow.remove(sequence);
      return true;
    }
    if (inARow.size() > COUNTED_MOST) {
      inARow.remove(inARow.keySet().iterator().next());
    }
    return false;
  }

  /** It was read, or need not be any more. */
  synchronized void areOver(long sequence) {
    inARow.remove(sequence);
  }
}
