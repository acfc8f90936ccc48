package io.sallyport.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("work that goes on by turns")
class TurnsTest {
  private final Turns turns = new Turns(2, 2);
  private final List<Promise<String>> begun = new ArrayList<>();

  private Future<String> take() {
    return turns.take(
        () -> {
          Promise<String> work = Promise.promise();
          begun.add(work);
          return work.future();
        });
  }

  @Test
  void goesOnForSoManyAtOnceAndWaitsForSoManyMore() {
    List<Future<String>> all = List.of(take(), take(), take(), take(), take());

    assertThat(begun).hasSize(2);
    assertThat(all.get(4).cause()).isInstanceOf(Turns.Busy.class);
    assertThat(all.subList(0, 4)).noneMatch(Future::isComplete);
  }

  @Test
  void beginsInOrderWhateverTheEndOfTheOneBefore() {
    Future<String> first = take();
    take();
    Future<String> third = take();
    Future<String> fourth = take();

    begun.get(0).fail("broke");
    assertThat(first.failed()).isTrue();
    assertThat(begun).hasSize(3);
    begun.get(1).complete("second");
    assertThat(begun).hasSize(4);
    begun.get(3).complete("fourth");
    begun.get(2).complete("third");

    assertThat(third.result()).isEqualTo("third");
    assertThat(fourth.result()).isEqualTo("fourth");
    take();
    take();
    assertThat(begun).as("all turns are free again").hasSize(6);
  }

  @Test
  void whatIsThrownEndsATurnToo() {
    for (int i = 0; i < 3; i++) {
      Future<String> thrown =
          turns.take(
              () -> {
                throw new IllegalStateException("broke");
              });
      assertThat(thrown.cause()).hasMessage("broke");
    }
    take();
    take();

    assertThat(begun).hasSize(2);
  }
}
