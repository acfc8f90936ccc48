package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static final Shard ONE = new Shard("acme", 1);
  private static final Shard TWO = new Shard("acme", 2);

  /** A clock of nanoseconds may pass the highest number. */
  private long nanos = Long.MAX_VALUE - Duration.ofMillis(500).toNanos();

  private final Silence silence = new Silence(() -> nanos);

  private void passes(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void itIsKeptForASecondForThatShard() {
    silence.begins(ONE);

    passes(Duration.ofMillis(999));
    assertThat(silence.isKept(ONE)).isTrue();
    assertThat(silence.isKept(TWO)).isFalse();
    passes(Duration.ofMillis(1));
    assertThat(silence.isKept(ONE)).isFalse();
  }

  @Test
  void anAnswerEndsIt() {
    silence.begins(ONE);
    silence.begins(TWO);

    silence.ends(ONE);

    assertThat(silence.isKept(ONE)).isFalse();
    assertThat(silence.isKept(TWO)).isTrue();
  }

  /** The question's own answer is late; but the shard has answered somebody since. */
  @Test
  void aQuestionFromBeforeTheLatestAnswerBeginsNone() {
    long asked = nanos;
    passes(Duration.ofMillis(100));
    silence.ends(ONE);

    silence.begins(ONE, asked);
    assertThat(silence.isKept(ONE)).isFalse();

    passes(Duration.ofMillis(900));
    silence.begins(ONE, nanos);
    assertThat(silence.isKept(ONE)).isTrue();
  }

  @Test
  void aQuestionToAShardThatHasAnsweredNobodyBeginsOne() {
    silence.begins(ONE, nanos);

    assertThat(silence.isKept(ONE)).isTrue();
  }
}
