package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyFilterTest {
  private final KeyFilter filter = new KeyFilter(new KeyFilter.Room(1 << 24));

  @Test
  void holdsNothingAtFirst() {
    assertThat(falseAnswers(new Random(1), 10_000)).isZero();
  }

  @Test
  void neverDeniesWhatWasAddedThroughAllItsLayers() {
    int keys = 700_000; // three layers
    Random added = new Random(2);
    for (int i = 0; i < keys; i++) {
      filter.add(key(added));
    }

    Random again = new Random(2);
    for (int i = 0; i < keys; i++) {
      assertThat(filter.mayHold(key(again))).isTrue();
    }
    assertThat(filter.keys()).isBetween(keys - keys / 50L, (long) keys);
  }

  @Test
  void seldomAffirmsWhatWasNeverAdded() {
    Random added = new Random(3);
    for (int i = 0; i < 300_000; i++) {
      filter.add(key(added));
    }

    assertThat(falseAnswers(new Random(4), 100_000)).isLessThan(1_500);
  }

  @Test
  void countsAKeyOnce() {
    ClaimKey key = new ClaimKey(-1, Long.MIN_VALUE);

    filter.add(key);
    filter.add(key);

    assertThat(filter.keys()).isEqualTo(1);
    assertThat(filter.mayHold(key)).isTrue();
  }

  @Test
  void affirmsEverythingWhenThereIsNoRoomForItToGrow() {
    KeyFilter small = new KeyFilter(new KeyFilter.Room(100_000)); // two layers need more
    Random added = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      small.add(key(added));
    }

    assertThat(small.isGivenUp()).isTrue();
    assertThat(small.mayHold(key(new Random(6)))).isTrue();
  }

  @Test
  void roomThatIsGivenBackIsThereForOthers() {
    KeyFilter.Room room = new KeyFilter.Room(40_000); // one small layer
    KeyFilter first = new KeyFilter(room);
    first.add(key(new Random(7)));
    first.close();
    KeyFilter second = new KeyFilter(room);

    second.add(key(new Random(8)));

    assertThat(second.isGivenUp()).isFalse();
    assertThat(second.mayHold(key(new Random(8)))).isTrue();
  }

  private int falseAnswers(Random random, int asked) {
    int affirmed = 0;
    for (int i = 0; i < asked; i++) {
      affirmed += filter.mayHold(key(random)) ? 1 : 0;
    }
    return affirmed;
  }

  private static ClaimKey key(Random random) {
    return new ClaimKey(random.nextLong(), random.nextLong());
  }
}
