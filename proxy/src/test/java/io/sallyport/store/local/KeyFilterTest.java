package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyFilterTest {
  private final KeyFilter filter = new KeyFilter();

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
