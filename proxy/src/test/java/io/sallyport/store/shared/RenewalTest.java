package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Estates.Deposit;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What a node leaves later: what it could not leave at once, and all after a rebuild. */
class RenewalTest extends DepositCase {
  private static final int MANY = 3 * Depositor.UNDER_WAY_MAX;
  private static final Duration MINUTES = Duration.ofMinutes(10);

  // --- what was missed

  /** Which is nearly all where a node begins that has much to do. */
  @Test
  void moreThanTheQueueHoldsIsLeftWhenItHasRoom() {
    grants(SHOP, 0, MANY);
    node.world.run(A_WHILE);

    assertThat(leftOnce()).isEqualTo(MANY);
    assertThat(deposits).doesNotHaveDuplicates();
    assertThat(told.left).isEqualTo(MANY);
    assertThat(told.notLeft).isZero();
  }

  @Test
  void soIsWhatIsGrantedWhileOthersMayThinkThatTheNodeIsDead() {
    begins();
    grants(SHOP, 0, MANY);
    assertThat(deposits).isEmpty();
    node.world.run(A_WHILE);

    assertThat(leftOnce()).isEqualTo(MANY);
    assertThat(deposits).doesNotHaveDuplicates();
    assertThat(told.notLeft).isZero();
  }

  @Test
  void whatFoundNoRoomIsLeftWhenRedisHasSome() {
    room = false;
    grants(SHOP, 0, 10);
    node.world.run(MINUTES);
    assertThat(readings).isZero();

    room = true;
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(10);
    assertThat(told.notLeft).isEqualTo(10);
  }

  @Test
  void whatWasMoreThanANodesPartIsLeftWhenOthersHaveEnded() {
    size = 200_000;
    grants(SHOP, 0, 60);
    node.world.run(MINUTES);
    assertThat(leftOnce()).isEqualTo(41);
    assertThat(readings).isZero();

    for (int i = 0; i < 20; i++) {
      ends(SHOP, i);
    }
    node.world.run(A_WHILE);

    assertThat(leftOnce()).isEqualTo(60);
    assertThat(deposits).doesNotHaveDuplicates();
    assertThat(readings).isEqualTo(1);
  }

  @Test
  void whatWasNotAnsweredIsLeftWhenItIsAnswered() {
    answers = false;
    grants(SHOP, 0, 10);
    node.world.run(A_WHILE);
    assertThat(told.notLeft).isEqualTo(10);

    answers = true;
    node.world.run(A_WHILE);

    assertThat(leftOnce()).isEqualTo(10);
    assertThat(told.left).isEqualTo(10);
    assertThat(told.notLeft).isEqualTo(10);
  }

  /** It is not rebuilt: nobody has lost anything. */
  @Test
  void whatWasMissedSinceItsShardWasClosedIsLeftWhenItOpensAsItWas() {
    Epoch before = node.trust.epoch(SHOP).orElseThrow();
    for (int i = 0; i < 3; i++) {
      replies.add(new Reply.Suspect<>("test"));
    }
    grants(SHOP, 0, 10);
    node.world.run(A_WHILE);

    assertThat(node.trust.epoch(SHOP).orElseThrow().generation()).isEqualTo(before.generation());
    assertThat(told.left).isEqualTo(10);
  }

  /** What a process before this one left there may take all the room, until it is withdrawn. */
  @Test
  void whatRedisHadNoRoomForIsLeftLater() {
    refuses(10);
    grants(SHOP, 0, 10);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(10);
    assertThat(told.notLeft).isEqualTo(10);
    assertThat(readings).isEqualTo(1);
  }

  @Test
  void whatRedisRefusedSinceItHadEndedIsNotLookedFor() {
    refuses(10);
    grants(SHOP, 0, 10);
    node.world.run(Duration.ofSeconds(1));
    for (int i = 0; i < 10; i++) {
      ends(SHOP, i);
    }
    node.world.run(MINUTES);

    assertThat(deposits).hasSize(10);
    assertThat(readings).isZero();
    assertThat(told.notLeft).isZero();
    assertThat(depositor.bytes()).isZero();
  }

  private void refuses(int events) {
    replies.add(new Reply.Certain<>(Collections.nCopies(events, Change.Settlement.SUPERSEDED), 0));
  }

  @Test
  void nothingIsReadMoreThanTwiceAMinute() {
    answers = false;
    grants(SHOP, 0, 1_000);

    node.world.run(MINUTES);

    assertThat(readings).isBetween(10, 20);
  }

  @Test
  void whatHasEndedMeanwhileIsNotLeft() {
    room = false;
    grants(SHOP, 0, 10);
    node.world.run(A_WHILE);
    ends(SHOP, 3);

    room = true;
    node.world.run(A_WHILE);

    assertThat(deposits).extracting(Deposit::bid).hasSize(9).doesNotContain(bid(3));
  }

  // --- after a rebuild

  @Test
  void whatWasGrantedBeforeARebuildIsLeftOnceMore() {
    had(SHOP, 0, 700);
    had(OTHER, 700, 800);
    had(SHOP, 800, 900);

    rebuilds(SHOP);

    assertThat(deposits).extracting(it -> it.bid().origin().sequence()).hasSize(800);
    assertThat(deposits)
        .extracting(Deposit::bid)
        .contains(bid(0), bid(899))
        .doesNotHaveDuplicates();
    assertThat(readMost).isEqualTo(Renewal.PIECE);
  }

  @Test
  void noFasterThanItIsLeft() {
    had(SHOP, 0, 3 * Depositor.UNDER_WAY_MAX);

    rebuilds(SHOP);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(3 * Depositor.UNDER_WAY_MAX);
    assertThat(told.notLeft).isZero();
  }

  @Test
  void whatOpensForTheFirstTimeHasNothingOfBefore() {
    Shard another = new Shard("shop", 3);
    had(another, 0, 10);

    node.trust.want(another);
    node.world.run(A_WHILE);

    assertThat(node.trust.epoch(another)).isPresent();
    assertThat(deposits).isEmpty();
  }

  /** It is rebuilt first as a rule, and the next reading is not before half a minute is over. */
  @Test
  void nothingIsReadForWhereAllMeet() {
    had(SHOP, 0, 10);

    rebuilds(Trust.MEETING);

    assertThat(readings).isZero();
  }

  @Test
  void whatLayThereBeforeARebuildTakesNoRoom() {
    size = 200_000;
    int fit = 41;
    grants(SHOP, 0, fit);
    node.world.run(A_WHILE);

    rebuilds(SHOP);

    assertThat(told.left).isEqualTo(2 * fit);
    assertThat(told.notLeft).isZero();
  }
}
