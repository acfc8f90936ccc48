package io.sallyport.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** What the parts of the contract have in common: a store, and short words for asking it. */
interface LedgerCase {
  AtomicLong BARRIERS = new AtomicLong();

  LedgerFixture store();

  /** Waits for an answer, never for ever. */
  static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within 20 s", e);
    }
  }

  static AnAdmission acme(String id, String content) {
    return AnAdmission.to("acme").event(id, content);
  }

  /** Asks for a place now. */
  default Placed admit(AnAdmission admission) {
    return await(store().ledger().admit(admission.at(store().now())));
  }

  /** The place that a delivery of one event got. */
  default Place place(AnAdmission admission) {
    return places(admission).get(0);
  }

  default List<Place> places(AnAdmission admission) {
    Placed placed = admit(admission);
    assertThat(placed).isInstanceOf(Placed.Kept.class);
    return ((Placed.Kept) placed).places();
  }

  /** Admits it as new; it is in the test's hands. */
  default Waiting queue(AnAdmission admission) {
    Placed placed = admit(admission);
    assertThat(placed).isInstanceOf(Placed.Kept.class);
    Placed.Kept kept = (Placed.Kept) placed;
    assertThat(kept.places()).allMatch(place -> place instanceof Place.Queued);
    return kept.now().orElseGet(() -> only(take(admission.integration())));
  }

  /** Admits it as new, and leaves it to whoever takes it. */
  default void leave(AnAdmission admission) {
    Placed.Kept kept = (Placed.Kept) admit(admission);
    kept.now().ifPresent(waiting -> store().outbox().giveBack(waiting, waiting.due()));
    barrier();
  }

  default Turn begin(AnAdmission admission) {
    return await(store().ledger().begin(admission.at(store().now())));
  }

  /** A turn that nobody else has. */
  default Turn.Go go(AnAdmission admission) {
    Turn turn = begin(admission);
    assertThat(turn).isInstanceOf(Turn.Go.class);
    return (Turn.Go) turn;
  }

  default Settled settle(Turn.Go go, Ending ending) {
    return await(store().ledger().settle(go, ending));
  }

  static Ending answered(int status, String body) {
    return new Ending.Answered(new StoredAnswer(status, "text/plain", RawBody.ofText(body)));
  }

  /** Everything that is due of an integration. */
  default List<Waiting> take(String integration) {
    return await(store().outbox().take(integration, 1_000)).waiting();
  }

  static Waiting only(List<Waiting> waiting) {
    assertThat(waiting).hasSize(1);
    return waiting.get(0);
  }

  default Optional<Records.Recorded> find(EventId id) {
    return await(store().records().find(id));
  }

  default Standing standing(EventId id) {
    return find(id).orElseThrow().standing();
  }

  /** Returns when what was told without waiting is synced: groups keep their order. */
  default void barrier() {
    admit(AnAdmission.to("barrier").event("barrier-" + BARRIERS.incrementAndGet(), "in order"));
  }

  default void deliver(Waiting waiting) {
    store().outbox().delivered(waiting, attempt(waiting, 200));
    barrier();
  }

  default void fail(Waiting waiting, Instant due) {
    store().outbox().failed(waiting, attempt(waiting, 503), due);
    barrier();
  }

  default void bury(Waiting waiting) {
    store().outbox().exhausted(waiting, attempt(waiting, 503));
    barrier();
  }

  default Outbox.Attempt attempt(Waiting waiting, int status) {
    return new Outbox.Attempt(
        waiting.attempt(), store().now(), Duration.ofMillis(5), status, "as the test says");
  }

  /** Cases that wait for a person. */
  default List<HeldItem> cases() {
    return await(store().held().open(1_000));
  }

  default HeldItem heldCase(EventId id) {
    return await(store().held().find(id.value())).orElseThrow();
  }

  default void release(EventId id) {
    decide(id, (claimed, decision) -> claimed.release(decision));
  }

  default void reject(EventId id) {
    decide(id, (claimed, decision) -> claimed.reject(decision));
  }

  private void decide(EventId id, Judgement judgement) {
    HeldItem item = heldCase(id);
    ItemState.Claimed claimed =
        ((ItemState.Held) item.state()).claim("ada", store().now().plusSeconds(600));
    assertThat(await(store().held().move(item, claimed))).isTrue();
    Decision decision = new Decision("ada", "as the test says", item.bodyDigest(), store().now());
    assertThat(await(store().held().move(item.in(claimed), judgement.of(claimed, decision))))
        .isTrue();
  }

  /** What a reviewer makes of a case. */
  @FunctionalInterface
  interface Judgement {
    ItemState of(ItemState.Claimed claimed, Decision decision);
  }

  static void assertQueued(Place place) {
    assertThat(place).isInstanceOf(Place.Queued.class);
  }

  static Place.Known assertKnown(Place place, Standing standing) {
    assertThat(place).isInstanceOf(Place.Known.class);
    Place.Known known = (Place.Known) place;
    assertThat(known.standing()).isEqualTo(standing);
    return known;
  }

  static Place.Held assertHeld(Place place, Reason reason) {
    assertThat(place).isInstanceOf(Place.Held.class);
    Place.Held held = (Place.Held) place;
    assertThat(held.reason()).isEqualTo(reason);
    return held;
  }

  static Placed.Unavailable assertUnavailable(Placed placed, Reason reason) {
    assertThat(placed).isInstanceOf(Placed.Unavailable.class);
    Placed.Unavailable none = (Placed.Unavailable) placed;
    assertThat(none.reason()).isEqualTo(reason);
    return none;
  }

  /** Events of a batch, named {@code prefix-0} and so on. */
  static AnAdmission batch(String integration, String prefix, int count) {
    AnAdmission batch = AnAdmission.to(integration);
    for (int i = 0; i < count; i++) {
      batch.event(prefix + "-" + i, "content of " + prefix + "-" + i + ";");
    }
    return batch;
  }

  /** Delivers all that is due until nothing is left, and says what came, in its order. */
  default List<EventId> drain(String integration) {
    List<EventId> came = new ArrayList<>();
    List<Waiting> due = take(integration);
    while (!due.isEmpty()) {
      for (Waiting waiting : due) {
        came.add(waiting.id());
        store().outbox().delivered(waiting, attempt(waiting, 200));
      }
      barrier();
      due = take(integration);
    }
    return came;
  }
}
