package io.sallyport.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts of what may be another node's by now. */
class ShutGateTest extends DispatcherCase {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(2);

  @BeforeEach
  void start() {
    gate.dispatcher.start().await();
    gate.settle();
  }

  /** It was granted in the term before: the store asks for it again when it is given back. */
  @Test
  void whatIsInHandDoesNotGoOutInALaterTerm() {
    toApp(UnaryOperator.identity());
    gate.outbox.onOpen = this::shutsAndOpens;

    gate.outbox.leave(gate.parcel("shop", "", "e1"));
    gate.settle();

    assertThat(gate.sent).isEmpty();
    assertThat(gate.outbox.inHands()).isZero();
    gate.advance(SOON);
    assertThat(gate.names()).containsExactly("e1");
  }

  @Test
  void norWhatWasTakenMeanwhile() {
    toApp(UnaryOperator.identity());
    gate.outbox.onTake = this::shutsAndOpens;

    gate.outbox.leave(gate.parcel("shop", "", "e1"));
    gate.settle();

    assertThat(gate.outbox.givenBack).isEqualTo(1);
    assertThat(gate.names()).containsExactly("e1");
  }

  @Test
  void norWhatWasBeingBegun() {
    toApp(UnaryOperator.identity());
    statuses.add(500);
    gate.outbox.leave(gate.parcel("shop", "", "e1"));
    gate.settle();
    gate.outbox.onBegin = this::shutsAndOpens;

    gate.advance(Duration.ofSeconds(6));

    assertThat(gate.outbox.givenBack).isEqualTo(1);
    gate.advance(SOON);
    assertThat(gate.names()).containsExactly("e1", "e1");
    assertThat(gate.sent.get(1).parcel().attempt()).isEqualTo(2);
  }

  /** A place that is not free before its request times out, or never. */
  @Test
  void whatHangsUpstreamHoldsUpNobody() {
    gate.hanging("hangs", UnaryOperator.identity());
    toApp(UnaryOperator.identity());
    gate.outbox.leave(gate.parcel("hangs", "", "h1"));
    gate.settle();

    shutsAndOpens();
    gate.outbox.leave(gate.parcel("shop", "", "e1"));
    gate.outbox.leave(gate.parcel("hangs", "", "h2"));
    gate.settle();

    assertThat(gate.names()).containsExactlyInAnyOrder("h1", "e1", "h2");
    gate.underWay("h1").answers(200);
    gate.settle();
    assertThat(gate.outbox.delivered).hasSize(2);
  }

  @Test
  void whatWaitsForMemoryIsGivenBackInALaterTerm() {
    gate.hanging("shop", written -> written.places(1));
    for (int i = 0; i < 3; i++) {
      gate.outbox.leave(gate.parcel("shop", "", "e" + i));
    }
    gate.settle();
    assertThat(gate.outbox.inHands()).isEqualTo(1);

    shutsAndOpens();
    gate.settle();

    assertThat(gate.names()).containsExactly("e0");
    assertThat(gate.outbox.inHands()).isEqualTo(1);
  }

  /** An outage of ten minutes costs no more than what comes in. */
  @Test
  void nothingIsTakenWhileItIsShut() {
    toApp(UnaryOperator.identity());
    gate.term.shuts();
    int taken = gate.outbox.taken;

    gate.outbox.leave(gate.parcel("shop", "", "e1"));
    gate.comes("shop", "e2");
    gate.advance(LONG);

    assertThat(gate.outbox.taken).isEqualTo(taken);
    assertThat(gate.outbox.opened).isZero();
    assertThat(gate.outbox.givenBack).as("what came in").isEqualTo(1);
    assertThat(gate.sent).isEmpty();
  }

  @Test
  void whatWaitsGoesAtOnceWhenItOpens() {
    toApp(UnaryOperator.identity());
    gate.term.shuts();
    gate.outbox.leave(gate.parcel("shop", "", "e1"));
    gate.comes("shop", "e2");
    gate.advance(LONG);

    gate.term.opens();
    gate.settle();

    assertThat(gate.names()).containsExactly("e1", "e2");
  }

  @Test
  void whatWasInHandWhenItShutIsNotOpenedBeforeItOpens() {
    gate.hanging("shop", written -> written.places(8));
    gate.outbox.onTake = gate.term::shuts;
    for (int i = 0; i < 6; i++) {
      gate.outbox.leave(gate.parcel("shop", "", "e" + i));
    }
    gate.settle();
    gate.outbox.onTake = () -> {};
    gate.advance(LONG);

    assertThat(gate.outbox.opened).isZero();
    gate.term.opens();
    gate.settle();
    assertThat(gate.names()).containsExactly("e0", "e1", "e2", "e3", "e4", "e5");
  }

  private void shutsAndOpens() {
    gate.outbox.onOpen = () -> {};
    gate.outbox.onTake = () -> {};
    gate.outbox.onBegin = () -> {};
    gate.term.shuts();
    gate.term.opens();
  }
}
