package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Fellows;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script that lets one more in than nodes can learn of stops each that starts afterwards. */
class CrowdTest {
  private static final List<String> NAMES =
      IntStream.range(0, 256).mapToObj(i -> "node-" + i).toList();

  private static RedisFixture redis;

  /** A line of a script, and what stands there instead. */
  enum Flaw {
    ANY_NUMBER("if are_too_many() then", "if false then"),
    WHO_IS_KNOWN_IS_ONE_MORE("(has('m:' .. ARGV[i]) and 0 or 1)", "1");

    @SuppressWarnings("ImmutableEnumChecker") // three strings
    private final PlantedFlaw planted;

    Flaw(String right, String wrong) {
      this.planted = new PlantedFlaw("attend", right, wrong);
    }
  }

  @BeforeAll
  static void start() {
    redis = RedisFixture.standalone();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void oursRefusesTheNewcomerAlone() {
    assertThat(isRefusedAlone(redis.index(), redis.newShard())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void everyFlawIsFound(Flaw flaw) {
    SharedIndex flawed = redis.with(flaw.planted.scripts()).index();

    assertThat(isRefusedAlone(flawed, redis.newShard())).isFalse();
  }

  private static boolean isRefusedAlone(SharedIndex index, Shard shard) {
    attend(index, shard, Fellows.of(NAMES));
    return attend(index, shard, Fellows.of("one-more")) instanceof Reply.Suspect<?>
        && attend(index, shard, Fellows.of(NAMES)) instanceof Reply.Certain<?>;
  }

  private static Reply<?> attend(SharedIndex index, Shard shard, Fellows fellows) {
    return Nodes.await(index.attend(shard, Epoch.NONE, fellows));
  }
}
