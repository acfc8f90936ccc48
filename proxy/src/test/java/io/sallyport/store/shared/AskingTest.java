package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.SaidLines;
import io.sallyport.observe.LinesAMinute;
import io.vertx.core.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AskingTest {
  /** What fails once fails with every round, on every node. */
  @Test
  void aFaultOfOursIsNoAnswerAndFewLines() {
    try (SaidLines said = new SaidLines(Asking.class)) {
      assertThat(IntStream.range(0, 1_000).mapToObj(i -> asked()))
          .allMatch(
              it -> it instanceof Reply.Away<?> away && away.why().equals("IllegalStateException"));

      assertThat(said.all()).hasSizeLessThanOrEqualTo(2 * LinesAMinute.MOST);
    }
  }

  private static Reply<String> asked() {
    return Asking.<String>of(() -> Future.failedFuture(new IllegalStateException("a bug")))
        .result();
  }
}
