package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.shared.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The hint which shards wait for signatures: what comes late does not hide what came since. */
class SummonTest {
  private static final String KEY = "sp:{summoned}";

  @Test
  void anOldGenerationsEndDoesNotCallOffTheNextOne() {
    try (RedisRig redis = RedisRig.standalone()) {
      RedisNode node = redis.master();
      summon(node, "5", "1");

      summon(node, "4", "0");
      assertThat(summoned(node)).containsExactly("acme:3", "5");
      summon(node, "4", "1");
      assertThat(node.command("HGET", KEY, "acme:3")).isEqualTo("5");

      summon(node, "5", "0");
      assertThat(summoned(node)).isEmpty();
    }
  }

  /** One field would otherwise keep every node from hearing of every other shard. */
  @Test
  void whatIsNoShardIsPassedOver() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      redis
          .rig()
          .master()
          .command("HSET", KEY, "nonsense", "5", "acme:x", "5", "acme:3", "5", "acme:4", "many");

      assertThat(Nodes.certain(Nodes.await(redis.index().summoned())))
          .isEqualTo(Map.of(new Shard("acme", 3), 5L));
    }
  }

  /** In one answer: a script may hand a command no more than some thousand fields at once. */
  @Test
  void howeverManyThereAreAllAreTold() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Map<Shard, Long> all = new HashMap<>();
      for (int i = 0; i < 20_000; i++) {
        all.put(new Shard("shop-" + i / Shard.COUNT, i % Shard.COUNT), 7L + i);
      }
      List<String> fields = new ArrayList<>(List.of("HSET", KEY));
      all.forEach((shard, at) -> fields.addAll(List.of(shard.toString(), String.valueOf(at))));
      redis.rig().master().command(fields.toArray(String[]::new));

      assertThat(Nodes.certain(Nodes.await(redis.index().summoned()))).isEqualTo(all);
    }
  }

  private static void summon(RedisNode node, String generation, String waits) {
    node.command("EVAL", Scripts.read("summon"), "1", KEY, "acme:3", generation, waits);
  }

  private static List<String> summoned(RedisNode node) {
    return node.command("EVAL", Scripts.read("summon"), "1", KEY) instanceof List<?> answer
            && answer.get(1) instanceof List<?> shards
        ? shards.stream().map(String::valueOf).toList()
        : List.of();
  }
}
