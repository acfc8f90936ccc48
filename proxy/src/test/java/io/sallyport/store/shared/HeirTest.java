package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.OwnLedger.Uptake;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often an heir looks, and what it makes of what it finds. One other node is dead. */
class HeirTest {
  private static final Shard SHOP = new Shard("shop", 1);
  private static final Shard OTHER = new Shard("shop", 2);
  private static final Duration UNTIL_DEAD = Duration.ofSeconds(30);
  private static final Duration MINUTES = Duration.ofMinutes(10);

  private final CountedTold told = new CountedTold();
  private final LoneNode node = new LoneNode(index -> index, LoneNode.nothing());
  private final List<Long> looks = new ArrayList<>();
  private final List<RawBody> lies = new ArrayList<>();
  private final List<RawBody> asked = new ArrayList<>();
  private Uptake answer = Uptake.TAKEN;
  private Heir heir;

  private final class Redis implements Estates {
    @Override
    public Future<Reply<List<Change.Settlement>>> deposit(
        Shard shard, Epoch epoch, List<Deposit> some) {
      throw new AssertionError("nobody asked");
    }

    @Override
    public Future<Reply<List<RawBody>>> left(
        Shard shard, Epoch epoch, List<Integer> owners, int most) {
      assertThat(owners).containsExactly(new NodeName("dead").number());
      looks.add(node.world.nanos());
      return Future.succeededFuture(
          new Reply.Certain<>(
              shard.equals(SHOP) ? lies.stream().limit(most).toList() : List.<RawBody>of(),
              epoch.fence()));
    }

    @Override
    public Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all) {
      throw new AssertionError("nobody asked");
    }
  }

  @BeforeEach
  void anHeir() {
    Outside outside =
        new Outside(
            "a",
            node.home,
            node.index,
            LoneNode.nothing(),
            node.world.random,
            node.world.clock(),
            node.outside.lease(),
            told);
    Members members =
        LoneNode.proxy(Members.class, (it, method, of) -> Fellows.of(Set.of("a", "dead")));
    OwnLedger own =
        LoneNode.proxy(
            OwnLedger.class,
            (it, method, of) -> {
              RawBody left = (RawBody) of[1];
              asked.add(left);
              if (answer == Uptake.TAKEN) {
                lies.remove(left); // as the grant does
              }
              return Future.succeededFuture(answer);
            });
    heir = new Heir(outside, node.trust, members, own, new Redis(), node.world::nanos);
    node.start(SHOP, OTHER);
    heir.start();
  }

  private void leaves(int events) {
    for (int i = 0; i < events; i++) {
      lies.add(RawBody.ofText("event " + i));
    }
  }

  /** The longest time between two looks into one shard, of the last ones. */
  private Duration pause() {
    long last = looks.get(looks.size() - 1);
    long before =
        looks.stream()
            .filter(it -> last - it > Duration.ofMillis(100).toNanos())
            .max(Long::compare)
            .orElseThrow();
    return Duration.ofNanos(last - before);
  }

  @Test
  void whatIsLeftIsTakenUpAtOnce() {
    leaves(100);

    node.world.run(UNTIL_DEAD);

    assertThat(lies).isEmpty();
    assertThat(told.takenUp).isEqualTo(100);
    assertThat(asked).hasSize(100);
  }

  @Test
  void whereNothingIsLeftItIsLookedEveryFewSeconds() {
    node.world.run(MINUTES);

    assertThat(pause()).isBetween(Heir.ROUND, Heir.ROUND.multipliedBy(2));
  }

  @Test
  void whatCannotBeReadIsCountedAndLookedAtSeldom() {
    leaves(3);
    answer = Uptake.UNREADABLE;

    node.world.run(MINUTES);

    assertThat(told.unreadable).isEqualTo(asked.size()).isBetween(3, 3 * 40);
    assertThat(told.takenUp).isZero();
    assertThat(pause()).isBetween(Heir.ROUND_MOST, Heir.ROUND_MOST.multipliedBy(2));
  }

  @Test
  void whatIsKnownHereIsLookedAtSeldomAndNotCounted() {
    leaves(3);
    answer = Uptake.KNOWN;

    node.world.run(MINUTES);

    assertThat(asked).hasSizeBetween(3, 3 * 40);
    assertThat(told.unreadable).isZero();
    assertThat(told.takenUp).isZero();
    assertThat(pause()).isBetween(Heir.ROUND_MOST, Heir.ROUND_MOST.multipliedBy(2));
  }

  @Test
  void whereThereIsNoRoomTheRestIsNotAskedFor() {
    leaves(20);
    answer = Uptake.FULL;

    node.world.run(MINUTES);

    assertThat(asked).hasSizeBetween(1, 40).containsOnly(lies.get(0));
    assertThat(told.takenUp).isZero();
    assertThat(pause()).isBetween(Heir.ROUND_MOST, Heir.ROUND_MOST.multipliedBy(2));
  }

  @Test
  void whenThereIsRoomAgainItGoesOnFast() {
    leaves(200);
    answer = Uptake.FULL;
    node.world.run(MINUTES);
    answer = Uptake.TAKEN;

    node.world.run(Heir.ROUND_MOST.multipliedBy(2));

    assertThat(lies).isEmpty();
    leaves(1);
    answer = Uptake.KNOWN;
    node.world.run(Heir.ROUND.multipliedBy(4));
    assertThat(pause()).as("it begins anew").isLessThan(Heir.ROUND_MOST);
  }

  @Test
  void whoIsStoppedLooksNoMore() {
    leaves(1);
    heir.stop();

    node.world.run(MINUTES);

    assertThat(looks).isEmpty();
  }
}
