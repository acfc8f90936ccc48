package io.sallyport.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threats rows 51, 57 and 58: limits after verification")
class LimitTableTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** One a minute, two at once. */
  private static final Limit ACCOUNT = limit("account", Limit.Over.REFUSE);

  private final LimitTable limits = new LimitTable(new Random(1));
  private long now = Long.MAX_VALUE - 5 * MINUTE; // a monotonic clock may begin anywhere

  @Test
  void grantsABurstAndThenAtTheRate() {
    assertThat(granted(ACCOUNT, "a", 5)).isEqualTo(2);

    now += MINUTE;

    assertThat(granted(ACCOUNT, "a", 5)).isEqualTo(1);
  }

  @Test
  void saysAfterHowLongOneMoreWouldPassAndOnTheNanosecond() {
    granted(ACCOUNT, "a", 2);
    now += 1;

    Ruling.Stopped stopped = (Ruling.Stopped) spend(ACCOUNT, "a");

    assertThat(stopped.limit()).isEqualTo(ACCOUNT);
    assertThat(stopped.retryAfter()).isEqualTo(Duration.ofMinutes(1).minusNanos(1));
    now += stopped.retryAfter().toNanos() - 1;
    assertThat(spend(ACCOUNT, "a")).isInstanceOf(Ruling.Stopped.class);
    now += 1;
    assertThat(spend(ACCOUNT, "a")).isInstanceOf(Ruling.Passed.class);
  }

  @Test
  void eachOfSeveralNodesGrantsItsPart() {
    Limit six =
        new Limit(
            "six", Reason.LIMIT_ACCOUNT, 6, Duration.ofMinutes(1), 6, Limit.Over.REFUSE, false);
    limits.sharedAmong(3);

    assertThat(granted(six, "a", 9)).isEqualTo(2);
    now += MINUTE;
    assertThat(granted(six, "a", 9)).isEqualTo(2);
    assertThat(((Ruling.Stopped) spend(six, "a")).retryAfter()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aNodeOfManyGrantsAtLeastOneAtOnce() {
    limits.sharedAmong(5);

    assertThat(granted(ACCOUNT, "a", 9)).isEqualTo(1);
    now += 4 * MINUTE;
    assertThat(granted(ACCOUNT, "a", 9)).isZero();
    now += MINUTE;
    assertThat(granted(ACCOUNT, "a", 9)).isEqualTo(1);
  }

  @Test
  void whatWasTakenStaysTakenWhenNodesComeAndGo() {
    granted(ACCOUNT, "a", 2);

    limits.sharedAmong(2);
    assertThat(granted(ACCOUNT, "a", 9)).isZero();
    limits.sharedAmong(1);
    assertThat(granted(ACCOUNT, "a", 9)).isZero();
    now += MINUTE;
    assertThat(granted(ACCOUNT, "a", 9)).isEqualTo(1);
  }

  @Test
  void countsKeysLimitsAndIntegrationsApart() {
    granted(ACCOUNT, "a", 2);

    assertThat(granted(ACCOUNT, "b", 5)).isEqualTo(2);
    assertThat(granted(limit("other", Limit.Over.REFUSE), "a", 5)).isEqualTo(2);
    assertThat(limits.spend("another", List.of(charge(ACCOUNT, "a")), now))
        .isInstanceOf(Ruling.Passed.class);
  }

  @Test
  void spendsSeveralTogetherOrNotAtAll() {
    Limit type = limit("type", Limit.Over.REFUSE);
    granted(ACCOUNT, "a", 2);

    for (int i = 0; i < 10; i++) {
      assertThat(limits.spend("acme", List.of(charge(type, "t"), charge(ACCOUNT, "a")), now))
          .isInstanceOf(Ruling.Stopped.class);
    }

    assertThat(granted(type, "t", 5)).isEqualTo(2);
  }

  @Test
  void namesTheLimitThatIsOverForTheLongest() {
    Limit slow =
        new Limit("slow", Reason.LIMIT_TYPE, 1, Duration.ofHours(1), 1, Limit.Over.REFUSE, false);
    granted(ACCOUNT, "a", 2);
    granted(slow, "t", 1);

    Ruling.Stopped stopped =
        (Ruling.Stopped)
            limits.spend("acme", List.of(charge(ACCOUNT, "a"), charge(slow, "t")), now);

    assertThat(stopped.limit()).isEqualTo(slow);
    assertThat(stopped.retryAfter()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void givesBackWhatGotNoPlace() {
    Ruling.Passed first = (Ruling.Passed) spend(ACCOUNT, "a");
    granted(ACCOUNT, "a", 1);

    limits.giveBack("acme", first, now);

    assertThat(granted(ACCOUNT, "a", 5)).isEqualTo(1);
  }

  @Test
  void givesBackLateWhatATurnTookThatWasNeverSentOn() {
    Ruling.Passed first = (Ruling.Passed) spend(ACCOUNT, "a");
    granted(ACCOUNT, "a", 1);
    now += MINUTE / 2;

    limits.giveBackLate("acme", first, now);

    assertThat(granted(ACCOUNT, "a", 5)).isEqualTo(1);
  }

  @Test
  void aBucketThatManyShareIsNotFilledByWhatIsGivenBackLate() {
    for (int i = 0; i < 300_000; i++) {
      spend(ACCOUNT, "hostile-" + i);
    }
    Charge crowded = charge(ACCOUNT, "found no place");
    assertThat(spend(ACCOUNT, "found no place")).isInstanceOf(Ruling.Stopped.class);

    for (int i = 0; i < 5; i++) {
      limits.giveBackLate(
          "acme",
          new Ruling.Passed(Duration.ZERO, Optional.empty(), List.of(), List.of(crowded)),
          now);
    }

    assertThat(spend(ACCOUNT, "found no place")).isInstanceOf(Ruling.Stopped.class);
  }

  @Test
  void twoPartsOfAnEventsLimitsRuleTogether() {
    Limit first = limit("first", Limit.Over.HOLD);
    Limit second = limit("second", Limit.Over.HOLD);
    List<Charge> charges = List.of(charge(first, "a"), charge(second, "a"));
    Ruling.Passed own =
        new Ruling.Passed(
            Duration.ofSeconds(3), Optional.of(second), List.of(), List.of(charges.get(1)));
    Ruling.Passed others =
        new Ruling.Passed(Duration.ofSeconds(5), Optional.of(first), List.of(ACCOUNT), List.of());
    Ruling.Stopped soon = new Ruling.Stopped(first, Duration.ofSeconds(1));
    Ruling.Stopped later = new Ruling.Stopped(second, Duration.ofSeconds(2));

    assertThat(own.and(others, charges))
        .isEqualTo(
            new Ruling.Passed(
                Duration.ofSeconds(5), Optional.of(first), List.of(ACCOUNT), own.taken()));
    assertThat(own.and(soon, charges)).isEqualTo(soon);
    assertThat(soon.and(others, charges)).isEqualTo(soon);
    assertThat(soon.and(later, charges)).isEqualTo(later);
    assertThat(later.and(soon, charges)).isEqualTo(later);
  }

  @Test
  void pacesWhatADelayingLimitIsOverFor() {
    Limit paced = limit("paced", Limit.Over.DELAY);

    assertThat(pace(paced, "a")).isZero();
    assertThat(pace(paced, "a")).isZero();
    assertThat(pace(paced, "a")).isEqualTo(Duration.ofMinutes(1));
    assertThat(pace(paced, "a")).isEqualTo(Duration.ofMinutes(2));
    now += MINUTE;
    assertThat(pace(paced, "a")).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void refusesWhatItWouldHaveToPaceByMoreThanADay() {
    Limit paced = limit("paced", Limit.Over.DELAY);
    for (int i = 0; i < 2 + 24 * 60; i++) {
      pace(paced, "a");
    }

    Ruling.Stopped stopped = (Ruling.Stopped) spend(paced, "a");

    assertThat(stopped.retryAfter()).isEqualTo(LimitTable.PACE_MAX.plusMinutes(1));
    now += MINUTE;
    assertThat(pace(paced, "a")).isEqualTo(LimitTable.PACE_MAX);
  }

  @Test
  void theLongestPaceCounts() {
    Limit paced = limit("paced", Limit.Over.DELAY);
    Limit slower =
        new Limit("slower", Reason.LIMIT_TYPE, 1, Duration.ofHours(1), 1, Limit.Over.DELAY, false);
    List<Charge> both = List.of(charge(slower, "t"), charge(paced, "a"));
    limits.spend("acme", both, now);

    Ruling.Passed passed = (Ruling.Passed) limits.spend("acme", both, now);

    assertThat(passed.pace()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void wantsAPersonWhereAHoldingLimitIsOverAndStillSpendsTheOthers() {
    Limit holding = limit("holding", Limit.Over.HOLD);
    granted(holding, "a", 2);

    Ruling.Passed passed =
        (Ruling.Passed)
            limits.spend("acme", List.of(charge(holding, "a"), charge(ACCOUNT, "a")), now);

    assertThat(passed.hold()).contains(holding);
    assertThat(granted(ACCOUNT, "a", 5)).isEqualTo(1);
    now += MINUTE;
    assertThat(((Ruling.Passed) spend(holding, "a")).hold()).isEmpty();
  }

  @Test
  void aRefusalComesBeforeAHold() {
    Limit holding = limit("holding", Limit.Over.HOLD);
    granted(holding, "a", 2);
    granted(ACCOUNT, "a", 2);

    assertThat(limits.spend("acme", List.of(charge(holding, "a"), charge(ACCOUNT, "a")), now))
        .isInstanceOf(Ruling.Stopped.class);
  }

  @Test
  void aSoftLimitIsToldAndStopsNobody() {
    Limit soft =
        new Limit("soft", Reason.LIMIT_TYPE, 1, Duration.ofMinutes(1), 2, Limit.Over.REFUSE, true);

    for (int i = 0; i < 2; i++) {
      assertThat(((Ruling.Passed) spend(soft, "a")).passedOver()).isEmpty();
    }
    for (int i = 0; i < 5; i++) {
      assertThat(((Ruling.Passed) spend(soft, "a")).passedOver()).containsExactly(soft);
    }
    now += MINUTE;
    assertThat(((Ruling.Passed) spend(soft, "a")).passedOver()).isEmpty();
  }

  @Test
  void aReloadThatChangesALimitRefillsNobodysBucket() {
    granted(ACCOUNT, "a", 2);

    Limit changed =
        new Limit(
            "account", Reason.LIMIT_ACCOUNT, 1, Duration.ofMinutes(1), 2, Limit.Over.HOLD, false);

    assertThat(((Ruling.Passed) spend(changed, "a")).hold()).contains(changed);
  }

  @Test
  void aLimitThatWasWiderBeforeKeepsNobodyWaitingForLongerThanItIsTold() {
    Limit wider =
        new Limit(
            "account", Reason.LIMIT_ACCOUNT, 1, Duration.ofDays(1), 2, Limit.Over.REFUSE, false);
    granted(wider, "a", 2);

    Ruling.Stopped stopped = (Ruling.Stopped) spend(ACCOUNT, "a");
    assertThat(stopped.retryAfter()).isEqualTo(Duration.ofMinutes(1));
    now += stopped.retryAfter().toNanos();

    assertThat(granted(ACCOUNT, "a", 5)).isEqualTo(1);
  }

  @Test
  void whatAWiderLimitHadTakenComesBackLateAsOneOfTheNewOne() {
    Limit wider =
        new Limit(
            "account", Reason.LIMIT_ACCOUNT, 1, Duration.ofDays(1), 2, Limit.Over.REFUSE, false);
    granted(wider, "a", 2);

    limits.giveBackLate(
        "acme",
        new Ruling.Passed(
            Duration.ZERO, Optional.empty(), List.of(), List.of(charge(ACCOUNT, "a"))),
        now);

    assertThat(granted(ACCOUNT, "a", 5)).isEqualTo(1);
  }

  /** Row 51, the limits' side: a flood of one integration's keys costs another nothing. */
  @Test
  void row51AFloodOfOneIntegrationsKeysLeavesAnotherItsBuckets() {
    for (int i = 0; i < 300_000; i++) {
      spend(ACCOUNT, "hostile-" + i);
    }

    for (int i = 0; i < 1_000; i++) {
      assertThat(limits.spend("calm", List.of(charge(ACCOUNT, "a" + i)), now))
          .isInstanceOf(Ruling.Passed.class);
    }
  }

  @Test
  void row58HostileKeysShareABoundedTableAndThenOneBucket() {
    long refused = 0;
    for (int i = 0; i < 300_000; i++) {
      refused += spend(ACCOUNT, "hostile-" + i) instanceof Ruling.Stopped ? 1 : 0;
    }

    assertThat(limits.places()).isEqualTo(LimitTable.KEYS_MAX);
    assertThat(refused).isGreaterThan(300_000 - LimitTable.KEYS_MAX - 3);
  }

  @Test
  void row58AllLimitsTogetherAreBoundedToo() {
    LimitTable small = new LimitTable(new Random(2), 1_024, 4_096);
    for (int limit = 0; limit < 32; limit++) {
      for (int i = 0; i < 2_000; i++) {
        small.spend(
            "acme", List.of(charge(limit("limit-" + limit, Limit.Over.REFUSE), "k" + i)), now);
      }
    }

    assertThat(small.places()).isLessThanOrEqualTo(4_096 + 32 * Bookings.PLACES_MIN);
  }

  /** Row 57: what an address does to a source limit, a chosen value may not do to these. */
  @Test
  void row57AnEmptiedBucketIsNeverPushedOut() {
    granted(ACCOUNT, "victim", 2);

    for (int i = 0; i < 300_000; i++) {
      spend(ACCOUNT, "hostile-" + i);
      if (i % 1_000 == 0) {
        assertThat(spend(ACCOUNT, "victim")).isInstanceOf(Ruling.Stopped.class);
      }
    }

    assertThat(spend(ACCOUNT, "victim")).isInstanceOf(Ruling.Stopped.class);
  }

  @Test
  void forgetsTheTablesOfLimitsThatAreGone() {
    for (int i = 0; i < 1_000; i++) {
      granted(limit("old-" + i, Limit.Over.REFUSE), "a", 2);
      now += 3 * MINUTE;
    }

    assertThat(limits.places()).isLessThanOrEqualTo(129 * Bookings.PLACES_MIN);
  }

  private long granted(Limit limit, String key, int times) {
    long granted = 0;
    for (int i = 0; i < times; i++) {
      granted +=
          spend(limit, key) instanceof Ruling.Passed passed && passed.hold().isEmpty() ? 1 : 0;
    }
    return granted;
  }

  private Duration pace(Limit limit, String key) {
    return ((Ruling.Passed) spend(limit, key)).pace();
  }

  private Ruling spend(Limit limit, String key) {
    return limits.spend("acme", List.of(charge(limit, key)), now);
  }

  private static Limit limit(String name, Limit.Over over) {
    return new Limit(name, Reason.LIMIT_ACCOUNT, 1, Duration.ofMinutes(1), 2, over, false);
  }

  private static Charge charge(Limit limit, String value) {
    return new Charge(limit, ClaimKey.of("limit", value.getBytes(StandardCharsets.UTF_8)));
  }
}
