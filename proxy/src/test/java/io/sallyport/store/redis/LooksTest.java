package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.ABid;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LooksTest {
  private static final Duration WITHIN = Duration.ofMillis(50);
  private static final Shard SHARD = new Shard("acme", 3);
  private static final Epoch EPOCH = new Epoch(7, 100);

  private final List<Call> calls = new ArrayList<>();
  private long now;
  private final Looks looks = new Looks(this::ask, WITHIN, () -> now);

  private record Call(
      Shard shard,
      Epoch epoch,
      List<Bid> bids,
      Duration within,
      Promise<Reply<List<Found>>> answer) {

    /** Each event in conflict, whose name has an odd number. */
    void answered() {
      answer.complete(
          new Reply.Certain<>(bids.stream().map(LooksTest::found).toList(), epoch.fence()));
    }
  }

  private static Found found(Bid bid) {
    return bid.origin().sequence() % 2 == 1 ? new Found.Conflict() : new Found.Free();
  }

  private Future<Reply<List<Found>>> ask(
      Shard shard, Epoch epoch, List<Bid> bids, Duration within) {
    Call call = new Call(shard, epoch, bids, within, Promise.promise());
    calls.add(call);
    return call.answer().future();
  }

  private static List<Bid> bids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> ABid.on("e" + i).by(1, i).bid()).toList();
  }

  private Future<Reply<List<Found>>> look(int from, int to) {
    return looks.look(SHARD, EPOCH, bids(from, to));
  }

  private static List<Found> certain(Future<Reply<List<Found>>> looked) {
    assertThat(looked.isComplete()).isTrue();
    assertThat(looked.result()).isInstanceOf(Reply.Certain.class);
    return ((Reply.Certain<List<Found>>) looked.result()).value();
  }

  @Test
  void whoIsAloneWaitsForNobody() {
    Future<Reply<List<Found>>> looked = look(0, 2);

    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).within()).isEqualTo(WITHIN);
    calls.get(0).answered();
    assertThat(certain(looked)).containsExactly(new Found.Free(), new Found.Conflict());
  }

  @Test
  void whatComesMeanwhileGoesTogetherInOrderAndEachHearsItsOwn() {
    Future<Reply<List<Found>>> first = look(0, 1);
    List<Future<Reply<List<Found>>>> others = new ArrayList<>();
    for (int i = 1; i < 100; i++) {
      others.add(look(i, i + 1));
    }

    assertThat(calls).hasSize(1);
    calls.get(0).answered();
    assertThat(certain(first)).containsExactly(new Found.Free());
    assertThat(calls).hasSize(2);
    assertThat(calls.get(1).bids()).isEqualTo(bids(1, 100));
    calls.get(1).answered();

    for (int i = 1; i < 100; i++) {
      assertThat(certain(others.get(i - 1))).containsExactly(found(bids(i, i + 1).get(0)));
    }
    look(100, 101);
    assertThat(calls).hasSize(3);
  }

  @Test
  void noCallHasMoreThanItMayButForOneThatHasSoManyItself() {
    look(0, 1);
    look(0, 200);
    look(200, 256);
    look(256, 257);
    look(0, 300);

    calls.get(0).answered();
    calls.get(1).answered();
    calls.get(2).answered();
    calls.get(3).answered();

    assertThat(calls).extracting(call -> call.bids().size()).containsExactly(1, 256, 1, 300);
  }

  @Test
  void generationsAreAskedApartAndOfOneTheHighestFenceIsNamed() {
    look(0, 1);
    looks.look(SHARD, new Epoch(7, 103), bids(1, 2));
    looks.look(SHARD, new Epoch(7, 101), bids(2, 3));
    looks.look(SHARD, new Epoch(8, 1), bids(3, 4));

    calls.get(0).answered();
    calls.get(1).answered();

    assertThat(calls)
        .extracting(Call::epoch)
        .containsExactly(EPOCH, new Epoch(7, 103), new Epoch(8, 1));
  }

  @Test
  void shardsDoNotWaitForEachOther() {
    look(0, 1);
    looks.look(new Shard("acme", 4), EPOCH, bids(1, 2));

    assertThat(calls).hasSize(2);
  }

  @Test
  void nobodyWaitsLongerThanTheFirstOfThoseWhoGoTogetherMay() {
    look(0, 1);
    now += Duration.ofMillis(10).toNanos();
    look(1, 2);
    now += Duration.ofMillis(35).toNanos();
    look(2, 3);
    calls.get(0).answered();
    assertThat(calls.get(1).within()).isEqualTo(Duration.ofMillis(15));

    Future<Reply<List<Found>>> late = look(3, 4);
    now += Duration.ofMillis(50).toNanos();
    Future<Reply<List<Found>>> inTime = look(4, 5);
    calls.get(1).answer().complete(new Reply.Away<>("no answer in time"));

    assertThat(late.result()).isInstanceOf(Reply.Away.class);
    assertThat(inTime.result()).isInstanceOf(Reply.Away.class);
    assertThat(calls).hasSize(2);
    look(5, 6);
    assertThat(calls).hasSize(3);
  }

  @Test
  void whatIsNotCertainIsToldToAllWhoWentTogether() {
    look(0, 1);
    Future<Reply<List<Found>>> second = look(1, 2);
    Future<Reply<List<Found>>> third = look(2, 3);
    calls.get(0).answered();

    calls.get(1).answer().complete(new Reply.Suspect<>("history"));

    assertThat(second.result()).isEqualTo(new Reply.Suspect<>("history"));
    assertThat(third.result()).isEqualTo(new Reply.Suspect<>("history"));
  }

  @Test
  void aFaultOfOursHoldsNobodyUp() {
    Looks faulty =
        new Looks(
            (shard, epoch, bids, within) -> {
              throw new IllegalStateException("a bug");
            },
            WITHIN,
            () -> now);

    assertThat(faulty.look(SHARD, EPOCH, bids(0, 1)).failed()).isTrue();
    assertThat(faulty.look(SHARD, EPOCH, bids(0, 1)).failed()).isTrue();
  }

  @Test
  void moreThanMayWaitIsToldSoAtOnce() {
    look(0, 1);
    look(0, Looks.WAITING_MAX);

    assertThat(look(0, 1).result()).isInstanceOf(Reply.Away.class);
    calls.get(0).answered();
    calls.get(1).answered();
    assertThat(look(0, 1).isComplete()).isFalse();
    assertThat(calls).hasSize(3);
  }

  @Test
  void eachHearsOnItsOwnLoop() {
    Vertx vertx = Vertx.vertx();
    try {
      ConcurrentLinkedQueue<Boolean> right = new ConcurrentLinkedQueue<>();
      List<Future<Void>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Promise<Void> end = Promise.promise();
        ends.add(end.future());
        Context context = vertx.getOrCreateContext();
        int number = i;
        Promise<Void> asked = Promise.promise();
        context.runOnContext(
            go -> {
              Thread mine = Thread.currentThread();
              looks
                  .look(SHARD, EPOCH, bids(number, number + 1))
                  .onComplete(
                      done -> {
                        right.add(Thread.currentThread() == mine);
                        end.complete();
                      });
              asked.complete();
            });
        Nodes.await(asked.future());
      }

      calls.get(0).answered();
      Nodes.await(ends.get(0));
      calls.get(1).answered();

      Nodes.await(Future.all(ends));
      assertThat(right).hasSize(4).containsOnly(true);
    } finally {
      vertx.close().await();
    }
  }

  /** Counted by Redis itself. */
  @Test
  void aThousandWhoLookAtOnceCostAFewCalls() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Shard shard = redis.newShard();
      Epoch epoch = new Nodes(redis.index(), shard).open(Epoch.NONE);
      Nodes.certain(Nodes.await(redis.index().accept(shard, epoch, bids(0, 200))));
      long before = scripts(redis);

      List<Future<Reply<List<Found>>>> looked = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        looked.add(
            redis.index().look(shard, epoch, List.of(ABid.on("e" + i).by(2, i + 5_000).bid())));
      }

      for (int i = 0; i < 1_000; i++) {
        Found found = Nodes.certain(Nodes.await(looked.get(i))).get(0);
        assertThat(found).isInstanceOf(i < 200 ? Found.Known.class : Found.Free.class);
      }
      assertThat(scripts(redis) - before).isBetween(4L, 40L);
    }
  }

  private static long scripts(RedisFixture redis) {
    Map<String, String> stats = redis.rig().master().info("commandstats");
    String calls = stats.getOrDefault("cmdstat_evalsha", "calls=0,");
    return Long.parseLong(calls.substring("calls=".length(), calls.indexOf(',')));
  }
}
