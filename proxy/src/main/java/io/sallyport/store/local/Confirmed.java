package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import java.util.ArrayList;
import java.util.List;

/** Ends that the other nodes know of for certain. */
record Confirmed(List<One> ones) implements LedgerRecord {
  /** So many make a record at most. */
  static final int AT_ONCE = 1_024;

  public Confirmed {
    ones = List.copyOf(ones);
  }

  /**
   * One of them.
   *
   * @param standing that was told
   * @param fence under which it was told
   */
  record One(ClaimKey key, Standing standing, long fence) {}

  @Override
  public byte kind() {
    return LedgerRecord.CONFIRMED;
  }

  @Override
  public int bytesExpected() {
    return bytesMost(ones.size());
  }

  /** What such a record of so many takes at most. */
  static int bytesMost(int events) {
    return 32 + 28 * events;
  }

  @Override
  public Output write(Output out) {
    out.number(ones.size());
    ones.forEach(it -> out.key(it.key()).u8(it.standing().number()).number(it.fence()));
    return out;
  }

  static Confirmed read(Input in) {
    int count = in.size();
    List<One> ones = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ones.add(new One(in.key(), LedgerRecord.standing(in), in.number()));
    }
    return new Confirmed(ones);
  }
}
