package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InTimeTest {
  private static final Duration MOST = Duration.ofMillis(200);

  private final SimWorld world = new SimWorld(1);
  private final Promise<String> slow = Promise.promise();
  private final Future<Void> done = InTime.of(world.new Loop(), MOST, slow.future());

  @Test
  void isOverAsSoonAsTheOtherIs() {
    world.run(Duration.ofMillis(7));
    assertThat(done.isComplete()).isFalse();

    slow.complete("told");

    assertThat(done.succeeded()).isTrue();
    world.run(MOST);
  }

  @Test
  void isOverInTimeWhereTheOtherIsNot() {
    world.run(MOST.minusMillis(1));
    assertThat(done.isComplete()).isFalse();

    world.run(Duration.ofMillis(1));

    assertThat(done.succeeded()).isTrue();
    slow.complete("late");
  }

  @Test
  void isOverWhereTheOtherHasFailed() {
    slow.fail("broken");

    assertThat(done.succeeded()).isTrue();
  }
}
