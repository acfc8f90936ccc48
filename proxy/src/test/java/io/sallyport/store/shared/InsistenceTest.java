package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked until it is answered, where there is much of it. */
class InsistenceTest {
  private static final Duration WAY = Duration.ofMillis(1);

  private final LoneNode node = new LoneNode(index -> index, LoneNode.nothing());
  private final Insistence insistence = new Insistence(node.outside);
  private final List<Reply<String>> told = new ArrayList<>();
  private int asked;
  private int underWay;
  private int mostUnderWay;

  @BeforeEach
  void isTheNode() {
    node.start();
  }

  private Future<Reply<String>> answering(Supplier<Optional<String>> answer) {
    asked++;
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    Promise<Reply<String>> promise = Promise.promise();
    node.world.after(
        WAY,
        () -> {
          underWay--;
          promise.complete(
              answer
                  .get()
                  .<Reply<String>>map(it -> new Reply.Certain<>(it, 0))
                  .orElseGet(() -> new Reply.Uncertain<>("no replica")));
        });
    return promise.future();
  }

  private void ask(int times, Supplier<Optional<String>> answer) {
    node.home.run(
        () -> {
          for (int i = 0; i < times; i++) {
            insistence.ask(() -> answering(answer), told::add);
          }
        });
  }

  /** As those to a master that has just lost its replicas: the other masters' are not held up. */
  @Test
  void whatIsToBeRepeatedHoldsUpNothingElse() {
    ask(Insistence.AT_ONCE, Optional::empty);
    ask(1, () -> Optional.of("yes"));

    node.world.run(WAY.multipliedBy(3));

    assertThat(told).containsExactly(new Reply.Certain<>("yes", 0));
  }

  @Test
  void noMoreAreUnderWayThanMayBeAndAllComeToAnEnd() {
    int all = Insistence.AT_ONCE * 5;
    ask(all, Optional::empty);

    node.world.run(Duration.ofMinutes(1));

    assertThat(mostUnderWay).isEqualTo(Insistence.AT_ONCE);
    assertThat(told).hasSize(all).allMatch(Reply.Uncertain.class::isInstance);
    assertThat(asked).isEqualTo(all * Insistence.TRIES);
  }

  @Test
  void whatIsAnsweredInTheEndIsToldOnce() {
    int[] left = {Insistence.TRIES - 1};
    ask(1, () -> left[0]-- > 0 ? Optional.empty() : Optional.of("yes"));

    node.world.run(Duration.ofMinutes(1));

    assertThat(told).containsExactly(new Reply.Certain<>("yes", 0));
    assertThat(asked).isEqualTo(Insistence.TRIES);
  }
}
