package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Records.Order;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Turn;
import io.sallyport.admit.Waiting;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full, and the journal has no room left even for the ends of old things. */
class WithoutRoomTest {
  private static final int ORDERS_MOST = 20_000;
  private static final int SECONDS_MOST = 100;
  private static final Order ORDER = new Order("ada", "x".repeat(1_000));
  private static final AnAdmission QUEUED = AnAdmission.to("acme").event("queued", "hello");
  private static final AnAdmission RUNNING = AnAdmission.to("acme").event("running", "hello");

  private Vertx vertx;
  private LocalFixture store;

  @BeforeEach
  void start(@TempDir Path folder) {
    vertx = Vertx.vertx();
    store = new LocalFixture(folder, vertx, 7);
    Placed placed = store.ledger().admit(QUEUED.at(store.clock().instant())).await();
    Waiting waiting = ((Placed.Kept) placed).now().orElseThrow();
    store.outbox().giveBack(waiting, waiting.due());
  }

  @AfterEach
  void stop() {
    store.close();
    vertx.close().await();
  }

  /** Who orders something asks again when nobody answers: what waits would have no bound. */
  @Test
  void anOrderIsRefusedAtOnceAndTakenAgainWhenThereIsRoom() throws Exception {
    assertThat(useUpAllRoom()).hasMessageContaining(Reason.STORE_FULL.code());

    store.freeDisk();
    Future<Outcome> again = order();
    for (int i = 0; i < SECONDS_MOST && again.failed(); i++) {
      store.tick(Duration.ofSeconds(1));
      again = order();
    }

    assertThat(again.result()).isEqualTo(Outcome.DONE);
  }

  @Test
  void aTurnThatLeavesNothingBehindEnds() throws Exception {
    Turn.Go go = (Turn.Go) begin();
    useUpAllRoom();

    Settled settled = store.ledger().settle(go, new Ending.Dropped()).await(20, TimeUnit.SECONDS);

    assertThat(settled).isEqualTo(Settled.RECORDED);
    assertThat(begin())
        .as("it is not on its way any more")
        .isInstanceOfSatisfying(
            Placed.Unavailable.class, it -> assertThat(it.reason()).isEqualTo(Reason.STORE_FULL));
  }

  private Turn begin() throws Exception {
    return store.ledger().begin(RUNNING.at(store.clock().instant())).await(20, TimeUnit.SECONDS);
  }

  /** Why an order was refused. */
  private Throwable useUpAllRoom() throws Exception {
    store.fillDisk();
    for (int i = 0; i < ORDERS_MOST; i++) {
      Future<Outcome> ordered = order();
      if (ordered.failed()) {
        return ordered.cause();
      }
    }
    throw new AssertionError("there is still room");
  }

  private Future<Outcome> order() throws Exception {
    Future<Outcome> asked = store.records().retry(QUEUED.id(), ORDER);
    asked.otherwise(Outcome.UNKNOWN).await(20, TimeUnit.SECONDS);
    return asked;
  }
}
