package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Kept.State;
import io.sallyport.fixture.SettableClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepTest {
  private static final KeepRule RULE =
      new KeepRule(Duration.ofHours(24), Duration.ofSeconds(30), Duration.ofSeconds(30));
  private static final Duration FRESH = Duration.ofMinutes(10);

  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final List<Promise<Loaded<String>>> fetches = new ArrayList<>();
  private boolean mayFetch = true;
  private final Keep<String> keep = new Keep<>(RULE, 100, () -> mayFetch, clock);

  private Future<Loaded<String>> fetch() {
    Promise<Loaded<String>> promise = Promise.promise();
    fetches.add(promise);
    return promise.future();
  }

  private State<String> demand() {
    return keep.demand("a", this::fetch);
  }

  private State<String> demandNewer() {
    return keep.demandNewer("a", this::fetch);
  }

  private void answer(String value) {
    fetches.get(fetches.size() - 1).complete(new Loaded<>(value, FRESH));
  }

  private void fail() {
    fetches.get(fetches.size() - 1).fail(new FetchFailed(FetchFailed.Fault.TIMEOUT, "late"));
  }

  private static State<String> ready(String value) {
    return new State.Ready<>(value);
  }

  @Test
  void fetchesOnceForAllWhoWait() {
    assertThat(demand()).isInstanceOf(State.Pending.class);
    assertThat(demand()).isInstanceOf(State.Pending.class);
    assertThat(demandNewer()).isInstanceOf(State.Pending.class);
    assertThat(fetches).hasSize(1);

    answer("one");

    assertThat(demand()).isEqualTo(ready("one"));
    assertThat(fetches).hasSize(1);
  }

  @Test
  void completesWhoeverWaitedEitherWay() {
    State.Pending<String> first = (State.Pending<String>) demand();
    fail();
    assertThat(first.ready().succeeded()).isTrue();
    assertThat(demand()).isInstanceOf(State.Failed.class);
  }

  @Test
  void usesAFreshValueWithoutAsking() {
    demand();
    answer("one");

    clock.advance(FRESH.multipliedBy(4).dividedBy(5).minusNanos(1));

    assertThat(demand()).isEqualTo(ready("one"));
    assertThat(fetches).hasSize(1);
  }

  @Test
  void fetchesBesideTheUseShortlyBeforeTheEnd() {
    demand();
    answer("one");

    clock.advance(FRESH.multipliedBy(4).dividedBy(5));

    assertThat(demand()).isEqualTo(ready("one"));
    assertThat(demand()).isEqualTo(ready("one"));
    assertThat(fetches).hasSize(2);
    answer("two");
    assertThat(demand()).isEqualTo(ready("two"));
  }

  @Test
  void waitsForAFetchWhenTheValueIsNoLongerFresh() {
    demand();
    answer("one");
    clock.advance(FRESH);

    assertThat(demand()).isInstanceOf(State.Pending.class);

    answer("two");
    assertThat(demand()).isEqualTo(ready("two"));
  }

  @Test
  void keepsTheLastGoodValueForADayWhenFetchingFails() {
    demand();
    answer("one");
    clock.advance(Duration.ofHours(1));
    demand();
    fail();
    assertThat(demand()).isEqualTo(ready("one"));

    clock.advance(Duration.ofSeconds(29));
    assertThat(demand()).isEqualTo(ready("one"));
    assertThat(fetches).hasSize(2);
    clock.advance(Duration.ofSeconds(1));
    assertThat(demand()).isInstanceOf(State.Pending.class);
    fail();

    clock.advance(Duration.ofHours(23).minusSeconds(31));
    demand();
    fail();
    assertThat(demand()).isEqualTo(ready("one"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(demand()).isInstanceOf(State.Failed.class);
  }

  @Test
  void remembersAFailureShortly() {
    demand();
    fail();
    clock.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(demand()).isInstanceOf(State.Failed.class);
    assertThat(fetches).hasSize(1);

    clock.advance(Duration.ofNanos(1));

    assertThat(demand()).isInstanceOf(State.Pending.class);
    assertThat(fetches).hasSize(2);
  }

  @Test
  void triesAgainSoonAfterNoSlotWasFree() {
    demand();
    fetches.get(0).fail(new FetchFailed(FetchFailed.Fault.BUSY, "busy"));
    assertThat(demand()).isInstanceOf(State.Failed.class);

    clock.advance(Duration.ofSeconds(1));

    assertThat(demand()).isInstanceOf(State.Pending.class);
  }

  @Test
  void fetchesANewerValueAtMostOnceAnInterval() {
    demand();
    answer("one");
    assertThat(demandNewer()).as("just fetched").isEqualTo(ready("one"));

    for (int second = 0; second < 300; second++) {
      clock.advance(Duration.ofSeconds(1));
      for (int i = 0; i < 20; i++) {
        if (demandNewer() instanceof State.Pending) {
          answer("newer");
        }
      }
    }

    assertThat(fetches).hasSize(1 + 300 / 30);
  }

  @Test
  void saysThatItDoesNotKnowWhenTheNewerValueCouldNotBeFetched() {
    demand();
    answer("one");
    clock.advance(Duration.ofSeconds(30));
    demandNewer();
    fail();

    assertThat(demandNewer()).isInstanceOf(State.Failed.class);
    assertThat(demand()).as("the others are served on").isEqualTo(ready("one"));
  }

  @Test
  void makesDoWithWhatItHasWhenNothingMayBeFetched() {
    demand();
    answer("one");
    mayFetch = false;
    clock.advance(Duration.ofHours(1));

    assertThat(demand()).isEqualTo(ready("one"));
    assertThat(demandNewer()).isInstanceOf(State.Failed.class);
    assertThat(keep.demand("b", this::fetch)).isInstanceOf(State.Failed.class);
    assertThat(fetches).hasSize(1);
  }

  @Test
  void answersAtOnceWhenTheFetchDoes() {
    State<String> state =
        keep.demand("c", () -> Future.succeededFuture(new Loaded<>("here", FRESH)));

    assertThat(state).isEqualTo(ready("here"));
  }

  @Test
  void takesAThrowingFetchForAFailedOne() {
    State<String> state =
        keep.demand(
            "c",
            () -> {
              throw new IllegalStateException("bug");
            });

    assertThat(state).isInstanceOf(State.Failed.class);
  }

  @Test
  void fetchesAgainWhenTheClockWasSetBack() {
    demand();
    answer("one");
    clock.advance(Duration.ofHours(-2));

    assertThat(demand()).isInstanceOf(State.Pending.class);
  }

  @Test
  void forgetsTheLeastUsedOfTooMany() {
    for (int i = 0; i < 1_000; i++) {
      String value = "v" + i;
      keep.demand("n" + i, () -> Future.succeededFuture(new Loaded<>(value, FRESH)));
    }

    assertThat(keep.size()).isLessThanOrEqualTo(100);
  }

  @Test
  void aBudgetHoldsAMinutesWorthAndFillsWithTime() {
    FetchBudget budget = new FetchBudget(120, clock);
    for (int i = 0; i < 120; i++) {
      assertThat(budget.getAsBoolean()).isTrue();
    }
    assertThat(budget.getAsBoolean()).isFalse();

    clock.advance(Duration.ofMillis(499));
    assertThat(budget.getAsBoolean()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(budget.getAsBoolean()).isTrue();
    assertThat(budget.getAsBoolean()).isFalse();

    clock.advance(Duration.ofDays(365_000));
    int taken = 0;
    while (budget.getAsBoolean()) {
      taken++;
    }
    assertThat(taken).isEqualTo(120);
  }
}
