package io.sallyport.dispatch;

import static io.sallyport.dispatch.DispatchUnderTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.pipeline.Delivered;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One event after the other: when it is tried, and what ends it. Threat rows 53 and 56. */
class DispatcherTest extends DispatcherCase {
  @Test
  void whatComesInIsSentAtOnceFromMemory() {
    toApp(UnaryOperator.identity());

    EventId id = gate.comes("shop", "e1");

    assertThat(gate.names()).containsExactly("e1");
    assertThat(gate.sent.get(0).parcel().attempt()).isEqualTo(1);
    assertThat(gate.outbox.delivered).containsExactly(id);
    assertThat(gate.outbox.opened).isZero();
    assertThat(
            gate.metric(
                "sallyport_delivery_attempts_total{integration=\"shop\",outcome=\"delivered\"}"))
        .isEqualTo(1);
  }

  @Test
  void whatFailedIsTriedAgainUnderTheSameNameAndTheNextNumber() {
    toApp(UnaryOperator.identity());
    statuses.add(500);

    EventId id = gate.comes("shop", "e1");
    Instant due = gate.outbox.dueOf(id).orElseThrow();

    assertThat(due).isBetween(gate.start, gate.start.plusSeconds(5));
    gate.advance(Duration.between(gate.start, due).minusMillis(1));
    assertThat(gate.sent).hasSize(1);
    gate.advance(Duration.ofMillis(2));
    assertThat(gate.sent).hasSize(2);
    Parcel again = gate.sent.get(1).parcel();
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.id()).isEqualTo(id);
    assertThat(again.inbound().body()).isEqualTo(gate.sent.get(0).parcel().inbound().body());
    assertThat(gate.outbox.delivered).containsExactly(id);
    assertThat(gate.outbox.attempts.get(id))
        .extracting(it -> it.status())
        .containsExactly(500, 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "Fri, 01 May 2026 12:00:20 GMT"})
  void theUpstreamSaysWhenToComeBack(String retryAfter) {
    gate.to(
        "shop",
        UnaryOperator.identity(),
        parcel ->
            parcel.attempt() == 1
                ? new Delivered.Answered(503, Optional.of(retryAfter), Buffer.buffer())
                : status(204));

    EventId id = gate.comes("shop", "e1");

    assertThat(gate.outbox.dueOf(id).orElseThrow())
        .isBetween(gate.start.plusSeconds(20), gate.start.plusSeconds(24));
    gate.advance(Duration.ofSeconds(24));
    assertThat(gate.outbox.delivered).containsExactly(id);
  }

  @Test
  void aStatusThatThePolicyCallsFinalEndsIt() {
    toApp(it -> it.finals(410, 422));
    statuses.add(422);

    EventId id = gate.comes("shop", "e1");

    assertThat(gate.outbox.delivered).containsExactly(id);
    assertThat(gate.outbox.attempts.get(id).get(0).status()).isEqualTo(422);
    assertThat(gate.outbox.waiting()).isZero();
    gate.advance(Duration.ofDays(1));
    assertThat(gate.sent).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 404, 410, 429, 500, 503})
  void everyOtherAnswerIsTriedAgain(int status) {
    toApp(UnaryOperator.identity());
    statuses.add(status);

    EventId id = gate.comes("shop", "e1");

    assertThat(gate.outbox.waiting()).isEqualTo(1);
    gate.advance(Duration.ofSeconds(5));
    assertThat(gate.outbox.delivered).containsExactly(id);
  }

  @Test
  void afterTheLastTryItIsADeadLetterOnce() {
    toApp(
        it ->
            it.retries(
                new Retries(Duration.ofSeconds(1), Duration.ofSeconds(4), 4, Duration.ofDays(1))));
    statuses.addAll(List.of(400, 400, 400, 400));

    EventId id = gate.comes("shop", "e1");
    gate.advance(Duration.ofHours(1));

    assertThat(gate.outbox.dead).containsExactly(id);
    assertThat(gate.sent).hasSize(4);
    assertThat(gate.sent).extracting(it -> it.parcel().attempt()).containsExactly(1, 2, 3, 4);
    assertThat(gate.metric("sallyport_dead_letters_total{integration=\"shop\"}")).isEqualTo(1);
  }

  @Test
  void whenTheTimeForAllTriesIsOverItIsADeadLetter() {
    toApp(
        it ->
            it.retries(
                new Retries(
                    Duration.ofSeconds(8), Duration.ofSeconds(8), 100, Duration.ofSeconds(30))));
    statuses.addAll(Collections.nCopies(100, 400));

    EventId id = gate.comes("shop", "e1");
    gate.advance(Duration.ofMinutes(2));

    assertThat(gate.outbox.dead).containsExactly(id);
    assertThat(gate.sent).hasSizeLessThan(40);
    assertThat(gate.sent).allMatch(it -> !it.at().isAfter(gate.start.plusSeconds(30)));
  }

  @Test
  void whatIsGivenBackBecauseTheUpstreamWasBusyCountsNothing() {
    gate.to(
        "shop",
        UnaryOperator.identity(),
        parcel ->
            gate.sent.size() == 1
                ? new Delivered.Failed(Reason.UPSTREAM_BUSY, "full")
                : status(200));

    EventId id = gate.comes("shop", "e1");
    gate.advance(Duration.ofSeconds(3));

    assertThat(gate.sent).extracting(it -> it.parcel().attempt()).containsExactly(1, 1);
    assertThat(gate.outbox.attempts.get(id)).hasSize(1);
  }

  @Test
  void anEventThatNobodyOfferedIsTakenWhenTheStoreSaysSo() {
    toApp(UnaryOperator.identity());
    gate.dispatcher.start().await();
    gate.settle();

    gate.outbox.leave(gate.parcel("shop", "", "released"));
    gate.settle();

    assertThat(gate.names()).containsExactly("released");
  }

  /** Row 53: once it was acknowledged, the retry is ours. */
  @Test
  void row53AfterAnHourWithoutUpstreamEachIsForwardedExactlyOnce() {
    Instant back = gate.start.plus(Duration.ofHours(1));
    gate.to(
        "shop",
        UnaryOperator.identity(),
        parcel ->
            gate.clock.instant().isBefore(back)
                ? new Delivered.Failed(Reason.UPSTREAM_UNREACHABLE, "no connection")
                : status(200));

    for (int i = 0; i < 50; i++) {
      gate.comes("shop", "e" + i);
      gate.advance(Duration.ofMinutes(1));
    }
    int tried = gate.sent.size();
    gate.advance(Duration.ofHours(3));

    assertThat(gate.outbox.delivered).hasSize(50).doesNotHaveDuplicates();
    assertThat(gate.outbox.dead).isEmpty();
    assertThat(tried).as("attempts in an hour: probes").isLessThan(200);
  }

  /** Row 56, on one node: an attempt of which nothing is known is made again, and says so. */
  @Test
  void row56WhatMayHaveArrivedComesAgainUnderTheSameNameWithAnotherNumber() {
    gate.hanging("shop", UnaryOperator.identity());
    EventId id = gate.comes("shop", "e1");
    assertThat(gate.sent.get(0).parcel().attempt()).isEqualTo(1);

    gate.restart();
    gate.advance(Duration.ofSeconds(3));

    assertThat(gate.sent).hasSize(1);
    assertThat(gate.sent.get(0).parcel().id()).isEqualTo(id);
    assertThat(gate.sent.get(0).parcel().attempt()).isEqualTo(2);
  }

  @Test
  void aStoreThatDoesNotAnswerIsAskedAgain() {
    toApp(UnaryOperator.identity());
    gate.dispatcher.start().await();
    gate.outbox.takeFails = true;
    gate.outbox.leave(gate.parcel("shop", "", "e1"));
    gate.advance(Duration.ofSeconds(10));
    assertThat(gate.sent).isEmpty();

    gate.outbox.takeFails = false;
    gate.advance(Duration.ofSeconds(2));

    assertThat(gate.names()).containsExactly("e1");
  }

  @Test
  void nothingIsTriedAgainThatCouldNotBeRecorded() {
    toApp(UnaryOperator.identity());
    statuses.add(500);
    EventId id = gate.comes("shop", "e1");
    gate.outbox.beginFails = true;
    gate.advance(Duration.ofMinutes(1));
    assertThat(gate.sent).hasSize(1);

    gate.outbox.beginFails = false;
    gate.advance(Duration.ofSeconds(10));

    assertThat(gate.sent).hasSize(2);
    assertThat(gate.outbox.delivered).containsExactly(id);
  }

  @Test
  void theFiguresSayWhatWaitsAndSinceWhen() {
    toApp(UnaryOperator.identity());
    gate.dispatcher.start().await();
    statuses.addAll(List.of(500, 500, 500));
    gate.roads.remove("shop");
    gate.comes("shop", "e1");
    gate.comes("shop", "e2");

    gate.advance(Duration.ofSeconds(60));

    assertThat(gate.metric("sallyport_queue_depth{integration=\"shop\"}")).isEqualTo(2);
    assertThat(gate.metric("sallyport_queue_oldest_seconds{integration=\"shop\"}"))
        .isBetween(54.0, 60.0);
  }
}
