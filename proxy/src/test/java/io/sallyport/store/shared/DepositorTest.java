package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Estates.Deposit;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
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

  /** Whoever is taken out may build upon it, so nothing counts that may be gone. */
  @Test
  void itIsKnownWhatIsLeftForCertain() {
    grants(SHOP, 0, 1);
    assertThat(depositor.isLeft(SHOP, bid(0).key())).isFalse();
    node.world.run(A_WHILE);
    assertThat(depositor.isLeft(SHOP, bid(0).key())).isTrue();
    assertThat(depositor.isLeft(OTHER, bid(0).key())).isFalse();

    Epoch epoch = node.trust.epoch(SHOP).orElseThrow();
    node.index.empty();
    node.trust.suspect(SHOP, epoch, "test");
    assertThat(depositor.isLeft(SHOP, bid(0).key())).isFalse();
    answers = false;
    node.world.run(A_WHILE);
    assertThat(node.trust.epoch(SHOP)).isPresent();
    assertThat(depositor.isLeft(SHOP, bid(0).key())).isFalse();

    answers = true;
    had(SHOP, 0, 1);
    node.world.run(A_WHILE.multipliedBy(3));
    assertThat(depositor.isLeft(SHOP, bid(0).key())).isTrue();
    ends(SHOP, 0);
    assertThat(depositor.isLeft(SHOP, bid(0).key())).isFalse();
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
    int shards = (int) (Estates.NODE_BYTES_MAX / Estates.BYTES_MAX) + 1;
    IntStream.rangeClosed(3, shards).forEach(i -> node.trust.want(new Shard("shop", i)));
    node.world.run(A_WHILE);
    for (int i = 1; i <= shards; i++) {
      grants(new Shard("shop", i), 100 * i, 100 * i + 41);
    }
    node.world.run(A_WHILE);

    assertThat(deposits.size() * (long) size).isLessThanOrEqualTo(Estates.NODE_BYTES_MAX);
    assertThat(told.left).isEqualTo(deposits.size()).isGreaterThan(320);
    assertThat(told.left + told.notLeft).isEqualTo(41 * shards);
  }

  @Test
  void norMoreOfAShardThanOneEstateHolds() {
    size = 200_000;
    grants(SHOP, 0, 100);
    grants(OTHER, 100, 110);
    node.world.run(A_WHILE);

    assertThat(leftOnce()).isEqualTo(41 + 10);
    assertThat(told.notLeft).isEqualTo(100 - 41);
  }

  /** Which is how it stands for hours where an application is away. */
  @Test
  void whatFindsNoRoomIsNotEvenRead() {
    size = 200_000;
    grants(SHOP, 0, 100);
    node.world.run(A_WHILE);
    lookUps = 0;
    deposits.clear();

    grants(SHOP, 100, 200);
    node.world.run(A_WHILE.multipliedBy(10));

    assertThat(lookUps).isZero();
    assertThat(deposits).isEmpty();
    assertThat(readings).isZero();
    assertThat(told.notLeft).isEqualTo(200 - 41);
  }

  @Test
  void whatWasNotTakenThereTakesNoRoom() {
    size = 200_000;
    replies.add(new Reply.Certain<>(List.of(Change.Settlement.SUPERSEDED), 0));
    grants(SHOP, 0, 1);
    node.world.run(Duration.ofSeconds(1));
    ends(SHOP, 0);

    grants(SHOP, 1, 42);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(41);
    assertThat(told.notLeft).isZero();
  }

  @Test
  void noMoreThanAMebibyteIsOnItsWayAtOnce() {
    size = 200_000;
    slow = Duration.ofMillis(100);
    IntStream.rangeClosed(3, 8).forEach(i -> node.trust.want(new Shard("shop", i)));
    node.world.run(A_WHILE);
    for (int i = 1; i <= 8; i++) {
      grants(new Shard("shop", i), 100 * i, 100 * i + 30);
    }
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(240);
    assertThat(onTheirWayMost).isBetween(1L, 1L << 20);
  }

  // --- when not

  /** As most of what is granted has. */
  @Test
  void whatHasEndedWithinAMomentCostsNothing() {
    grants(SHOP, 0, 10);
    IntStream.range(0, 10).forEach(i -> ends(SHOP, i));
    node.world.run(A_WHILE);

    assertThat(lookUps).isZero();
    assertThat(deposits).isEmpty();
    assertThat(told.notLeft).isZero();
  }

  @Test
  void whatIsGrantedOnceMoreIsLeftUnderItsNewFence() {
    grants(SHOP, 5, 6);
    depositor.gone(SHOP, bid(5));
    depositor.granted(SHOP, bid(5), 77);
    node.world.run(A_WHILE);

    assertThat(deposits).extracting(Deposit::fence).containsExactly(77L);
  }

  /** Or it would take room for ever. */
  @Test
  void whatEndsWhileItIsReadIsNotCounted() {
    answers = false;
    whileRead = () -> ends(SHOP, 1);
    grants(SHOP, 0, 2);
    node.world.run(Duration.ofSeconds(20));
    assertThat(depositor.bytes()).isEqualTo(size + Bequests.OVERHEAD);

    ends(SHOP, 0);
    assertThat(depositor.bytes()).isZero();
  }

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
