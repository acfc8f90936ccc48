package io.sallyport.dispatch;

import static io.sallyport.dispatch.DispatchUnderTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dispatch.DispatchUnderTest.Sent;
import io.sallyport.pipeline.Delivered;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An application that takes its time comes back after an outage. All time is simulated. */
@DisplayName("threats row 67: a backlog of 50,000 is let loose on an upstream that is back")
class HerdTest {
  private static final int BACKLOG = 50_000;
  private static final int PLACES = 64;
  private static final int CAP_PER_SECOND = Bounds.defaults().drainPerSecondMax();
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Two hundred a second come in meanwhile, so many of them in all. */
  private static final Duration BETWEEN = Duration.ofMillis(5);

  private static final int LIVE = 8_000;

  private final DispatchUnderTest gate = new DispatchUnderTest();
  private final Instant back = gate.start.plusSeconds(600);
  private final Random random = new Random(7);
  private final Map<String, Instant> answered = new HashMap<>();
  private int underWay;
  private int underWayMost;

  @Test
  void row67TheRateOfTheBacklogNeverExceedsTheCap() {
    leaveBehind(BACKLOG);

    gate.advance(Duration.ofMinutes(2));

    List<Instant> times = gate.sent.stream().map(Sent::at).toList();
    assertThat(times).as("all of it, and the probes").hasSizeGreaterThanOrEqualTo(BACKLOG);
    assertThat(mostWithin(SECOND, times))
        .as("in any second, wherever it begins")
        .isBetween(CAP_PER_SECOND / 2, CAP_PER_SECOND + CAP_PER_SECOND / 10);
    Instant first = times.get(0);
    assertThat(times.stream().filter(it -> it.isBefore(first.plusSeconds(2))))
        .as("slowly at first")
        .hasSizeLessThan(2 * 130);
    assertThat(underWayMost).isLessThanOrEqualTo(PLACES);
    assertThat(gate.outbox.delivered).hasSize(BACKLOG).doesNotHaveDuplicates();
  }

  @Test
  void row67WhatComesInMeanwhileTakesLessThanTwiceAsLong() {
    Duration usual = new HerdTest().p99OfWhatComesIn(0);

    Duration meanwhile = p99OfWhatComesIn(BACKLOG);

    assertThat(usual).isPositive();
    assertThat(meanwhile).isLessThan(usual.multipliedBy(2));
    assertThat(sentOfTheBacklog()).as("worked off meanwhile").isGreaterThan(BACKLOG / 2);
  }

  @Test
  void row67AfterARestartTheBacklogsBeginApartAndSlowly() {
    for (String shop : List.of("one", "two", "three")) {
      gate.to(shop, it -> it.places(PLACES), parcel -> status(200));
      for (int i = 0; i < 500; i++) {
        gate.outbox.leave(gate.parcel(shop, "", "e" + i));
      }
    }
    gate.restart();
    assertThat(gate.sent).isEmpty();
    gate.advance(Duration.ofSeconds(2));

    assertThat(gate.sent).hasSizeLessThan(3 * 160);
    assertThat(
            gate.sent.stream()
                .collect(
                    Collectors.toMap(
                        it -> it.parcel().inbound().integration(),
                        Sent::at,
                        (first, second) -> first))
                .values())
        .doesNotHaveDuplicates()
        .hasSize(3);
    gate.advance(Duration.ofSeconds(10));
    assertThat(gate.outbox.delivered).hasSize(1_500);
  }

  /** While nobody is there so much comes; then the application is back and the breaker closed. */
  private void leaveBehind(int events) {
    var written = gate.written().places(PLACES);
    gate.roads.put("shop", List.of(gate.road(written, "", this::application)));
    gate.dispatcher.start().await();
    for (int i = 0; i < events; i++) {
      gate.outbox.leave(gate.parcel("shop", "", "old" + i));
    }
    gate.advance(Duration.between(gate.start, back));
    gate.sent.clear();
  }

  private Future<Delivered> application(Parcel parcel) {
    if (gate.clock.instant().isBefore(back)) {
      return Future.succeededFuture(
          new Delivered.Failed(Reason.UPSTREAM_UNREACHABLE, "no connection"));
    }
    Promise<Delivered> answer = Promise.promise();
    underWayMost = Math.max(underWayMost, ++underWay);
    gate.later(
        Duration.ofMillis(10 + random.nextInt(30)),
        () -> {
          underWay--;
          answered.put(parcel.inbound().body().asText(), gate.clock.instant());
          answer.complete(status(200));
        });
    return answer.future();
  }

  /** The first moment at which everything that comes in is sent at once again. */
  private void awaitClosed() {
    for (int i = 0; i < 600 && !isClosed(); i++) {
      gate.advance(Duration.ofMillis(100));
    }
    assertThat(isClosed()).isTrue();
  }

  private boolean isClosed() {
    return gate.metric("sallyport_breaker_state{integration=\"shop\",path=\"\"}") == 0;
  }

  private Duration p99OfWhatComesIn(int backlog) {
    leaveBehind(backlog);
    awaitClosed();
    Map<String, Instant> came = new HashMap<>();
    for (int i = 0; i < LIVE; i++) {
      came.put("live" + i, gate.clock.instant());
      gate.comes("shop", "live" + i);
      gate.advance(BETWEEN);
    }
    gate.advance(SECOND);
    List<Duration> took = new ArrayList<>();
    came.forEach(
        (name, at) -> {
          assertThat(answered).as("answered at all").containsKey(name);
          took.add(Duration.between(at, answered.get(name)));
        });
    return took.stream().sorted().skip(LIVE * 99L / 100).findFirst().orElseThrow();
  }

  private long sentOfTheBacklog() {
    return gate.sent.stream().filter(it -> it.name().startsWith("old")).count();
  }

  private static int mostWithin(Duration window, List<Instant> times) {
    Deque<Instant> within = new ArrayDeque<>();
    int most = 0;
    for (Instant time : times) {
      within.add(time);
      while (!within.getFirst().plus(window).isAfter(time)) {
        within.remove();
      }
      most = Math.max(most, within.size());
    }
    return most;
  }
}
