package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Roster;
import io.sallyport.store.shared.Seat;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A roster whose scripts lack one defence lets two processes be one node, or takes one for dead.
 */
class FlawedRosterTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Seat ONE = new Seat("one", 1, "a1", Optional.of("http://one:8081"));
  private static final Seat HEIR = new Seat("one", 1, "a1", ONE.address(), true);
  private static final Seat AGAIN = new Seat("one", 1, "b2");
  private static final Seat SAME_NUMBER = new Seat("two", 1, "c3");
  private static final Seat OTHER = new Seat("three", 3, "d4");

  private static RedisFixture redis;

  /** A line of a script, and what stands there instead. */
  enum Flaw {
    ANYBODY_ENTERS("beat", "(is_alive and before == 0)", "false"),
    THE_DEAD_COME_BACK("beat", "local is_later = before > 0 and", "local is_later = false and"),
    THE_DEAD_STAY("beat", "(is_alive and before == 0)", "true"),
    THOSE_OF_BEFORE_ARE_IN_THE_WAY("beat", "(is_alive and before == 0)", "is_alive"),
    ANY_NUMBER("beat", "is_alive and its_number == number", "false"),
    THE_DEAD_COUNT("beat", "elseif is_alive and other ~= name then", "elseif other ~= name then"),
    STEADY_AFTER_A_PAUSE("beat", "silent * 2 > lease", "false"),
    STEADY_AFTER_A_JUMP("beat", "silent * 2 > lease", "silent > lease"),
    STEADY_AFTER_A_PROMOTION("beat", "trust[4] ~= served_by", "false"),
    ANY_INSTALLATION("beat", "head[3] and head[3] ~= ARGV[7]", "false"),
    NO_INSTALLATION_IS_NOTED("beat", "'installation', ARGV[7], 'last'", "'last'"),
    NO_ADDRESS_IS_NOTED("beat", ", 'a:' .. name, ARGV[8])", ")"),
    ADDRESSES_OF_ITS_OWN("beat", "'HGET', KEYS[1], 'a:' .. other", "'HGET', KEYS[1], 'a:' .. name"),
    WHAT_IT_TAKES_UP_IS_NOT_NOTED("beat", "'u:' .. name, ARGV[9],", ""),
    ALL_TAKE_UP("beat", "== its_boot\n", "~= its_boot\n"),
    ANYBODY_SENDS_AWAY("leave", "== ARGV[2]", "~= ''");

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
  void oursKeepsThem() {
    play(redis.newRoster(), redis.foreignRoster());
  }

  /** As nodes leave it that do not know of installations yet. */
  @Test
  void aRosterWithoutAnInstallationIsThatOfTheFirst() {
    Roster roster = redis.newRoster();
    Roster others = redis.foreignRoster();
    sits(roster, ONE, LONG, 0);
    redis.rig().master().command("HDEL", redis.newestRoster(), "installation");

    sits(roster, ONE, LONG, 1);

    assertThat(beat(others, OTHER, LONG, 0)).isInstanceOf(Roster.Foreign.class);
  }

  /** As a node would beat that says nothing of it: nobody may count on it. */
  @Test
  void aProcessThatDoesNotSayThatItTakesUpDoesNot() {
    Roster roster = redis.newRoster();
    sits(roster, HEIR, LONG, 0);
    String seat =
        String.valueOf(redis.rig().master().command("HGET", redis.newestRoster(), "n:one"));
    assertThat(seen(roster, LONG).others()).containsExactly(HEIR);

    redis
        .rig()
        .master()
        .command("HSET", redis.newestRoster(), "n:one", seat.replace(" a1 ", " b2 "));

    assertThat(seen(roster, LONG).others())
        .containsExactly(new Seat("one", 1, "b2", ONE.address(), false));
  }

  @ParameterizedTest
  @EnumSource
  void everyFlawIsFound(Flaw flaw) {
    Roster flawed = redis.newRoster(flaw.planted.scripts());
    Roster others = redis.foreignRoster(flaw.planted.scripts());

    assertThatThrownBy(() -> play(flawed, others)).isInstanceOf(AssertionError.class);
  }

  private static Object beat(Roster roster, Seat mine, Duration lease, long before) {
    return Nodes.certain(
        Nodes.await(roster.beat(new Roster.Beat(mine, lease, before, Optional.empty()))));
  }

  private static void sits(Roster roster, Seat mine, Duration lease, long before) {
    assertThat(beat(roster, mine, lease, before)).isInstanceOf(Roster.Seated.class);
  }

  private static void findsTaken(Roster roster, Seat mine, long before) {
    assertThat(beat(roster, mine, LONG, before)).isInstanceOf(Roster.Taken.class);
  }

  private static Roster.Seated seen(Roster roster, Duration lease) {
    return (Roster.Seated) beat(roster, OTHER, lease, 0);
  }

  private static void play(Roster roster, Roster others) {
    sits(roster, ONE, LONG, 0);
    assertThat(beat(others, OTHER, LONG, 0)).isInstanceOf(Roster.Foreign.class);
    assertThat(seen(roster, LONG).others()).containsExactly(ONE);
    sits(roster, HEIR, LONG, 1);
    assertThat(seen(roster, LONG).others()).containsExactly(HEIR);
    sits(roster, ONE, LONG, 1);
    assertThat(seen(roster, LONG).others()).containsExactly(ONE);
    findsTaken(roster, AGAIN, 0);
    findsTaken(roster, SAME_NUMBER, 0);
    assertThat(Nodes.await(roster.leave(AGAIN))).isEqualTo(new Reply.Certain<>(false, 0));
    findsTaken(roster, AGAIN, 0);

    sits(roster, ONE, SHORT, 1);
    redis.letPass(SHORT);
    assertThat(seen(roster, LONG).others()).isEmpty();
    sits(roster, AGAIN, SHORT, 0);
    redis.letPass(SHORT);
    findsTaken(roster, ONE, 1);
    sits(roster, AGAIN, LONG, 1);
    sits(roster, ONE, LONG, Long.MAX_VALUE >> 11);

    assertThat(seen(roster, LONG).steady()).isPositive();
    redis.serveAnew();
    assertThat(seen(roster, LONG).steady()).isZero();
    redis.letPass(SHORT.plusMillis(5));
    assertThat(seen(roster, LONG).steady()).isPositive();
    redis.letPass(SHORT.plusMillis(5));
    assertThat(seen(roster, SHORT).steady()).isZero();
    redis.letPass(SECOND.dividedBy(2).plusMillis(5));
    assertThat(seen(roster, SECOND).steady()).isZero();
  }
}
