package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.HoldingsFixture;
import io.sallyport.admit.Records.Order;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Waiting;
import io.sallyport.store.shared.Origin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What petitions come to where the disk cannot be read, or not be written. */
class OutcomesTest {
  private static final Order BY_ADA = new Order("ada", "as the test says");
  private static final int ORDERS_MOST = 20_000;
  private static final Found CONFLICT = new Found.Conflict();
  private static final Found DOUBTFUL = new Found.Doubtful();
  private static final AnAdmission EVENT = AnAdmission.to("acme").event("e1", "hello");
  private static final AnAdmission TWO =
      AnAdmission.to("acme").event("e1", "one;").event("e2", "two;");

  private Vertx vertx;
  private LocalFixture store;

  @BeforeEach
  void start(@TempDir Path folder) {
    vertx = Vertx.vertx();
    store = new LocalFixture(folder, vertx, 7).ofMany(HoldingsFixture.NODE);
  }

  @AfterEach
  void stop() {
    store.close();
    vertx.close().await();
  }

  private Petition promise(AnAdmission admission) throws Exception {
    await(store.ledger().admit(admission.at(store.clock().instant())));
    return waiting().get(0);
  }

  private List<Petition> waiting() throws Exception {
    return await(store.holdings().waiting(0, 10));
  }

  private void answer(Petition petition, Found... outcomes) throws Exception {
    await(store.holdings().answered(petition, List.of(outcomes)));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }

  private void isADeadLetter() throws Exception {
    store.failReads(false);
    assertThat(waiting()).isEmpty();
    assertThat(store.holdings().waiting()).isEqualTo(new Waiting(0, 0, 0));
    assertThat(await(store.records().find(EVENT.id())).orElseThrow().standing())
        .isEqualTo(Standing.DEAD);
  }

  /** There would be no bytes in the case. */
  @Test
  void whatCannotBeReadAndIsNoneOfItsNodesIsADeadLetter() throws Exception {
    Petition petition = promise(EVENT);
    store.failReads(true);

    answer(petition, CONFLICT);

    isADeadLetter();
    store.reopen();
    isADeadLetter();
  }

  @Test
  void whatCannotBeReadAndMustBePartedIsADeadLetter() throws Exception {
    Petition petition = promise(TWO);
    store.failReads(true);

    answer(
        petition,
        new Found.Granted(7),
        new Found.Known(Standing.QUEUED, new Origin(9, 77, 0), store.now(), 2, 0));

    isADeadLetter();
  }

  /** A person has it tried again when the disk can be read, and it is asked for as before. */
  @Test
  void whatCouldNotBeReadIsTriedAgainByAPerson() throws Exception {
    Petition petition = promise(EVENT);
    store.failReads(true);
    answer(petition, DOUBTFUL);
    isADeadLetter();

    assertThat(await(store.records().retry(EVENT.id(), BY_ADA))).isEqualTo(Outcome.DONE);

    assertThat(waiting()).hasSize(1);
    answer(waiting().get(0), new Found.Granted(7));
    assertThat(await(store.outbox().take("acme", 10)).waiting()).hasSize(1);
  }

  @Test
  void whatWasGrantedBeforeAndOnlyWaitsIsNotRead() throws Exception {
    Petition first = promise(TWO);
    answer(first, new Found.Granted(7), new Found.Granted(8));
    await(store.holdings().askAgain());
    Petition again = waiting().get(0);
    assertThat(again.wasGranted()).isTrue();
    store.failReads(true);

    answer(again, DOUBTFUL, DOUBTFUL);

    assertThat(waiting()).containsExactly(again);
  }

  /** For as long as it is full: whoever asks waits himself. */
  @Test
  void whatHasEndedIsNotSaidWhileAssertionsCannotBeWritten() throws Exception {
    Petition petition = promise(EVENT);
    answer(petition, new Found.Granted(7));
    useUpAllRoom();
    store
        .holdings()
        .asserted(
            petition.shards().get(0), petition.bids().get(0).key(), new Assertion.Answer.Stands(8));

    Future<?> asked = store.holdings().unsettled(10);

    assertThatThrownBy(() -> asked.await(5, TimeUnit.SECONDS))
        .isInstanceOf(OldTask.NotAnswered.class);
    store.freeDisk();
    store.tick(Duration.ofSeconds(1));
    assertThat(await(store.holdings().unsettled(10))).isEmpty();
  }

  private void useUpAllRoom() throws Exception {
    store.fillDisk();
    for (int i = 0; i < ORDERS_MOST; i++) {
      Future<Outcome> ordered =
          store.records().retry(EVENT.id(), new Order("ada", "x".repeat(1_000)));
      ordered.otherwise(Outcome.UNKNOWN).await(20, TimeUnit.SECONDS);
      if (ordered.failed()) {
        return;
      }
    }
    throw new AssertionError("there is still room");
  }
}
