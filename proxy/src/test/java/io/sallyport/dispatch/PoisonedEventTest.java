package io.sallyport.dispatch;

import static io.sallyport.dispatch.DispatchUnderTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.webhook.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threats row 66: an event that breaks whoever sends it")
class PoisonedEventTest extends DispatcherCase {
  @Test
  void row66AnEventWhoseSendingThrowsDoesNotStopTheOthers() {
    gate.to(
        "shop",
        it ->
            it.retries(
                new Retries(Duration.ofSeconds(1), Duration.ofSeconds(2), 5, Duration.ofDays(1))),
        parcel -> {
          if (parcel.inbound().body().asText().equals("poison")) {
            throw new IllegalStateException("crafted");
          }
          return status(200);
        });

    EventId poison = gate.comes("shop", "poison");
    for (int i = 0; i < 20; i++) {
      gate.comes("shop", "e" + i);
      gate.advance(Duration.ofSeconds(1));
    }

    assertThat(gate.outbox.delivered).hasSize(20);
    assertThat(gate.outbox.dead).containsExactly(poison);
    assertThat(gate.outbox.attempts.get(poison))
        .hasSize(5)
        .allMatch(it -> it.detail().equals("the attempt broke: IllegalStateException"));
  }

  /** It kills the process each time: what was begun counts, so that it cannot do so for ever. */
  @Test
  void row66AnEventThatKillsTheProcessEndsAsADeadLetter() {
    Retries retries =
        new Retries(Duration.ofSeconds(1), Duration.ofSeconds(2), 5, Duration.ofDays(1));
    gate.hanging("shop", it -> it.retries(retries));
    EventId poison = gate.comes("shop", "poison");
    for (int crash = 0; crash < 3; crash++) {
      gate.restart();
      gate.advance(Duration.ofSeconds(3));
      assertThat(gate.sent).hasSize(1);
    }
    assertThat(gate.sent.get(0).parcel().attempt()).isEqualTo(4);
    gate.restart();
    gate.advance(Duration.ofSeconds(3));
    gate.sent.get(0).answers(400);
    gate.advance(Duration.ofDays(1));

    assertThat(gate.outbox.dead).containsExactly(poison);
    assertThat(gate.sent).hasSize(1);
  }

  @Test
  void row66BytesThatCannotBeReadEndAsADeadLetterToo() {
    toApp(
        it ->
            it.retries(
                new Retries(Duration.ofSeconds(1), Duration.ofSeconds(2), 3, Duration.ofDays(1))));
    EventId flipped = EventId.of("shop", "", "flipped".getBytes(StandardCharsets.UTF_8));
    gate.outbox.unreadable = flipped;
    gate.dispatcher.start().await();
    gate.settle();

    gate.outbox.leave(gate.parcel("shop", "", "flipped"));
    gate.outbox.leave(gate.parcel("shop", "", "fine"));
    gate.advance(Duration.ofMinutes(1));

    assertThat(gate.names()).containsExactly("fine");
    assertThat(gate.outbox.dead).containsExactly(flipped);
    assertThat(gate.outbox.attempts.get(flipped)).hasSize(3);
  }
}
