package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.HoldingsContract;
import io.sallyport.admit.HoldingsFixture;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Waiting;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one node of many promises, on a journal and an index. */
class LocalHoldingsTest extends HoldingsContract {
  private static Vertx vertx;

  private static final long NANOS_MOST = Duration.ofSeconds(30).toNanos();

  /** Enough to write all that one question may leave behind, where anything can be written. */
  private static final int TURNS_MOST = 20;

  private static final int ANSWERS_MOST = 1_000_000;

  @TempDir Path folder;

  private final FixtureRoom room = new FixtureRoom(1 << 30);

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  /** What tells an event from every other must not change with the place of its bytes. */
  @Test
  void whatIsCarriedElsewhereIsTheSameEventForOthers() throws IOException {
    LocalFixture store = (LocalFixture) store();
    Petition first = promise(AnAdmission.to("acme").event("e1", "hello"));
    place(AnAdmission.to("acme").event("e2", "hello").held(Reason.BATCH_TOO_LARGE));
    List<Petition> before = waiting();
    String oldest = store.segments().get(0);
    for (int i = 0; i < 20; i++) {
      AnAdmission large = AnAdmission.to("acme").event("large-" + i, "x".repeat(900_000));
      grant(promise(large), 7);
      deliver(take("acme").get(0));
    }

    room.used(90); // what is kept of ended events goes, and what is needed is carried on
    long began = System.nanoTime();
    while (store.segments().contains(oldest) && System.nanoTime() - began < NANOS_MOST) {
      store.tick(Duration.ofSeconds(1));
    }

    assertThat(store.segments()).doesNotContain(oldest);
    assertThat(waiting()).isEqualTo(before);
    store.reopen();
    store.crash();
    assertThat(waiting()).isEqualTo(before);
    grant(first, 8);
    assertThat(take("acme")).hasSize(1);
  }

  /** The first time from memory, the second from the disk. */
  @Test
  void whatIsGrantedIsSentAsItLiesInTheJournal() {
    grant(promise(AnAdmission.to("acme").event("e1", "hello")), 7);
    Waiting granted = take("acme").get(0);

    Parcel first = store().outbox().open(granted).await();
    Parcel second = store().outbox().open(granted).await();

    assertThat(first.inbound().body().array()).isNotSameAs(second.inbound().body().array());
    assertThat(first)
        .usingRecursiveComparison()
        .withEqualsForType((one, other) -> one.sha256Hex().equals(other.sha256Hex()), RawBody.class)
        .isEqualTo(second);
  }

  @Test
  void manyThatWaitAreNotAllKeptInMemory() {
    Recent recent = new Recent();
    Parcel parcel =
        AnAdmission.to("acme").event("e1", "x".repeat(1_000_000)).at(store().now()).parcel();
    int most = (int) (Recent.BYTES_MAX / 1_000_000);
    for (int i = 0; i < 3 * most; i++) {
      recent.keep(i, parcel);
    }

    long kept = 0;
    for (int i = 0; i < 3 * most; i++) {
      kept += recent.take(i).isPresent() ? 1 : 0;
      assertThat(recent.take(i)).isEmpty();
    }

    assertThat(kept).isBetween(1L, (long) most);
  }

  @Test
  void longHeadersTakeTheirRoomInMemory() {
    Recent recent = new Recent();
    Parcel brief = AnAdmission.to("acme").event("e1", "x").at(store().now()).parcel();
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      fields.add(Map.entry("X-Long-" + i, "x".repeat(600)));
    }
    Parcel parcel = with(brief, Headers.of(fields));
    int most = (int) (Recent.BYTES_MAX / 60_000);
    for (int i = 0; i < 3 * most; i++) {
      recent.keep(i, parcel);
    }

    long kept = 0;
    for (int i = 0; i < 3 * most; i++) {
      kept += recent.take(i).isPresent() ? 1 : 0;
    }

    assertThat(kept).isBetween(1L, (long) most);
  }

  private static Parcel with(Parcel parcel, Headers headers) {
    InboundWebhook it = parcel.inbound();
    return new Parcel(
        new InboundWebhook(
            it.integration(),
            it.requestId(),
            it.method(),
            it.target(),
            headers,
            it.body(),
            it.source(),
            it.receivedAt(),
            it.pathValues(),
            it.clientCertificate()),
        parcel.url(),
        parcel.rest(),
        parcel.id(),
        parcel.keyId(),
        parcel.account(),
        parcel.type(),
        parcel.unsigned(),
        parcel.items(),
        parcel.wouldReject(),
        parcel.attempt(),
        parcel.partOf());
  }

  /** What a start reads of one that was alone, or the other way round, is not of one's own kind. */
  @Test
  void aLongQueueWaitsAfterItsNodeBecameOneOfMany() {
    store().alone();
    for (int i = 0; i < 2_500; i++) {
      leaveSoon(AnAdmission.to("acme").event("e" + i, "x"));
    }
    barrier();

    store().amongOthers();

    assertThat(take("acme")).isEmpty();
    assertThat(store().holdings().waiting().count()).isGreaterThanOrEqualTo(2_500);
    store().alone();
    assertThat(take("acme")).hasSize(1_000);
  }

  /** A rebuild brings one for each event that is remembered. */
  @Test
  void whoeverBringsMoreAnswersThanAFullDiskTakesWaits() throws Exception {
    LocalFixture store = (LocalFixture) store();
    LocalHoldings holdings = (LocalHoldings) store.holdings();
    Petition petition = promise(AnAdmission.to("acme").event("e1", "hello"));
    grant(petition, 7);
    store.fillDisk();
    long fence = 8;
    Future<Void> room = Future.succeededFuture();

    for (int i = 0; i < ANSWERS_MOST && room.isComplete(); i++) {
      room =
          holdings.asserted(
              petition.shards().get(0),
              petition.bids().get(0).key(),
              new Assertion.Answer.Stands(fence++));
      for (int j = 0; j < TURNS_MOST && !room.isComplete(); j++) {
        barrier();
      }
    }

    assertThat(room.isComplete()).isFalse();
    assertThat(holdings.answersOpen()).isEqualTo(AssertionBook.ANSWERS_MAX + 1);
    store.freeDisk();
    for (int i = 0; i < TURNS_MOST * TURNS_MOST && holdings.answersOpen() > 0; i++) {
      store.tick(Duration.ofSeconds(1));
    }
    room.await(20, TimeUnit.SECONDS);
    deliver(take("acme").get(0));
    assertThat(onlyUnsettled().change().fence()).isEqualTo(fence - 1);
  }

  private void leaveSoon(AnAdmission admission) {
    store()
        .ledger()
        .admit(admission.at(store().now()))
        .onSuccess(
            placed ->
                ((Placed.Kept) placed)
                    .now()
                    .ifPresent(it -> store().outbox().giveBack(it, it.due())));
  }

  @Override
  protected HoldingsFixture open() {
    return new LocalFixture(folder, vertx, 7, room, 0).ofMany(HoldingsFixture.NODE);
  }
}
