package io.sallyport.dispatch;

import static io.sallyport.dispatch.DispatchUnderTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.deliver.DeliveryRule;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much at once: places, breaker, pace, memory. Threat row 68. */
class FlowTest {
  private final DispatchUnderTest gate = new DispatchUnderTest();

  @Test
  void noMoreIsUnderWayThanThereArePlacesAndNoMoreIsTaken() {
    gate.hanging("shop", it -> it.places(3));
    come("shop", 10);

    assertThat(gate.sent).hasSize(3);
    assertThat(gate.outbox.inHands()).isEqualTo(3);
    for (int i = 0; i < 10; i++) {
      gate.sent.get(i).answers(200);
      gate.settle();
      assertThat(gate.outbox.inHands()).isLessThanOrEqualTo(3);
    }
    assertThat(gate.names())
        .containsExactlyElementsOf(
            IntStream.range(0, 10).mapToObj(i -> "e" + i).collect(Collectors.toList()));
    assertThat(gate.outbox.delivered).hasSize(10);
  }

  @Test
  void whatComesInDoesNotOvertakeWhatWaitsButForAQuarterOfThePlaces() {
    gate.hanging("shop", it -> it.places(8));
    come("shop", 8);
    come("shop", 20, "f");
    assertThat(gate.sent).hasSize(8);
    for (int i = 0; i < 4; i++) {
      gate.sent.get(i).answers(200);
    }
    gate.settle();
    assertThat(gate.names()).hasSize(12).endsWith("f0", "f1", "f2", "f3");

    gate.comes("shop", "late");

    assertThat(gate.names()).doesNotContain("late");
    assertThat(gate.outbox.inHands()).isEqualTo(8);
  }

  // --- the breaker

  @Test
  void whileTheBreakerIsOpenNothingIsTriedAndNoAttemptIsSpent() {
    gate.to("shop", UnaryOperator.identity(), parcel -> status(503));
    come("shop", 5);
    assertThat(gate.sent).hasSize(5);
    assertThat(gate.metric("sallyport_breaker_state{integration=\"shop\",path=\"\"}")).isEqualTo(2);

    EventId later = gate.comes("shop", "later");
    gate.advance(Duration.ofMillis(4_900));

    assertThat(gate.sent).hasSize(5);
    assertThat(gate.outbox.attempts).doesNotContainKey(later);
    assertThat(gate.outbox.inHands()).isZero();
  }

  @Test
  void halfOpenAFewProbesGoAndWhenTheyAreGoodEverythingDoes() {
    gate.hanging("shop", it -> it.places(10));
    come("shop", 5);
    gate.sent.forEach(it -> it.answers(503));
    come("shop", 10, "more");
    gate.advance(Duration.ofSeconds(6));

    assertThat(gate.sent).as("two probes at once").hasSize(7);
    answerAll(200);
    assertThat(gate.sent).hasSizeBetween(8, 9);
    answerAll(200);
    gate.advance(Duration.ofMillis(1));
    assertThat(gate.metric("sallyport_breaker_state{integration=\"shop\",path=\"\"}")).isZero();
    for (int i = 0; i < 20; i++) {
      answerAll(200);
      gate.advance(Duration.ofSeconds(1));
    }
    assertThat(gate.outbox.delivered).hasSize(15);
  }

  @Test
  void aProbeThatFailsLeavesItAloneForLonger() {
    gate.to("shop", it -> it.places(10), parcel -> status(500));
    come("shop", 20);
    int first = gate.sent.size();
    gate.advance(Duration.ofMinutes(10));

    assertThat(gate.sent.size() - first)
        .as("two probes a minute at most, once it has stayed away")
        .isBetween(8, 40);
  }

  @Test
  void whatOnlyThisEventGetsDoesNotOpenIt() {
    gate.to(
        "shop",
        UnaryOperator.identity(),
        parcel -> status(parcel.inbound().body().asText().startsWith("bad") ? 400 : 200));
    come("shop", 30, "bad");
    come("shop", 5);

    assertThat(gate.outbox.delivered).hasSize(5);
  }

  @Test
  void anotherAddressIsAnotherDestination() {
    gate.to("shop", it -> it.at("http://gone.test/"), parcel -> status(503));
    come("shop", 5);
    gate.to("shop", it -> it.at("http://well.test/"), parcel -> status(200));

    gate.comes("shop", "after");

    assertThat(gate.names()).last().isEqualTo("after");
  }

  @Test
  void oneDestinationInTroubleLeavesTheOthersOfItsIntegrationAlone() {
    var written = new DispatchUnderTest.Written(8, DeliveryRule.durable(), "http://app.test");
    gate.roads.put(
        "shop",
        List.of(
            gate.road(written, "/bad", parcel -> Future.succeededFuture(status(503))),
            gate.road(written, "/good", parcel -> Future.succeededFuture(status(200)))));
    gate.dispatcher.start().await();
    gate.settle();
    for (int i = 0; i < 60; i++) {
      gate.outbox.leave(gate.parcel("shop", "", "bad" + i, "/bad"));
    }
    for (int i = 0; i < 20; i++) {
      gate.outbox.leave(gate.parcel("shop", "", "good" + i, "/good"));
    }
    gate.advance(Duration.ofSeconds(3));

    assertThat(gate.outbox.delivered).hasSize(20);
    assertThat(gate.names().stream().filter(it -> it.startsWith("bad"))).hasSizeLessThan(12);
    gate.advance(Duration.ofMinutes(1));
    assertThat(gate.outbox.opened).as("not read over and over").isLessThan(1_000);
  }

  // --- row 68: the bulkhead

  @Test
  void row68OneThatHangsLeavesTheOthersUnchanged() {
    gate.hanging("stalled", it -> it.places(4));
    gate.to("well", UnaryOperator.identity(), parcel -> status(200));
    come("stalled", 200);

    for (int i = 0; i < 50; i++) {
      gate.comes("well", "w" + i);
      assertThat(gate.names()).last().isEqualTo("w" + i);
    }
    assertThat(gate.outbox.inHands()).isEqualTo(4);
  }

  @Test
  void row68WhatOneHoldsInMemoryLeavesRoomForTheOthers() {
    DispatchUnderTest small =
        new DispatchUnderTest(
            1,
            it ->
                new Bounds(
                    100,
                    40,
                    it.behindMax(),
                    it.accountsMax(),
                    it.drainPerSecondFirst(),
                    it.drainPerSecondMax(),
                    it.recovery(),
                    it.startSpread(),
                    it.strayed(),
                    it.look(),
                    it.breaker()));
    for (String shop : List.of("a", "b", "c", "d")) {
      small.hanging(shop, it -> it.places(64));
      for (int i = 0; i < 50; i++) {
        small.comes(shop, "a body of 20 bytes" + (10 + i));
        small.settle();
      }
    }

    assertThat(small.sent)
        .extracting(it -> it.parcel().inbound().integration())
        .containsExactly("a", "a", "b", "b", "c", "d");
    for (int round = 0; round < 200; round++) {
      small.sent.stream()
          .filter(it -> !it.answer().future().isComplete())
          .toList()
          .forEach(it -> it.answers(200));
      small.advance(Duration.ofMillis(500));
    }
    assertThat(small.outbox.waiting()).isZero();
  }

  private void come(String integration, int number) {
    come(integration, number, "e");
  }

  private void come(String integration, int number, String name) {
    for (int i = 0; i < number; i++) {
      gate.comes(integration, name + i);
    }
  }

  private void answerAll(int status) {
    gate.sent.stream()
        .filter(it -> !it.answer().future().isComplete())
        .toList()
        .forEach(it -> it.answers(status));
    gate.settle();
  }
}
