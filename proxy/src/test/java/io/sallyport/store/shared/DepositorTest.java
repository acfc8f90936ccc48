package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node leaves to others: how much, and when not. */
class DepositorTest extends DepositCase {
  @Test
  void whatIsGrantedIsLeft() {
    grants(SHOP, 0, 10);
    grants(OTHER, 10, 20);
    node.world.run(A_WHILE);

    assertThat(leftOnce()).isEqualTo(20);
    assertThat(told.left).isEqualTo(20);
    assertThat(deposits).doesNotHaveDuplicates();
  }

  @Test
  void theQueueHasRoomAgainWhenItIsWorkedOff() {
    grants(SHOP, 0, Depositor.UNDER_WAY_MAX);
    node.world.run(A_WHILE);

    grants(OTHER, Depositor.UNDER_WAY_MAX, 2 * Depositor.UNDER_WAY_MAX);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(2 * Depositor.UNDER_WAY_MAX);
    assertThat(readings).isZero();
  }

  @Test
  void noneLeavesMoreThanItsPartOfRedis() {
    size = 200_000;
    int fit = (int) (Bequests.BYTES_MAX / (size + Bequests.OVERHEAD));

    grants(SHOP, 0, fit);
    grants(OTHER, fit, fit + 5);
    node.world.run(A_WHILE);

    assertThat(leftOnce()).isBetween(fit - 1, fit);
    assertThat(told.left + told.notLeft).isEqualTo(fit + 5);
  }

  @Test
  void whatWasNotTakenThereTakesNoRoom() {
    size = 200_000;
    int fit = (int) (Bequests.BYTES_MAX / (size + Bequests.OVERHEAD)) - 1;
    replies.add(new Reply.Certain<>(List.of(Change.Settlement.SUPERSEDED), 0));
    grants(SHOP, 0, 1);
    node.world.run(A_WHILE);

    grants(OTHER, 1, fit + 1);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(fit);
    assertThat(told.notLeft).isZero();
  }

  // --- when not

  @Test
  void nothingIsLeftWhereRedisFillsUp() {
    room = false;
    grants(SHOP, 0, 10);
    node.world.run(A_WHILE);

    assertThat(deposits).isEmpty();
    assertThat(told.notLeft).isEqualTo(10);
  }

  @Test
  void norWhatWaitedWhenItBeganTo() {
    grants(SHOP, 0, 10);
    room = false;
    node.world.run(A_WHILE);

    assertThat(deposits).isEmpty();
    assertThat(told.notLeft).isEqualTo(10);
  }

  @Test
  void whoIsNotAnsweredAsksThreeTimesAndNoMoreForHalfAMinute() {
    for (int i = 0; i < 4; i++) {
      replies.add(new Reply.Away<>("down"));
    }
    grants(SHOP, 0, 1);
    granted.clear();
    node.world.run(A_WHILE);

    assertThat(deposits).hasSize(3);
    assertThat(told.notLeft).isEqualTo(1);
  }
}
