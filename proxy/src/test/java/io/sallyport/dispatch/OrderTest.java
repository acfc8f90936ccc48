package io.sallyport.dispatch;

import static io.sallyport.dispatch.DispatchUnderTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.pipeline.Delivered;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("row 55: events of one account one after the other, in the order of receipt")
class OrderTest {
  private final DispatchUnderTest gate = new DispatchUnderTest();

  @Test
  void oneOfAnAccountIsUnderWayAtATimeAndOtherAccountsAreBesideIt() {
    gate.hanging("shop", UnaryOperator.identity());
    gate.hanging("shop", it -> it.ordered());
    settled();
    gate.comes("shop", "ada", "a1");
    gate.comes("shop", "ada", "a2");
    gate.comes("shop", "bob", "b1");
    gate.comes("shop", "ada", "a3");
    gate.comes("shop", "cyd", "c1");

    assertThat(gate.names()).containsExactlyInAnyOrder("a1", "b1", "c1");
    gate.underWay("a1").answers(200);
    gate.settle();
    assertThat(gate.names()).hasSize(4).last().isEqualTo("a2");
    gate.underWay("a2").answers(204);
    gate.settle();
    assertThat(gate.names()).hasSize(5).last().isEqualTo("a3");
  }

  @Test
  void withoutTheOptionTheyGoAsTheyCome() {
    gate.hanging("shop", UnaryOperator.identity());
    gate.comes("shop", "ada", "a1");
    gate.comes("shop", "ada", "a2");

    assertThat(gate.names()).containsExactly("a1", "a2");
  }

  @Test
  void aFailedOneHoldsUpItsAccountOnly() {
    failsFirst("a1");
    settled();

    gate.comes("shop", "ada", "a1");
    gate.comes("shop", "ada", "a2");
    gate.comes("shop", "bob", "b1");
    gate.comes("shop", "ada", "a3");
    gate.comes("shop", "bob", "b2");

    assertThat(gate.names()).containsExactly("a1", "b1", "b2");
    gate.advance(Duration.ofSeconds(6));
    assertThat(ofAda()).containsExactly("a1", "a1", "a2", "a3");
  }

  @Test
  void alsoWhenItFailsForHoursAndMoreComes() {
    gate.to(
        "shop",
        it -> it.ordered(),
        parcel ->
            status(
                parcel.inbound().body().asText().equals("a0")
                        && gate.clock.instant().isBefore(gate.start.plusSeconds(7_200))
                    ? 500
                    : 200));
    settled();
    List<String> want = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      gate.comes("shop", "ada", "a" + i);
      gate.comes("shop", "bob", "b" + i);
      want.add("a" + i);
      gate.advance(Duration.ofSeconds(20));
    }
    assertThat(gate.outbox.delivered).as("Bob's").hasSize(300);

    gate.advance(Duration.ofHours(4));

    assertThat(ofAda().stream().distinct()).containsExactlyElementsOf(want);
    assertThat(gate.outbox.delivered).hasSize(600);
  }

  @Test
  void alsoOverARestart() {
    failsFirst("a1");
    settled();
    gate.comes("shop", "ada", "a1");
    gate.comes("shop", "ada", "a2");
    gate.comes("shop", "bob", "b1");
    assertThat(gate.names()).containsExactly("a1", "b1");

    gate.to("shop", it -> it.ordered(), parcel -> status(200));
    gate.restart();
    gate.comes("shop", "ada", "a3");
    gate.advance(Duration.ofSeconds(10));

    assertThat(ofAda()).containsExactly("a1", "a2", "a3");
    assertThat(gate.outbox.delivered).as("Bob's, too").hasSize(4);
  }

  /** It is due later than what comes after it, and no try tells of it. */
  @Test
  void alsoWhenItWasPutOffUntried() {
    gate.roads.put(
        "shop", List.of(gate.road(gate.written().ordered(), "/elsewhere", unused -> done())));
    settled();
    gate.comes("shop", "ada", "a1");
    gate.advance(Duration.ofSeconds(1));
    assertThat(gate.names()).isEmpty();

    gate.to("shop", it -> it.ordered(), parcel -> status(200));
    gate.restart();
    gate.comes("shop", "ada", "a2");
    gate.advance(Duration.ofMinutes(10));

    assertThat(ofAda()).containsExactly("a1", "a2");
  }

  private static Future<Delivered> done() {
    return Future.succeededFuture(status(200));
  }

  @Test
  void alsoWhenItWasUnderWayAsTheProcessDied() {
    gate.hanging("shop", it -> it.ordered());
    settled();
    gate.comes("shop", "ada", "a1");
    gate.comes("shop", "ada", "a2");

    gate.to("shop", it -> it.ordered(), parcel -> status(200));
    gate.restart();
    gate.advance(Duration.ofSeconds(10));

    assertThat(ofAda()).containsExactly("a1", "a2");
  }

  @Test
  void aDeadLetterLetsTheNextOnePass() {
    gate.to(
        "shop",
        it ->
            it.ordered()
                .retries(
                    new Retries(
                        Duration.ofSeconds(1), Duration.ofSeconds(1), 3, Duration.ofHours(1))),
        parcel -> status(parcel.inbound().body().asText().equals("a1") ? 400 : 200));
    settled();
    EventId first = gate.comes("shop", "ada", "a1");
    gate.comes("shop", "ada", "a2");
    gate.advance(Duration.ofSeconds(30));

    assertThat(gate.outbox.dead).containsExactly(first);
    assertThat(ofAda()).containsExactly("a1", "a1", "a1", "a2");
  }

  @Test
  void oneThatAPersonDiscardsHoldsNobodyUp() {
    gate.to(
        "shop",
        it -> it.ordered(),
        parcel -> status(parcel.inbound().body().asText().equals("a1") ? 400 : 200));
    settled();
    EventId first = gate.comes("shop", "ada", "a1");
    gate.comes("shop", "ada", "a2");
    gate.comes("shop", "ada", "a3");
    gate.outbox.discard(first);
    gate.advance(Duration.ofSeconds(10));

    assertThat(ofAda()).containsExactly("a1", "a2", "a3");
  }

  @Test
  void oneThatAPersonWantsTriedNowGoesBeforeTheOthers() {
    failsFirst("a1");
    settled();
    EventId first = gate.comes("shop", "ada", "a1");
    gate.comes("shop", "ada", "a2");
    gate.clock.advance(Duration.ofMillis(1));
    gate.outbox.retry(first);
    gate.settle();
    gate.advance(Duration.ofSeconds(6));

    assertThat(ofAda()).containsExactly("a1", "a1", "a2");
  }

  @Test
  void eventsWithoutAnAccountWaitForNobody() {
    gate.hanging("shop", it -> it.ordered());
    settled();
    gate.comes("shop", "ada", "a1");
    gate.comes("shop", "x1");
    gate.comes("shop", "x2");

    assertThat(gate.names()).containsExactlyInAnyOrder("a1", "x1", "x2");
  }

  @Test
  void aLongQueueOfOneAccountIsWorkedOffWithoutGoingRoundInCircles() {
    gate.to("shop", it -> it.ordered(), parcel -> status(200));
    for (int i = 0; i < 5_000; i++) {
      gate.outbox.leave(gate.parcel("shop", "ada", "a" + i));
    }
    gate.restart();
    gate.advance(Duration.ofMinutes(2));

    assertThat(gate.names()).hasSize(5_000).startsWith("a0", "a1", "a2").last().isEqualTo("a4999");
    assertThat(gate.outbox.opened).isEqualTo(5_000);
    assertThat(gate.outbox.inHandsMost).isLessThan(1_200);
  }

  /**
   * Random accounts, failures, crashes: each account's first successes come in order of receipt.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whateverHappens(long seed) {
    DispatchUnderTest chaos =
        new DispatchUnderTest(
            seed,
            it ->
                new Bounds(
                    it.bytesMax(),
                    it.shareBytesMax(),
                    5,
                    it.accountsMax(),
                    it.drainPerSecondFirst(),
                    it.drainPerSecondMax(),
                    it.recovery(),
                    it.startSpread(),
                    it.strayed(),
                    it.look(),
                    it.breaker()));
    Random random = new Random(seed);
    Map<String, List<String>> succeeded = new HashMap<>();
    Map<String, List<String>> received = new HashMap<>();
    UnaryOperator<DispatchUnderTest.Written> ordered = it -> it.places(4).ordered();
    chaos.to(
        "shop",
        ordered,
        parcel -> {
          if (random.nextInt(10) < 3) {
            return status(random.nextBoolean() ? 400 : 503);
          }
          succeeded
              .computeIfAbsent(parcel.account().orElseThrow(), unused -> new ArrayList<>())
              .add(parcel.inbound().body().asText());
          return status(200);
        });
    chaos.dispatcher.start().await();
    for (int i = 0; i < 400; i++) {
      String account = "account-" + random.nextInt(6);
      received.computeIfAbsent(account, unused -> new ArrayList<>()).add("e" + i);
      if (random.nextInt(4) == 0) {
        chaos.outbox.leave(chaos.parcel("shop", account, "e" + i));
        chaos.settle();
      } else {
        chaos.comes("shop", account, "e" + i);
      }
      if (random.nextInt(3) == 0) {
        chaos.advance(Duration.ofMillis(random.nextInt(4_000)));
      }
      if (random.nextInt(60) == 0) {
        chaos.restart();
      }
    }
    chaos.advance(Duration.ofDays(2));

    assertThat(chaos.outbox.waiting()).isZero();
    assertThat(chaos.outbox.dead).isEmpty();
    assertThat(succeeded).isEqualTo(received);
  }

  /** The first look into the store is over: what comes in may go at once. */
  private void settled() {
    gate.dispatcher.start().await();
    EventId probe = gate.comes("shop", "probe", "probe");
    gate.settle();
    gate.sent.stream()
        .filter(it -> it.parcel().id().equals(probe))
        .forEach(it -> it.answer().tryComplete(status(200)));
    gate.settle();
    gate.advance(Duration.ofSeconds(10));
    gate.sent.clear();
    gate.outbox.delivered.clear();
  }

  private void failsFirst(String name) {
    gate.to(
        "shop",
        it -> it.ordered(),
        parcel ->
            status(
                parcel.inbound().body().asText().equals(name) && parcel.attempt() == 1
                    ? 500
                    : 200));
  }

  private List<String> ofAda() {
    return gate.names().stream().filter(it -> it.startsWith("a")).toList();
  }
}
