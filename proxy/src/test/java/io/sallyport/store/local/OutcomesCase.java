package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.HoldingsFixture;
import io.sallyport.admit.Records.Order;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState.Claimed;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Origin;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The store of one of many, on a disk that may fail, and short words for what it is told. */
abstract class OutcomesCase {
  static final Order BY_ADA = new Order("ada", "as the test says");
  static final Found CONFLICT = new Found.Conflict();
  static final Found DOUBTFUL = new Found.Doubtful();
  static final AnAdmission EVENT = AnAdmission.to("acme").event("e1", "hello");
  static final AnAdmission TWO = AnAdmission.to("acme").event("e1", "one;").event("e2", "two;");

  Vertx vertx;
  LocalFixture store;

  @BeforeEach
  final void start(@TempDir Path folder) {
    vertx = Vertx.vertx();
    store = new LocalFixture(folder, vertx, 7).ofMany(HoldingsFixture.NODE);
  }

  @AfterEach
  final void stop() {
    store.close();
    vertx.close().await();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within 20 s", e);
    }
  }

  final Petition promise(AnAdmission admission) {
    await(store.ledger().admit(admission.at(store.clock().instant())));
    return onlyWaiting();
  }

  final List<Petition> waiting() {
    return await(store.holdings().waiting(0, 10));
  }

  final Petition onlyWaiting() {
    assertThat(waiting()).hasSize(1);
    return waiting().get(0);
  }

  final void answer(Petition petition, Found... outcomes) {
    await(store.holdings().answered(petition, List.of(outcomes)));
  }

  /** Whether it can be asked again, since nothing was decided. */
  final boolean fails(Petition petition, Found... outcomes) {
    Future<Void> answered = store.holdings().answered(petition, List.of(outcomes));
    await(answered.otherwiseEmpty());
    return answered.failed();
  }

  final Found anothers() {
    return new Found.Known(Standing.QUEUED, new Origin(9, 77, 0), store.now(), 2, 0);
  }

  final List<Ended> unsettled() {
    return await(store.holdings().unsettled(10));
  }

  /** What is told in a rebuild. */
  final List<EventId> remembered() {
    return await(store.holdings().remembered(Holdings.Cursor.START, 10)).remembered().stream()
        .map(it -> it.assertion().bid().id())
        .toList();
  }

  final Recorded find(EventId id) {
    return await(store.records().find(id)).orElseThrow();
  }

  final Standing standing(EventId id) {
    return find(id).standing();
  }

  final void retry(EventId id) {
    assertThat(await(store.records().retry(id, BY_ADA))).isEqualTo(Outcome.DONE);
  }

  final void release(EventId id) {
    HeldItem item = await(store.held().find(id.value())).orElseThrow();
    Claimed claimed = ((Held) item.state()).claim("ada", store.now().plusSeconds(600));
    assertThat(await(store.held().move(item, claimed))).isTrue();
    Decision decision = new Decision("ada", "as the test says", item.bodyDigest(), store.now());
    assertThat(await(store.held().move(item.in(claimed), claimed.release(decision)))).isTrue();
  }
}
