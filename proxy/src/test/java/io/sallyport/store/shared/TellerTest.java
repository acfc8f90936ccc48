package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ends, of which the first of a long list belong to a shard that is closed. */
class TellerTest {
  private static final Duration A_WHILE = Duration.ofSeconds(10);
  private static final Shard CLOSED = new Shard("closed", 1);

  @Test
  void whatBelongsToAClosedShardDoesNotHoldUpTheRest() {
    SimWorld world = new SimWorld(3);
    SimRedis redis = new SimRedis(world, SimFlaw.NONE);
    SimNode node =
        new SimNode(
            "one", 1, world, redis, new SimUpstream(), SimFlaw.NONE, unused -> {}, SimNode::start);
    node.knows(Set.of("one"));
    // Somebody who has much to tell, and signs nothing meanwhile, keeps it closed.
    redis.index("one").attend(CLOSED, Epoch.NONE, Fellows.of("another"));
    node.knows(Set.of("another"));
    for (int i = 0; i < 3 * Teller.AT_ONCE; i++) {
      node.hasRelayed(CLOSED, bid("closed", "c" + i, i), 7);
    }
    Bid last = bid("shop", "last", 3 * Teller.AT_ONCE);
    Shard open = new Shard("shop", Shard.number(last.key()));
    node.hasRelayed(open, last, 9);
    node.start();
    world.run(Duration.ofSeconds(1));
    signForAnother(redis, Trust.MEETING);
    world.run(Duration.ofSeconds(1));
    signForAnother(redis, open);

    for (long second = 0; second < A_WHILE.toSeconds(); second++) {
      world.run(Duration.ofSeconds(1));
      redis.index("another").affirm(CLOSED, generation(redis, CLOSED), List.of());
    }

    assertThat(node.agreement().isOpen(open)).isTrue();
    assertThat(node.agreement().isOpen(CLOSED)).isFalse();
    assertThat(node.rows().unsettled(0, 10_000))
        .hasSize(3 * Teller.AT_ONCE)
        .allMatch(it -> it.shard().equals(CLOSED));
  }

  private static void signForAnother(SimRedis redis, Shard shard) {
    redis.index("one").sign(shard, generation(redis, shard), "another", 1, 0);
  }

  private static long generation(SimRedis redis, Shard shard) {
    return ((Reply.Certain<RollCall>)
            redis.index("one").attend(shard, Epoch.NONE, Fellows.of("another")).result())
        .value()
        .generation();
  }

  private static Bid bid(String integration, String id, int number) {
    var event = AnAdmission.to(integration).event(id, "body").at(SimWorld.START).events().get(0);
    return new Bid(
        event.id(),
        event.signed(),
        event.content(),
        event.label(),
        new Origin(1, 1 + number, 0),
        SimWorld.START,
        Duration.ofDays(7),
        false);
  }
}
