package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Standing;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

  private void deliver(AnAdmission event) {
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
