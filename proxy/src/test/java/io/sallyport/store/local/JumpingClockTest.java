package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState.Claimed;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.verdict.Reason;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("threat row 46: the machine's clock is set while the ledger runs")
class JumpingClockTest {
  private static final AnAdmission EVENT = AnAdmission.to("acme").event("e1", "hello");
  private static final AnAdmission OTHER = AnAdmission.to("acme").event("e2", "hello");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private LocalFixture store;
  private Instant received;

  @BeforeEach
  void deliverTwoEvents() {
    store = new LocalFixture(folder, vertx, 7);
    received = store.now();
    deliver(EVENT);
    deliver(OTHER);
  }

  @AfterEach
  void close() {
    store.close();
    vertx.close().await();
  }

  @Test
  void setForwardByMoreThanTheMemoryItForgetsNothing() {
    store.clock().advance(Keeping.MEMORY_DEFAULT.multipliedBy(2));

    assertKnown(EVENT, received);
  }

  @Test
  void setBackItRemembersNothingForLongerThanItsMemory() {
    store.clock().advance(Duration.ofDays(-30));

    store.tick(Keeping.MEMORY_DEFAULT.plus(store.slack()));

    assertThat(place(EVENT, received)).isInstanceOf(Place.Queued.class);
  }

  @Test
  void setBackItForgetsNothingAfterARestartEither() {
    store.clock().advance(Duration.ofHours(-1));

    store.reopen();

    assertKnown(EVENT, received);
    store.tick(Keeping.MEMORY_DEFAULT.minus(Duration.ofHours(2)));
    assertKnown(OTHER, received);
  }

  /** What came meanwhile has to be judged by people, who need their time for it. */
  @Test
  void setBackWhatIsHeldWaitsForAPersonAsLongAsEver() {
    store.clock().advance(Duration.ofDays(-30));
    AnAdmission held = AnAdmission.to("acme").event("e3", "hello").held(Reason.CLOCK_SET_BACK);
    place(held, store.now());

    store.tick(Keeping.HOLD_DEFAULT.minus(store.slack()));
    assertThat(cases()).extracting(HeldItem::eventId).containsExactly(held.id().value());
    store.tick(store.slack().multipliedBy(2));

    assertThat(cases()).isEmpty();
    assertThat(((Place.Known) place(held, store.now())).standing()).isEqualTo(Standing.REJECTED);
  }

  @Test
  void setForwardWhatIsHeldExpiresNoLaterThanEver() {
    store.clock().advance(Duration.ofDays(30));
    place(AnAdmission.to("acme").event("e3", "hello").held(Reason.REPLAY_CONFLICT), store.now());

    store.tick(Keeping.HOLD_DEFAULT.plus(store.slack()));

    assertThat(cases()).isEmpty();
  }

  @Test
  void setForwardPeopleMayStillJudgeWhatIsHeld() {
    AnAdmission event = AnAdmission.to("acme").event("e3", "hello").held(Reason.REPLAY_CONFLICT);
    place(event, store.now());
    store.clock().advance(Duration.ofDays(30));

    HeldItem item = cases().get(0);
    Held held = (Held) item.state();
    assertThat(held.expiresAt()).isEqualTo(store.now().plus(Keeping.HOLD_DEFAULT));
    Claimed claimed = held.claim("ada", store.now().plusSeconds(600));
    assertThat(store.held().move(item, claimed).await()).isTrue();
    Decision decision = new Decision("ada", "harmless", item.bodyDigest(), store.now());
    assertThat(store.held().move(item.in(claimed), claimed.release(decision)).await()).isTrue();

    Waiting released = store.outbox().take("acme", 10).await().waiting().get(0);
    assertThat(released.id()).isEqualTo(event.id());
    assertThat(released.receivedAt()).as("its tries count from there").isEqualTo(store.now());
  }

  /** A restart as after a clean stop: what waits is as due as it was. */
  @Test
  void setBackBeforeACrashItDeliversWhatWaitsAllTheSame() {
    store.clock().advance(Duration.ofDays(-30));
    AnAdmission event = AnAdmission.to("acme").event("e3", "hello");
    place(event, store.now());

    store.crash();

    assertThat(store.outbox().take("acme", 10).await().waiting())
        .extracting(Waiting::id)
        .containsExactly(event.id());
  }

  @Test
  void setBackLongBeforeACrashItKeepsBackWhatWaitsForADayAtMost() {
    store.clock().advance(Duration.ofDays(-30));
    store.tick(Duration.ofDays(10));
    AnAdmission event = AnAdmission.to("acme").event("e3", "hello");
    place(event, store.now());
    store.crash();

    store.tick(Duration.ofDays(1));

    assertThat(store.outbox().take("acme", 10).await().waiting())
        .extracting(Waiting::id)
        .containsExactly(event.id());
  }

  @Test
  void setBackItKnowsSignedBytesUnderAnotherNameForTheirWholeMemory() {
    store.clock().advance(Duration.ofDays(-30));
    deliver(AnAdmission.to("acme").event("e3", "hello").signing("hello"), store.now());

    store.tick(Keeping.MEMORY_DEFAULT.minus(store.slack()));

    assertThat(place(AnAdmission.to("acme").event("e4", "hello").signing("hello"), store.now()))
        .isInstanceOf(Place.Held.class);
  }

  private List<HeldItem> cases() {
    return store.held().open(10).await();
  }

  private void deliver(AnAdmission event) {
    deliver(event, received);
  }

  private void deliver(AnAdmission event, Instant received) {
    Placed.Kept kept = (Placed.Kept) store.ledger().admit(event.at(received)).await();
    store
        .outbox()
        .delivered(
            kept.now().orElseThrow(), new Attempt(1, received, Duration.ofMillis(5), 200, ""));
  }

  private void assertKnown(AnAdmission event, Instant at) {
    Place place = place(event, at);
    assertThat(place).isInstanceOf(Place.Known.class);
    assertThat(((Place.Known) place).standing()).isEqualTo(Standing.DONE);
  }

  private Place place(AnAdmission event, Instant at) {
    return ((Placed.Kept) store.ledger().admit(event.at(at)).await()).places().get(0);
  }
}
