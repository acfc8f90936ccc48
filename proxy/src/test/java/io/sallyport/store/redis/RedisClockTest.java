package io.sallyport.store.redis;

import static io.sallyport.store.redis.Nodes.await;
import static io.sallyport.store.redis.Nodes.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.RollCall.Stage;
import io.sallyport.store.shared.Shard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The clock of Redis is set while a node is missing. */
class RedisClockTest {
  private static final Duration PATIENCE = Duration.ofMillis(30);
  private static final long AHEAD = 7_200_000;

  /** What was heard before seems to be heard in the future then. */
  @Test
  void whoIsMissingIsNotWaitedForAsMuchLongerAsTheClockIsSetBack() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Shard shard = redis.newShard();
      Nodes nodes = new Nodes(redis.index(), shard);
      RollCall call = nodes.attend(Epoch.NONE);
      nodes.sign(call, "a", 0);
      String hash = new String(new ShardKeys(shard).shard(), StandardCharsets.US_ASCII);
      Object heard = redis.master(shard).command("HGET", hash, "heard");
      long ahead = Long.parseLong(heard.toString()) + AHEAD;
      redis.master(shard).command("HSET", hash, "heard", Long.toString(ahead));

      assertThat(nodes.attend(Epoch.NONE).quiet()).isZero();

      redis.letPass(PATIENCE);
      assertThat(nodes.attend(Epoch.NONE).quiet()).isGreaterThanOrEqualTo(PATIENCE);
      assertThat(
              certain(await(redis.index().openInPart(shard, call.generation(), PATIENCE))).stage())
          .isEqualTo(Stage.IN_PART);
    }
  }
}
