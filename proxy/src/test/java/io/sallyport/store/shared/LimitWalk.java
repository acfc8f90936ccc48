package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.SettableClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes an index and the reference, whose limits are a node's own, through the same steps at the
 * same times, and wants the same said of them, to the microsecond.
 */
public final class LimitWalk {
  private static final Duration A_YEAR = Duration.ofDays(365);

  private final IndexFixture real;
  private final Consumer<Instant> realClock;
  private final Shard shard;
  private final SettableClock clock;
  private final ModelIndex model;
  private final Epoch epoch;

  /**
   * A walk in a shard of its own.
   *
   * @param realClock sets the time of the index
   */
  public LimitWalk(IndexFixture real, Consumer<Instant> realClock) {
    this.real = real;
    this.realClock = realClock;
    this.shard = real.newShard();
    // What expires on a Redis does so by another clock: nothing may be gone too early.
    Instant start = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MILLIS);
    this.clock = new SettableClock(start.toString());
    this.model = new ModelIndex(clock);
    realClock.accept(start);
    this.epoch = IndexCase.open(real.index(), shard);
    RollCall call =
        IndexCase.certain(
                model.attend(shard, Epoch.NONE, Fellows.of(IndexCase.NODE), epoch.generation()))
            .value();
    IndexCase.certain(model.sign(shard, call.generation(), IndexCase.NODE, 1, 0));
    assertThat(call.generation()).isEqualTo(epoch.generation());
  }

  /** Takes all steps. */
  public void take(List<LimitStep> steps) {
    for (int i = 0; i < steps.size(); i++) {
      try {
        take(steps.get(i));
      } catch (AssertionError e) {
        throw new AssertionError("step " + i + " of " + steps + ": " + e.getMessage(), e);
      }
    }
  }

  private void take(LimitStep step) {
    clock.advance(step.later());
    realClock.accept(clock.instant());
    Bid bid = step.bid();
    Bid paid = bid.charging(List.of());
    switch (step.kind()) {
      case LOOK -> both(it -> it.look(shard, epoch, List.of(bid)));
      case LOOK_AT_TWO ->
          both(it -> it.look(shard, epoch, List.of(bid, step.bid(step.event() + 1))));
      case BEGIN -> both(it -> it.begin(shard, epoch, bid, A_YEAR));
      case DROP -> both(it -> it.drop(shard, epoch, bid, 0));
      case DROP_AFTER_THE_UPSTREAM -> both(it -> it.drop(shard, epoch, paid, 0));
      case ACCEPT -> both(it -> it.accept(shard, epoch, List.of(bid)));
      case GIVE_BACK -> both(it -> it.giveBack(shard, epoch, List.of(bid)));
    }
  }

  private <T> void both(Function<SharedIndex, Future<Reply<T>>> call) {
    Reply<T> want = IndexCase.await(call.apply(model));
    Reply<T> got = IndexCase.await(call.apply(real.index()));
    assertThat(got.getClass()).as("%s, not %s", got, want).isEqualTo(want.getClass());
    if (want instanceof Reply.Certain<T> certain) {
      same(certain.value(), ((Reply.Certain<T>) got).value());
    }
  }

  private static void same(Object want, Object got) {
    if (want instanceof List<?> all) {
      assertThat((List<?>) got).hasSameSizeAs(all);
      for (int i = 0; i < all.size(); i++) {
        same(all.get(i), ((List<?>) got).get(i));
      }
    } else if (want instanceof Found.Running) {
      assertThat(got).isInstanceOf(Found.Running.class);
    } else {
      assertThat(got).isEqualTo(want);
    }
  }
}
