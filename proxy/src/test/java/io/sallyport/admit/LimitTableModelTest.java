package io.sallyport.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The limits beside naive token buckets: one object a key, tokens counted in nanoseconds. */
class LimitTableModelTest {
  private static final int PLACES = 64;

  /** So much later, these keys ask. */
  record Step(long later, List<Integer> keys) {}

  /** A bucket as textbooks have it; may go into debt. */
  private static final class Bucket {
    private final long cost;
    private final long most;
    private long tokens;
    private long at;

    Bucket(Limit limit, long now) {
      this.cost = (limit.per().toNanos() + limit.permits() - 1) / limit.permits();
      this.most = cost * limit.burst();
      this.tokens = most;
      this.at = now;
    }

    /** How much is missing for one more; negative or zero where nothing is. */
    long missing(long now) {
      tokens = Math.min(most, tokens + now - at);
      at = now;
      return cost - tokens;
    }

    void take() {
      tokens -= cost;
    }
  }

  @Property(tries = 300)
  void aFewKeysGetExactlyWhatNaiveBucketsGive(
      @ForAll("limits") Limit limit, @ForAll("calm") List<Step> steps, @ForAll long seed) {
    LimitTable table = new LimitTable(new Random(seed));
    Map<Integer, Bucket> naive = new HashMap<>();
    long now = seed;
    for (Step step : steps) {
      now += step.later();
      for (int key : step.keys()) {
        long at = now;
        Bucket bucket = naive.computeIfAbsent(key, it -> new Bucket(limit, at));
        long missing = bucket.missing(now);

        Ruling ruling = table.spend("acme", List.of(charge(limit, key)), now);

        if (missing <= 0) {
          assertThat(ruling).isInstanceOf(Ruling.Passed.class);
          bucket.take();
        } else if (limit.over() == Limit.Over.DELAY && missing <= LimitTable.PACE_MAX.toNanos()) {
          assertThat(((Ruling.Passed) ruling).pace()).isEqualTo(Duration.ofNanos(missing));
          bucket.take();
        } else if (limit.over() == Limit.Over.HOLD) {
          assertThat(((Ruling.Passed) ruling).hold()).contains(limit);
        } else {
          assertThat(((Ruling.Stopped) ruling).retryAfter()).isEqualTo(Duration.ofNanos(missing));
        }
      }
    }
  }

  @Property(tries = 300)
  void noFloodOfKeysGivesAnyKeyMoreThanItsNaiveBucket(
      @ForAll("limits") Limit limit, @ForAll("flood") List<Step> steps, @ForAll long seed) {
    LimitTable table = new LimitTable(new Random(seed), PLACES, PLACES);
    Map<Integer, Bucket> naive = new HashMap<>();
    long now = seed;
    for (Step step : steps) {
      now += step.later();
      for (int key : step.keys()) {
        long at = now;
        Bucket bucket = naive.computeIfAbsent(key, it -> new Bucket(limit, at));
        long missing = bucket.missing(now);

        Ruling ruling = table.spend("acme", List.of(charge(limit, key)), now);

        if (ruling instanceof Ruling.Passed passed && passed.hold().isEmpty()) {
          assertThat(passed.pace().toNanos()).isGreaterThanOrEqualTo(missing);
          bucket.take();
        }
      }
    }
    assertThat(table.places()).isLessThanOrEqualTo(PLACES);
  }

  @Property(tries = 300)
  void severalLimitsAreSpentTogetherOrNotAtAll(
      @ForAll("limits") Limit one,
      @ForAll("limits") Limit other,
      @ForAll("calm") List<Step> steps,
      @ForAll long seed) {
    Limit first = refusing("first", one);
    Limit second = refusing("second", other);
    LimitTable table = new LimitTable(new Random(seed));
    Map<Integer, Bucket> firsts = new HashMap<>();
    Map<Integer, Bucket> seconds = new HashMap<>();
    long now = seed;
    for (Step step : steps) {
      now += step.later();
      for (int key : step.keys()) {
        long at = now;
        Bucket mine = firsts.computeIfAbsent(key, it -> new Bucket(first, at));
        Bucket shared = seconds.computeIfAbsent(key % 3, it -> new Bucket(second, at));
        long missing = Math.max(mine.missing(now), shared.missing(now));

        Ruling ruling =
            table.spend("acme", List.of(charge(first, key), charge(second, key % 3)), now);

        if (missing <= 0) {
          assertThat(ruling).isInstanceOf(Ruling.Passed.class);
          mine.take();
          shared.take();
        } else {
          assertThat(((Ruling.Stopped) ruling).retryAfter()).isEqualTo(Duration.ofNanos(missing));
        }
      }
    }
  }

  @Provide
  Arbitrary<Limit> limits() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 1_000),
            Arbitraries.of(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1)),
            Arbitraries.integers().between(1, 20),
            Arbitraries.of(Limit.Over.values()))
        .as(
            (permits, per, burst, over) ->
                new Limit("limit", Reason.LIMIT_FIELD, permits, per, burst, over, false));
  }

  @Provide
  Arbitrary<List<Step>> calm() {
    return steps(8, 6);
  }

  @Provide
  Arbitrary<List<Step>> flood() {
    return steps(2_000, 60);
  }

  private static Arbitrary<List<Step>> steps(int keys, int most) {
    return Combinators.combine(
            Arbitraries.longs().between(0, Duration.ofMinutes(3).toNanos()),
            Arbitraries.integers().between(0, keys - 1).list().ofMinSize(1).ofMaxSize(most))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  private static Limit refusing(String name, Limit like) {
    return new Limit(
        name, like.reason(), like.permits(), like.per(), like.burst(), Limit.Over.REFUSE, false);
  }

  private static Charge charge(Limit limit, int value) {
    return new Charge(
        limit, ClaimKey.of(limit.name(), Integer.toString(value).getBytes(StandardCharsets.UTF_8)));
  }
}
