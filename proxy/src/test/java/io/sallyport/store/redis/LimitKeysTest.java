package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Charge;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Ruling;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.shared.ABid;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Fellows;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What buckets cost a Redis, and what its clock and its memory may do to them. */
class LimitKeysTest {
  /** One a minute, ten at once. */
  private static final Limit LIMIT = limit(Duration.ofMinutes(1));

  private static final String ANY_WRITE = "redis.call('HDEL', KEYS[1], '')\n-- Limits first";

  private final LimitRedis redis = new LimitRedis();
  private IndexFixture index = redis.fixture;
  private Shard shard = redis.fixture.newShard();
  private Epoch epoch = Epoch.NONE;

  private static Limit limit(Duration per) {
    return new Limit("busy", Reason.LIMIT_ACCOUNT, 1, per, 10, Limit.Over.REFUSE, false);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private void open(IndexFixture other) {
    index = other;
    shard = other.newShard();
    RollCall call =
        Nodes.certain(Nodes.await(index.index().attend(shard, Epoch.NONE, Fellows.of("a"))));
    Nodes.await(index.index().sign(shard, call.generation(), "a", 1, 0));
    epoch = new Epoch(call.generation(), 0);
  }

  private static Bid bid(String event, String account, Limit limit) {
    ClaimKey key = ClaimKey.of("limit", account.getBytes(StandardCharsets.UTF_8));
    return ABid.on(event).bid().charging(List.of(new Charge(limit, key, true)));
  }

  private Optional<Ruling> look(Bid bid) {
    Found found = Nodes.certain(Nodes.await(index.index().look(shard, epoch, List.of(bid)))).get(0);
    return ((Found.Free) found).ruling();
  }

  private RedisNode master() {
    return redis.fixture.rig().master();
  }

  private List<?> buckets() {
    List<?> keys = (List<?>) master().command("KEYS", "sp:*%*");
    return keys == null ? List.of() : keys;
  }

  @Test
  void aBucketIsForgottenWhenItIsFullAgain() {
    open(redis.fixture);
    for (int i = 0; i < 10; i++) {
      look(bid("e" + i, "a", LIMIT));
    }

    assertThat(buckets()).hasSize(1);
    long left = Long.parseLong(master().text("PTTL", String.valueOf(buckets().get(0))));
    assertThat(left).isBetween(590_000L, 600_000L);
    PlantedFlaw forGood =
        new PlantedFlaw("limits", ", 'PXAT', digits(math.ceil(till / 1000)))", ")");
    open(redis.with(forGood.scripts()));
    look(bid("e1", "b", LIMIT));
    assertThat(buckets()).anyMatch(key -> master().text("PTTL", String.valueOf(key)).equals("-1"));
  }

  @Test
  void whatIsRefusedLeavesNothing() {
    open(redis.fixture);
    Limit stopping =
        new Limit("off", Reason.LIMIT_ACCOUNT, 1, Duration.ofDays(1), 1, Limit.Over.REFUSE, false);
    ClaimKey key = ClaimKey.of("limit", new byte[] {1});
    Charge spent = new Charge(stopping, key, true);
    look(ABid.on("e0").bid().charging(List.of(spent)));
    assertThat(buckets()).hasSize(1);

    Charge other = new Charge(LIMIT, ClaimKey.of("limit", new byte[] {2}), true);
    assertThat(look(ABid.on("e1").bid().charging(List.of(other, spent))).orElseThrow())
        .isInstanceOf(Ruling.Stopped.class);

    assertThat(buckets()).hasSize(1);
  }

  @Test
  void whatIsGivenBackToAFullBucketLeavesNothing() {
    open(redis.fixture);
    Bid bid = bid("e1", "a", LIMIT);
    look(bid);

    Nodes.certain(Nodes.await(index.index().giveBack(shard, epoch, List.of(bid))));

    assertThat(buckets()).isEmpty();
  }

  @Test
  void withoutMemoryNoBucketIsMadeAndNobodyIsRefused() {
    open(redis.fixture);
    look(bid("e0", "full", LIMIT));
    master().configSet("maxmemory", "1");

    assertThat(look(bid("e1", "a", LIMIT))).isEmpty();
    assertThat(buckets()).hasSize(1);
    master().configSet("maxmemory", "0");
    open(redis.with(new PlantedFlaw("look", "-- Limits first", ANY_WRITE).scripts()));
    master().configSet("maxmemory", "1");
    assertThat(look(bid("e1", "a", LIMIT))).as("after any other write").isPresent();

    master().configSet("maxmemory", "0");
    open(redis.fixture);
    assertThat(look(bid("e1", "a", LIMIT))).isPresent();
  }

  /** Comes again when it is told to. */
  private void assertPassesAfterTheWaitItIsTold(Instant now, Limit limit) {
    Ruling.Stopped stopped = (Ruling.Stopped) look(bid("first", "a", limit)).orElseThrow();
    assertThat(stopped.retryAfter()).isLessThanOrEqualTo(Duration.ofMinutes(1));

    redis.clock(now.plus(stopped.retryAfter()));

    assertThat(look(bid("again", "a", limit)).orElseThrow()).isInstanceOf(Ruling.Passed.class);
  }

  private Instant clockIsSetBack(Scripts scripts) {
    Instant start = Instant.now().plus(Duration.ofDays(1));
    redis.clock(start);
    open(redis.with(scripts));
    look(bid("e0", "a", LIMIT));
    Instant before = start.minus(Duration.ofHours(12));
    redis.clock(before);
    return before;
  }

  @Test
  void aClockThatIsSetBackKeepsNobodyWaitingForLongerThanABucketTakesToFill() {
    Instant now = clockIsSetBack(LimitRedis.clocked());

    assertPassesAfterTheWaitItIsTold(now, LIMIT);
  }

  @Test
  void whatIsPacedOrHeldIsSoNoLongerThanThatEither() {
    Instant now = clockIsSetBack(LimitRedis.clocked());
    Limit holding =
        new Limit(
            "busy", Reason.LIMIT_ACCOUNT, 1, Duration.ofMinutes(1), 10, Limit.Over.HOLD, false);
    Limit pacing =
        new Limit(
            "busy", Reason.LIMIT_ACCOUNT, 1, Duration.ofMinutes(1), 10, Limit.Over.DELAY, false);

    assertThat(((Ruling.Passed) look(bid("e1", "a", holding)).orElseThrow()).hold()).isPresent();
    redis.clock(now.plus(Duration.ofMinutes(1)));
    assertThat(((Ruling.Passed) look(bid("e2", "a", holding)).orElseThrow()).hold()).isEmpty();
    assertThat(((Ruling.Passed) look(bid("e3", "a", pacing)).orElseThrow()).pace())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aLimitThatWasWiderBeforeDoesNeitherAndIsNotRefilled() {
    Instant now = Instant.now().plus(Duration.ofDays(1));
    redis.clock(now);
    open(redis.with(LimitRedis.clocked()));
    for (int i = 0; i < 10; i++) {
      look(bid("e" + i, "a", limit(Duration.ofDays(1))));
    }

    assertPassesAfterTheWaitItIsTold(now, LIMIT);
    assertThat(look(bid("another", "a", LIMIT)).orElseThrow()).isInstanceOf(Ruling.Stopped.class);
  }

  @Test
  void withoutMemoryNobodyIsRefusedForWhatAWiderLimitHadBooked() {
    open(redis.fixture);
    for (int i = 0; i < 10; i++) {
      look(bid("e" + i, "a", limit(Duration.ofDays(1))));
    }
    master().configSet("maxmemory", "1");

    assertThat(look(bid("e11", "a", LIMIT))).isEmpty();
    Nodes.certain(
        Nodes.await(index.index().giveBack(shard, epoch, List.of(bid("e0", "a", LIMIT)))));

    master().configSet("maxmemory", "0");
    assertThat(look(bid("e12", "a", LIMIT)).orElseThrow()).isInstanceOf(Ruling.Stopped.class);
  }

  @Test
  void aBucketCosts160BytesAtMost() {
    open(redis.fixture);
    look(bid("first", "first", LIMIT));
    long before = used();
    int buckets = 20_000;
    for (int i = 0; i < buckets; i += 200) {
      List<Bid> bids = new ArrayList<>();
      for (int j = i; j < i + 200; j++) {
        bids.add(bid("e" + j, "a" + j, LIMIT));
      }
      Nodes.certain(Nodes.await(index.index().look(shard, epoch, bids)));
    }

    assertThat((used() - before) / buckets).isBetween(80L, 160L);
  }

  private long used() {
    return Long.parseLong(master().info("memory").getOrDefault("used_memory", "0"));
  }
}
