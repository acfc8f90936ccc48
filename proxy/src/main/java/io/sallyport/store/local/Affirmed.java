package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import java.util.ArrayList;
import java.util.List;

/** What was remembered here stands with the others, under new fences. */
record Affirmed(List<One> ones) implements LedgerRecord {
  /** So many make a record at most: a full journal has room for it. */
  static final int AT_ONCE = 256;

  public Affirmed {
    ones = List.copyOf(ones);
  }

  /** One of them. */
  record One(ClaimKey key, long fence) {}

  @Override
  public byte kind() {
    return LedgerRecord.AFFIRMED;
  }

  @Override
  public int bytesExpected() {
    return bytesMost(ones.size());
  }

  /** What such a record of so many takes at most. */
  static int bytesMost(int events) {
    return 32 + 26 * events;
  }

  @Override
  public Output write(Output out) {
    out.number(ones.size());
    ones.forEach(it -> out.key(it.key()).number(it.fence()));
    return out;
  }

  static Affirmed read(Input in) {
    int count = in.size();
    List<One> ones = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ones.add(new One(in.key(), in.number()));
    }
    return new Affirmed(ones);
  }
}
