package io.sallyport.dispatch;

import static io.sallyport.dispatch.DispatchUnderTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What waits goes by the policy that is in force when it goes. */
class ChangedPolicyTest extends DispatcherCase {
  @Test
  void whatIsQueuedGoesWhereThePolicySaysNow() {
    gate.to("shop", it -> it.at("http://old.test/"), parcel -> status(500));
    EventId id = gate.comes("shop", "e1");
    gate.to("shop", it -> it.at("http://new.test/"), parcel -> status(200));
    gate.dispatcher.policiesChanged();
    gate.advance(Duration.ofSeconds(6));

    assertThat(gate.sent)
        .extracting(it -> it.to())
        .containsExactly("http://old.test/", "http://new.test/");
    assertThat(gate.outbox.delivered).containsExactly(id);
  }

  @Test
  void withoutAPolicyItIsParkedAndAReloadWakesIt() {
    toApp(UnaryOperator.identity());
    statuses.addAll(List.of(500, 500));
    gate.comes("shop", "e1");
    gate.roads.remove("shop");
    gate.dispatcher.policiesChanged();
    gate.settle();

    gate.comes("shop", "e2");
    gate.advance(Duration.ofDays(1));

    assertThat(gate.names()).containsExactly("e1");
    assertThat(gate.outbox.inHands()).isZero();
    assertThat(gate.metric("sallyport_queue_parked{integration=\"shop\"}")).isEqualTo(1);

    toApp(UnaryOperator.identity());
    statuses.clear();
    gate.dispatcher.policiesChanged();
    gate.advance(Duration.ofSeconds(1));
    assertThat(gate.outbox.delivered).hasSize(2);
    assertThat(gate.metric("sallyport_queue_parked{integration=\"shop\"}")).isZero();
  }

  /** It was promised, and nobody has tried it: that its policy was away is no reason to give up. */
  @Test
  void whatWaitedLongerThanTheTimeForAllTriesGetsTheOneThatIsNext() {
    Retries brief =
        new Retries(Duration.ofSeconds(8), Duration.ofSeconds(8), 100, Duration.ofSeconds(30));
    EventId good = gate.comes("shop", "good");
    EventId bad = gate.comes("shop", "bad");
    gate.advance(Duration.ofDays(7));
    assertThat(gate.sent).isEmpty();

    gate.to(
        "shop",
        it -> it.retries(brief),
        parcel -> status(parcel.inbound().body().asText().equals("good") ? 200 : 400));
    gate.dispatcher.policiesChanged();
    gate.advance(Duration.ofMinutes(5));

    assertThat(gate.names()).containsExactlyInAnyOrder("good", "bad");
    assertThat(gate.outbox.delivered).containsExactly(good);
    assertThat(gate.outbox.dead).as("no further one is planned").containsExactly(bad);
  }

  @Test
  void oneThatNoDestinationTakesWaitsUntilOneDoes() {
    toApp(UnaryOperator.identity());
    gate.dispatcher.start().await();
    gate.outbox.leave(gate.parcel("shop", "", "stray", "/gone"));
    gate.advance(Duration.ofMinutes(20));
    assertThat(gate.sent).isEmpty();
    assertThat(gate.outbox.opened).as("not read over and over").isLessThan(10);

    var written = new DispatchUnderTest.Written(8, DeliveryRule.durable(), "http://app.test");
    gate.roads.put(
        "shop",
        List.of(gate.road(written, "/gone", parcel -> Future.succeededFuture(status(200)))));
    gate.dispatcher.policiesChanged();
    gate.advance(Duration.ofMinutes(10));
    assertThat(gate.names()).containsExactly("stray");
  }
}
