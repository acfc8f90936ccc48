package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.LimitTable;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.verdict.Reason;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random walks through crashes, restarts and a clock that is set back and right again: what was
 * delivered stays known for its memory, what is held waits for all of its time, and what is queued
 * is delivered, by a time that nobody sets.
 */
@DisplayName("threats row 46: a clock that is set back, between crashes")
class SetBackWalkTest {
  private static final int STEPS = 150;
  private static final List<Duration> TIMES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          Duration.ofHours(30),
          Duration.ofDays(2),
          Duration.ofDays(5));

  @TempDir Path folder;

  private Random random = new Random();
  private LocalFixture store;
  private Instant now = Instant.EPOCH;
  private Duration behind = Duration.ZERO;
  private int events;
  private final Map<String, Instant> delivered = new HashMap<>();
  private final Map<String, Instant> held = new HashMap<>();
  private final List<String> steps = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {3, 7, 20, 114, 121, 200})
  void forgetsNothingEarlyAndKeepsNothingBack(long seed) {
    Vertx vertx = Vertx.vertx();
    random = new Random(seed);
    store = new LocalFixture(folder, vertx, seed);
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
        assertHeld();
      }
      assertDeliversAll();
    } catch (AssertionError e) {
      throw new AssertionError(steps + ": " + e.getMessage(), e);
    } finally {
      store.close();
      vertx.close().await();
    }
  }

  private void step() {
    switch (random.nextInt(9)) {
      case 0, 1 -> deliverOne();
      case 2 -> admit(event(say("queue", "e" + events++)));
      case 3 -> {
        String name = say("hold", "h" + events++);
        admit(event(name).held(Reason.CLOCK_SET_BACK));
        held.put(name, now);
      }
      case 4 -> tick(TIMES.get(random.nextInt(TIMES.size())));
      case 5 -> {
        Duration next =
            random.nextBoolean() ? Duration.ZERO : Duration.ofHours(random.nextInt(900));
        say("behind", next.toString());
        store.clock().advance(behind.minus(next));
        behind = next;
      }
      case 6 -> {
        tick(Duration.ofSeconds(1)); // the time is told once a minute, and that is synced here
        say("crash", "");
        store.crash();
      }
      case 7 -> {
        say("reopen", "");
        store.reopen();
      }
      default -> sendAgain();
    }
  }

  private void deliverOne() {
    String name = say("deliver", "e" + events++);
    deliver(name, ((Placed.Kept) admit(event(name))).now().orElseThrow());
  }

  private void sendAgain() {
    if (delivered.isEmpty()) {
      return;
    }
    List<String> names = List.copyOf(delivered.keySet());
    String name = names.get(random.nextInt(names.size()));
    Instant until = delivered.get(name).plus(Keeping.MEMORY_DEFAULT).minus(store.slack());
    if (now.isBefore(until)) {
      say("again", name);
      Place place = ((Placed.Kept) admit(event(name))).places().get(0);
      assertThat(place).as(name).isInstanceOf(Place.Known.class);
      assertThat(((Place.Known) place).standing()).isEqualTo(Standing.DONE);
    } else {
      delivered.remove(name);
    }
  }

  private void assertHeld() {
    held.forEach(
        (name, since) -> {
          if (now.isBefore(since.plus(Keeping.HOLD_DEFAULT).minus(store.slack()))) {
            assertThat(store.records().find(event(name).id()).await().orElseThrow().standing())
                .as(name)
                .isEqualTo(Standing.HELD);
          }
        });
  }

  private void assertDeliversAll() {
    tick(LimitTable.PACE_MAX);
    store.crash(); // nothing is in hands
    tick(LimitTable.PACE_MAX);
    for (Waiting waiting : store.outbox().take("acme", 1_000).await().waiting()) {
      deliver("", waiting);
    }
    admit(event("barrier"));
    for (int i = 0; i < events; i++) {
      String name = "e" + i;
      store
          .records()
          .find(event(name).id())
          .await()
          .ifPresent(it -> assertThat(it.standing()).as(name).isEqualTo(Standing.DONE));
    }
  }

  private void deliver(String name, Waiting waiting) {
    store
        .outbox()
        .delivered(
            waiting, new Attempt(waiting.attempt(), store.now(), Duration.ofMillis(5), 200, ""));
    admit(AnAdmission.to("barrier").event("after-" + steps.size() + name, "in order"));
    delivered.put(name, now);
  }

  private void tick(Duration time) {
    say("tick", time.toString());
    store.tick(time);
    now = now.plus(time);
  }

  private Placed admit(AnAdmission event) {
    return store.ledger().admit(event.at(store.now())).await();
  }

  private static AnAdmission event(String name) {
    return AnAdmission.to("acme").event(name, "hello from " + name);
  }

  private String say(String what, String name) {
    steps.add(what + " " + name);
    return name;
  }
}
