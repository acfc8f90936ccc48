package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Change.Settlement;
import io.sallyport.store.shared.Holdings.Ended;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What has ended is told in few calls, as nobody waits for it, and soon all the same. */
class GatheringTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final Duration TICK = Duration.ofMillis(1);

  private final List<Ended> untold = new ArrayList<>();
  private final List<Integer> calls = new ArrayList<>();
  private Runnable ended = () -> {};
  private int looks;
  private boolean answers = true;

  private final LoneNode node =
      new LoneNode(
          index -> LoneNode.proxy(SharedIndex.class, (it, method, of) -> answer(index, method, of)),
          LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)));

  private final Teller teller = new Teller(node.outside, node.trust, unused -> {});

  private void begin() {
    node.start(SHOP);
    teller.start();
    node.world.run(LoneNode.A_WHILE);
    looks = 0;
  }

  private void ends(int number) {
    untold.add(
        new Ended(
            SHOP,
            ABid.on("e" + number).by(1, number).bid(),
            new Change(
                ABid.on("e" + number).bid().key(), 7, Standing.DONE, 200, Duration.ofDays(7))));
    ended.run();
  }

  @Test
  void theFirstIsToldAtOnce() {
    begin();
    ends(1);
    node.world.run(TICK);

    assertThat(calls).containsExactly(1);
  }

  @Test
  void whatEndsSoonAfterGoesTogether() {
    begin();
    for (int i = 0; i < 10; i++) {
      ends(i);
      node.world.run(TICK);
    }
    node.world.run(Teller.GATHERING);

    assertThat(calls).containsExactly(1, 9);
    assertThat(untold).isEmpty();
  }

  @Test
  void whoIsStoppedWaitsNoLongerThanItGathers() {
    begin();
    ends(1);
    node.world.run(TICK);
    ends(2);
    Future<Void> told = teller.told();
    node.world.run(Teller.GATHERING);

    assertThat(told.isComplete()).isTrue();
    assertThat(calls).containsExactly(1, 1);
  }

  @Test
  void nothingIsReadInVain() {
    begin();
    ends(1);
    node.world.run(LoneNode.A_WHILE);

    assertThat(looks).isEqualTo(1);
  }

  @Test
  void whatWasNotTakenIsToldAgainThoughNothingEndsMeanwhile() {
    begin();
    answers = false;
    ends(1);
    node.world.run(TICK);
    answers = true;
    node.world.run(LoneNode.A_WHILE);

    assertThat(untold).isEmpty();
  }

  private Object answer(ModelIndex index, Method method, Object[] of)
      throws ReflectiveOperationException {
    if (!method.getName().equals("settle")) {
      return method.invoke(index, of);
    }
    if (!answers) {
      return Future.succeededFuture(new Reply.Away<>("not now"));
    }
    int count = ((List<?>) of[2]).size();
    calls.add(count);
    return Future.succeededFuture(
        new Reply.Certain<>(Collections.nCopies(count, Settlement.SETTLED), 7));
  }

  private Object store(Method method, Object[] of) {
    return switch (method.getName()) {
      case "onEnded" -> {
        ended = (Runnable) of[0];
        yield Optional.empty();
      }
      case "unsettled" -> {
        looks++;
        yield Future.succeededFuture(List.copyOf(untold));
      }
      case "settled" -> untold.removeAll((List<?>) of[0]);
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }
}
