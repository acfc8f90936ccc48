package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Fellows;
import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Roster;
import io.sallyport.store.shared.Seat;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Scripts that let one more in than nodes can learn of stop each that starts afterwards, and such
 * as let newcomers have the places of those who know each other stop them all.
 */
class CrowdTest {
  private static final Fellows NAMES = names(Roster.NAMES_MOST);
  private static final Fellows ALL = names(2 * Roster.NAMES_MOST);
  private static final Fellows NEWCOMER = Fellows.of("one-more");
  private static final Duration LONG = Duration.ofHours(1);

  private static RedisFixture redis;

  /** A line of a script, and what stands there instead. */
  enum Flaw {
    ANY_NUMBER("attend", "if are_too_many() then", "if false then"),
    WHO_IS_KNOWN_IS_ONE_MORE("attend", "(has('m:' .. ARGV[i]) and 0 or 1)", "1"),
    ONE_BY_ONE_AS_MANY_AS_TOGETHER("attend", "NAMES_MOST = 512", "NAMES_MOST = 256"),
    ANYBODY_IS_SEATED("beat", "if is_one_too_many() then", "if false then"),
    ONE_MORE_IS_SEATED("beat", "known >= NAMES_MOST", "known > NAMES_MOST"),
    WHO_WAS_THERE_IS_SENT_AWAY("beat", "before > 0 or ", ""),
    WHO_IS_KNOWN_IS_SENT_AWAY("beat", " or redis.call('HEXISTS', KEYS[2], 'm:' .. name) == 1", "");

    @SuppressWarnings("ImmutableEnumChecker") // three strings
    private final PlantedFlaw planted;

    Flaw(String file, String right, String wrong) {
      this.planted = new PlantedFlaw(file, right, wrong);
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
    play(redis);
  }

  @ParameterizedTest
  @EnumSource
  void everyFlawIsFound(Flaw flaw) {
    IndexFixture flawed = redis.with(flaw.planted.scripts());

    assertThatThrownBy(() -> play(flawed)).isInstanceOf(AssertionError.class);
  }

  private static void play(IndexFixture nodes) {
    nodes.empty();
    sendsTheNewcomerAway(nodes.index(), nodes.newRoster());
    nodes.empty();
    letsThemInWhoComeAfterTheNewcomer(nodes.index(), nodes.newRoster());
    Shard shard = nodes.newShard();
    meet(nodes.index(), shard, ALL);
    assertThat(attend(nodes.index(), shard, NEWCOMER)).isInstanceOf(Reply.Suspect.class);
    meet(nodes.index(), shard, ALL);
  }

  private static void sendsTheNewcomerAway(SharedIndex index, Roster roster) {
    meet(index, Roster.MEETING, names(Roster.NAMES_MOST - 1));
    sits(roster, "node-255", 0);
    meet(index, Roster.MEETING, NAMES);

    assertThat(beat(roster, "one-more", 0)).isEqualTo(new Roster.Crowded(Roster.NAMES_MOST));
    sits(roster, "node-7", 0);
    assertThat(((Roster.Seated) beat(roster, "node-7", 1)).others())
        .extracting(Seat::node)
        .containsExactly("node-255");
    sits(roster, "was-there", 1);
    meet(index, Roster.MEETING, NAMES.without("node-7"));
    sits(roster, "node-7", 0);
  }

  /** The nodes that were there are 256, as they know, and find another one. */
  private static void letsThemInWhoComeAfterTheNewcomer(SharedIndex index, Roster roster) {
    sits(roster, "one-more", 0);
    meet(index, Roster.MEETING, NEWCOMER);

    sits(roster, "node-0", 0);
    meet(index, Roster.MEETING, NAMES);
    sits(roster, "node-1", 0);
    meet(index, Roster.MEETING, NAMES);

    assertThat(beat(roster, "another", 0)).isInstanceOf(Roster.Crowded.class);
    sits(roster, "one-more", 0);
  }

  private static Fellows names(int most) {
    return Fellows.of(IntStream.range(0, most).mapToObj(i -> "node-" + i).toList());
  }

  private static Roster.Seating beat(Roster roster, String name, long before) {
    Seat seat = new Seat(name, name.hashCode(), "a1");
    return Nodes.certain(
        Nodes.await(roster.beat(new Roster.Beat(seat, LONG, before, Optional.empty()))));
  }

  private static void sits(Roster roster, String name, long before) {
    assertThat(beat(roster, name, before)).isInstanceOf(Roster.Seated.class);
  }

  private static void meet(SharedIndex index, Shard shard, Fellows fellows) {
    assertThat(attend(index, shard, fellows)).isInstanceOf(Reply.Certain.class);
  }

  private static Reply<?> attend(SharedIndex index, Shard shard, Fellows fellows) {
    return Nodes.await(index.attend(shard, Epoch.NONE, fellows));
  }
}
