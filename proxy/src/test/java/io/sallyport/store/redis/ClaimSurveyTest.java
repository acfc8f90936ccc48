package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.shared.ABid;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** About how many claims each integration has, on real Redis. */
class ClaimSurveyTest {
  private static void fill(RedisFixture redis, String integration, int each) {
    for (int number = 0; number < 4; number++) {
      Shard shard = new Shard(integration, number);
      Epoch epoch = new Nodes(redis.index(), shard).open(Epoch.NONE);
      List<Bid> bids = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        String event = integration + "-" + number + "-" + i;
        ABid bid = ABid.on(event).by(1, i);
        bids.add((i % 2 == 0 ? bid.signedAs(event) : bid).bid());
      }
      Nodes.certain(Nodes.await(redis.index().accept(shard, epoch, bids)));
    }
  }

  @Test
  void findsAboutAsManyAsThereAre() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      fill(redis, "shop-eu", 600);
      fill(redis, "a1", 200);
      for (int i = 0; i < 100; i++) {
        redis.rig().master().command("SET", "other:" + i, "not ours");
      }

      Map<String, Long> claims = Nodes.await(new ClaimSurvey(redis.wire()).claims());

      // Of 4,900 keys and a few; five standard deviations of a sample of a thousand.
      assertThat(claims).containsOnlyKeys("shop-eu", "a1");
      assertThat(claims.get("shop-eu")).isCloseTo(2_400, within(400L));
      assertThat(claims.get("a1")).isCloseTo(800, within(300L));
    }
  }

  @Test
  void countsAllMastersOfACluster() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      fill(redis, "shop", 500);

      Map<String, Long> claims = Nodes.await(new ClaimSurvey(redis.wire()).claims());

      // Two thirds of all keys: five standard deviations of one sample of a thousand.
      assertThat(claims.get("shop")).isCloseTo(2_000, within(250L));
    }
  }

  @Test
  void findsNothingWhereNothingIs() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      assertThat(Nodes.await(new ClaimSurvey(redis.wire()).claims())).isEmpty();
    }
  }

  @Test
  void oneThatDoesNotAnswerIsNotGuessed() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      RedisNode node = redis.rig().master();
      node.kill();

      assertThatThrownBy(() -> Nodes.await(new ClaimSurvey(redis.wire()).claims()))
          .isInstanceOf(Exception.class);
    }
  }
}
