package io.sallyport.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.pipeline.Delivered;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How delivery ends when the gate does. */
class DispatcherEndTest extends DispatcherCase {
  @Test
  void atTheEndAttemptsUnderWayEndAndTheRestGoesBack() {
    gate.hanging("shop", it -> it.places(2));
    gate.comes("shop", "e1");
    gate.comes("shop", "e2");
    gate.comes("shop", "e3");

    var stopped = gate.dispatcher.stop(Duration.ofSeconds(10));
    gate.comes("shop", "e4");
    assertThat(gate.sent).hasSize(2);
    assertThat(gate.outbox.inHands()).isEqualTo(2);
    assertThat(stopped.isComplete()).isFalse();
    gate.sent.get(0).answers(200);
    gate.sent.get(1).answers(500);
    gate.settle();

    assertThat(stopped.succeeded()).isTrue();
    assertThat(gate.outbox.inHands()).isZero();
    assertThat(gate.outbox.waiting()).isEqualTo(3);
    gate.advance(Duration.ofHours(1));
    assertThat(gate.sent).hasSize(2);
  }

  @Test
  void theEndWaitsNoLongerThanItsDeadline() {
    gate.hanging("shop", UnaryOperator.identity());
    gate.comes("shop", "e1");

    var stopped = gate.dispatcher.stop(Duration.ofSeconds(10));
    gate.advance(Duration.ofMillis(9_999));
    assertThat(stopped.isComplete()).isFalse();
    gate.advance(Duration.ofMillis(1));

    assertThat(stopped.succeeded()).isTrue();
  }

  /** Every new release of the gate would bring a slow upstream's events nearer to the end. */
  @Test
  void whatTheEndCutsOffCountsNothing() {
    EventId id = lastTryUnderWayWhenTheTimeIsUp();

    gate.sent.get(1).answer().complete(new Delivered.Failed(Reason.UPSTREAM_UNREACHABLE, "closed"));
    gate.settle();

    assertThat(gate.outbox.dead).isEmpty();
    assertThat(gate.outbox.inHands()).isZero();
    assertThat(gate.outbox.attempts.get(id)).hasSize(1);
    assertThat(
            gate.metric(
                "sallyport_delivery_attempts_total{integration=\"shop\",outcome=\"unreachable\"}"))
        .isZero();
    gate.restart();
    gate.advance(Duration.ofSeconds(5));
    assertThat(gate.sent).hasSize(1);
    assertThat(gate.sent.get(0).parcel().attempt()).as("not taken for the first").isEqualTo(2);
    gate.sent.get(0).answers(200);
    assertThat(gate.outbox.delivered).containsExactly(id);
  }

  @Test
  void whatIsAnsweredAtTheLastMomentCounts() {
    EventId id = lastTryUnderWayWhenTheTimeIsUp();

    gate.sent.get(1).answers(500);
    gate.settle();

    assertThat(gate.outbox.dead).containsExactly(id);
  }

  private EventId lastTryUnderWayWhenTheTimeIsUp() {
    Retries two = new Retries(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, Duration.ofDays(1));
    gate.hanging("shop", it -> it.retries(two));
    EventId id = gate.comes("shop", "e1");
    gate.sent.get(0).answers(500);
    gate.advance(Duration.ofSeconds(5));
    assertThat(gate.sent).hasSize(2);

    var stopped = gate.dispatcher.stop(Duration.ofSeconds(10));
    gate.advance(Duration.ofSeconds(10));
    assertThat(stopped.succeeded()).isTrue();
    return id;
  }
}
