package io.sallyport.store.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  /** Always the greatest number that is allowed. */
  private static final RandomGenerator HIGHEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private static final RandomGenerator LOWEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
          return 0;
        }
      };

  @Test
  void doublesItsBoundUpToTheMost() {
    Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), HIGHEST);

    assertThat(java.util.stream.LongStream.generate(backoff::failedMillis).limit(40).distinct())
        .containsExactly(20L, 40L, 80L, 100L);
  }

  @Test
  void mayBeginAnywhereBelowTheBoundButNotAtOnce() {
    Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), LOWEST);

    assertThat(java.util.stream.LongStream.generate(backoff::failedMillis).limit(40).distinct())
        .containsExactly(1L);
  }

  @Test
  void beginsAnewAfterASuccess() {
    Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), HIGHEST);
    backoff.failedMillis();
    backoff.failedMillis();

    backoff.succeeded();

    assertThat(backoff.failedMillis()).isEqualTo(20);
  }
}
