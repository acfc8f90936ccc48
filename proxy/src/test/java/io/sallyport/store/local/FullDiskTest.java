package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.journal.Damage;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threat row 100: what is given up, and what is not, while the data folder's disk fills up. */
class FullDiskTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** For which bytes stay otherwise: no test goes through so much of it, second by second. */
  private static final Keeping A_DAY =
      new Keeping(
          Keeping.MEMORY_DEFAULT,
          Duration.ofDays(1),
          Keeping.HOLD_DEFAULT,
          Keeping.BYTES_MAX_DEFAULT);

  private static final int SECONDS_MOST = 80_000;

  /** The disk of the machine may be busy with other things. */
  private static final long NANOS_MOST = Duration.ofSeconds(30).toNanos();

  /** So many of them fill several segments. */
  private static final String LARGE = "x".repeat(800_000);

  private static final int MANY = 16;

  private static Vertx vertx;

  @TempDir Path folder;

  private final FixtureRoom room = new FixtureRoom(1 << 30);
  private LocalFixture store;
  private int asked;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @BeforeEach
  void open() {
    store = new LocalFixture(folder, vertx, 7, room, 1 << 20);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void keepsTheBytesOfWhatHasEndedBelowNinetyPercent() throws Exception {
    deliver(event("early"));
    fillSegments();
    String oldest = first();
    room.used(89);

    for (int i = 0; i < 100; i++) {
      store.tick(SECOND);
    }

    assertThat(hasBytes("early")).isTrue();
    assertThat(store.segments()).contains(oldest);
    assertThat(store.segmentsDropped()).isZero();
  }

  @Test
  void dropsThemBeforeTheirTimeFromNinetyPercentOn() throws Exception {
    deliver(event("early"));
    fillSegments();
    String oldest = first();
    room.used(90);

    until(() -> !store.segments().contains(oldest));

    assertThat(hasBytes("early")).isFalse();
    assertThat(place(event("early")))
        .as("what is known of it stays")
        .isInstanceOfSatisfying(
            Place.Known.class, it -> assertThat(it.standing()).isEqualTo(Standing.DONE));
    assertThat(store.segmentsDropped()).isPositive();
  }

  /** Of a small disk a segment is a large part: it may have no room at eighty percent. */
  @Test
  void dropsThemAlsoWhereTheNextSegmentHasNoRoomAndGoesOn() throws Exception {
    deliver(event("early"));
    fillSegments();
    String oldest = first();
    store.fillDisk();
    until(() -> refusesNew());

    until(() -> !store.segments().contains(oldest));

    assertThat(hasBytes("early")).isFalse();
    until(() -> !refusesNew());
  }

  @Test
  void keepsTheBytesOfWhatHasNotEnded() throws Exception {
    Waiting queued = queue(event("queued"));
    deliver(event("ended"));
    fillSegments();
    String oldest = first();
    room.used(94);

    until(() -> !store.segments().contains(oldest)); // what is needed of it was carried on

    assertThat(hasBytes("queued")).isTrue();
    store.outbox().delivered(queued, attempt());
    assertThat(hasBytes("ended")).isFalse();
  }

  /** What it remembered of segments that have gone is in nothing any more: somebody must know. */
  @Test
  void thatTheIndexIsLostIsSaidWhereTheJournalDoesNotHaveAllOfIt() throws Exception {
    deliver(event("early"));
    store.loseIndex();
    assertThat(store.damages()).isEmpty();
    assertThat(place(event("early"))).isInstanceOf(Place.Known.class);
    fillSegments();
    String oldest = first();
    room.used(90);
    until(() -> !store.segments().contains(oldest));

    store.reopen();
    assertThat(store.damages()).isEmpty();
    store.loseIndex();

    assertThat(store.damages()).extracting(Damage::file).containsExactly(oldest);
  }

  /** It may have been in somebody's hands for long, behind others of its account. */
  @Test
  void whatIsInHandsIsReadWhereverItsBytesAreCarriedMeanwhile() throws Exception {
    Waiting queued = queue(event("queued"));
    fillSegments();
    String oldest = first();
    room.used(94);
    until(() -> !store.segments().contains(oldest));

    Parcel parcel = store.outbox().open(queued).await();

    assertThat(parcel.id()).isEqualTo(event("queued").id());
    assertThat(parcel.attempt()).isEqualTo(1);
    assertThat(parcel.inbound().body()).isEqualTo(RawBody.ofText("hello from queued"));
  }

  @Test
  void whatItHasDroppedStaysDroppedAfterACrash() throws Exception {
    deliver(event("early"));
    Waiting queued = queue(event("queued"));
    fillSegments();
    String oldest = first();
    room.used(90);
    until(() -> !store.segments().contains(oldest));

    store.crash();

    assertThat(place(event("early")))
        .isInstanceOfSatisfying(
            Place.Known.class, it -> assertThat(it.standing()).isEqualTo(Standing.DONE));
    assertThat(queued.id()).isEqualTo(event("queued").id());
    assertThat(hasBytes("queued")).isTrue();
  }

  @Test
  void takesNothingNewFromNinetyFivePercentOnAndStillEndsWhatItHas() throws Exception {
    Waiting queued = queue(event("queued"));
    room.used(95);
    until(() -> refusesNew());

    store.outbox().delivered(queued, attempt());

    assertThat(place(event("queued")))
        .isInstanceOfSatisfying(
            Place.Known.class, it -> assertThat(it.standing()).isEqualTo(Standing.DONE));
    room.used(94);
    until(() -> !refusesNew());
  }

  @Test
  void givesItsReserveToAFullDiskAndTakesNothingNewBeforeItHasItBack() throws Exception {
    Waiting queued = queue(event("queued"));
    until(() -> Files.exists(store.reserve()));
    room.bytesFree(1000);
    until(() -> refusesNew());
    store.outbox().delivered(queued, attempt()); // which has to be written
    until(() -> !Files.exists(store.reserve()));

    room.bytesFree((2 << 20) - 1);
    for (int i = 0; i < 100; i++) {
      store.tick(SECOND);
    }
    assertThat(Files.exists(store.reserve())).isFalse();
    room.used(50);
    until(() -> Files.exists(store.reserve()));

    until(() -> !refusesNew());
  }

  private static AnAdmission event(String id) {
    return AnAdmission.to("acme").event(id, "hello from " + id).keeping(A_DAY);
  }

  private static Attempt attempt() {
    return new Attempt(1, Instant.parse("2026-05-01T12:00:00Z"), Duration.ofMillis(5), 200, "");
  }

  private Placed admit(AnAdmission event) {
    return store.ledger().admit(event.at(store.clock().instant())).await();
  }

  private Place place(AnAdmission event) {
    return ((Placed.Kept) admit(event)).places().get(0);
  }

  /** What is known is answered whatever the disk does, so each is another. */
  private boolean refusesNew() {
    return admit(event("new-" + asked++)) instanceof Placed.Unavailable unavailable
        && unavailable.reason() == Reason.STORE_FULL;
  }

  private Waiting queue(AnAdmission event) {
    return ((Placed.Kept) admit(event)).now().orElseThrow();
  }

  private void deliver(AnAdmission event) {
    store.outbox().delivered(queue(event), attempt());
  }

  private void fillSegments() {
    for (int i = 0; i < MANY; i++) {
      deliver(AnAdmission.to("acme").event("large-" + i, LARGE + i).keeping(A_DAY));
    }
  }

  private boolean hasBytes(String id) {
    return store.records().content(event(id).id()).await().isPresent();
  }

  private String first() throws Exception {
    return store.segments().stream().sorted().findFirst().orElseThrow();
  }

  private void until(Callable<Boolean> happened) throws Exception {
    long began = System.nanoTime();
    for (int i = 0; i < SECONDS_MOST && System.nanoTime() - began < NANOS_MOST; i++) {
      if (happened.call()) {
        return;
      }
      store.tick(SECOND);
    }
    throw new AssertionError("it has not happened");
  }
}
