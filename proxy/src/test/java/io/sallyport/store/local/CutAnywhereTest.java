package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.admit.Waiting;
import io.sallyport.journal.Disk;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A claim and its event are one group of the journal. The process is gone, or the power, when any
 * number of the group's bytes has reached the disk; a sender that was not answered sends again.
 */
@DisplayName("threats row 54: a crash between a claim and its event, at every byte of their group")
class CutAnywhereTest {
  private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");
  private static final int SEGMENT_BYTES = 3 << 19;
  private static final AnAdmission BEFORE = AnAdmission.to("acme").event("e0", "before");
  private static final AnAdmission EVENT = AnAdmission.to("acme").event("e1", "hello");
  private static final StoredAnswer ANSWER =
      new StoredAnswer(201, "text/plain", RawBody.ofText("made"));

  private final Vertx vertx = Vertx.vertx();
  private final SecureRandom random = new SecureRandom();

  @TempDir(factory = InMemory.class)
  Path folder;

  private RecordSealer sealer;
  private int lives;

  @BeforeEach
  void makeTheKey() throws IOException {
    sealer = new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void row54TheRetryIsAcceptedAndDeliveredOnce() throws IOException {
    FixtureDisk disk = new FixtureDisk(new MemoryDisk());
    LocalStore store = opened(disk);
    deliver(store, queued(store, BEFORE));
    MemoryDisk before = disk.copy();
    queued(store, EVENT);
    CutDisk cut = CutDisk.between(before, disk.copy());
    store.close();

    int whole = 0;
    for (int bytes = 0; bytes <= cut.length(); bytes++) {
      LocalStore again = opened(cut.after(bytes));
      Placed.Kept retry = (Placed.Kept) again.ledger().admit(EVENT.at(T0)).await();
      Place place = retry.places().get(0);

      whole += place instanceof Place.Known ? 1 : 0;
      assertThat(place)
          .as("after %d of %d bytes", bytes, cut.length())
          .matches(it -> it instanceof Place.Queued || isKnown(it, Standing.QUEUED));
      assertDeliveredOnce(again, retry);
      again.close();
    }
    assertThat(whole).as("the event is there when its last byte is").isEqualTo(1);
  }

  @Test
  void row54WhatWasPassedThroughIsGrantedAgainOrAnswered() throws IOException {
    FixtureDisk disk = new FixtureDisk(new MemoryDisk());
    LocalStore store = opened(disk);
    MemoryDisk before = disk.copy();
    Turn.Go go = (Turn.Go) store.ledger().begin(EVENT.at(T0)).await();
    assertThat(CutDisk.between(before, disk.copy()).length()).as("nothing is written yet").isZero();
    assertThat(store.ledger().settle(go, new Ending.Answered(ANSWER)).await())
        .isEqualTo(Settled.RECORDED);
    CutDisk cut = CutDisk.between(before, disk.copy());
    store.close();

    int whole = 0;
    for (int bytes = 0; bytes <= cut.length(); bytes++) {
      LocalStore again = opened(cut.after(bytes));
      Turn turn = again.ledger().begin(EVENT.at(T0)).await();

      whole += turn instanceof Turn.Has ? 1 : 0;
      assertThat(turn)
          .as("after %d of %d bytes", bytes, cut.length())
          .matches(it -> it instanceof Turn.Go || isKnown(((Turn.Has) it).place(), Standing.DONE));
      again.close();
    }
    assertThat(whole).isEqualTo(1);
  }

  private static boolean isKnown(Place place, Standing standing) {
    return place instanceof Place.Known known && known.standing() == standing;
  }

  /** It is in the hands of whoever admitted it or in the queue, never in both, and goes once. */
  private static void assertDeliveredOnce(LocalStore store, Placed.Kept retry) {
    List<Waiting> found = new ArrayList<>(retry.now().stream().toList());
    found.addAll(store.outbox().take("acme", 10).await().waiting());
    assertThat(found).extracting(Waiting::id).containsExactly(EVENT.id());
    assertThat(store.outbox().open(found.get(0)).await().inbound().body().asText())
        .isEqualTo("hello");

    deliver(store, found.get(0));

    Placed.Kept copy = (Placed.Kept) store.ledger().admit(EVENT.at(T0)).await();
    assertThat(copy.places()).allMatch(it -> isKnown(it, Standing.DONE));
    assertThat(store.outbox().take("acme", 10).await().waiting()).isEmpty();
  }

  private static Waiting queued(LocalStore store, AnAdmission event) {
    return ((Placed.Kept) store.ledger().admit(event.at(T0)).await()).now().orElseThrow();
  }

  private static void deliver(LocalStore store, Waiting waiting) {
    store.outbox().delivered(waiting, new Attempt(1, T0, Duration.ofMillis(5), 200, ""));
    queued(
        store,
        AnAdmission.to("barrier").event(waiting.id().value(), "")); // groups keep their order
  }

  private LocalStore opened(Disk disk) throws IOException {
    return LocalStore.open(
        folder.resolve("life-" + lives++),
        sealer,
        new LocalStore.Settings(
            SEGMENT_BYTES,
            Duration.ZERO,
            unused -> disk,
            unused -> new FixtureRoom(1 << 30),
            0,
            Optional.of(Path.of("target", "native"))),
        new LocalStore.Outside(
            vertx,
            () -> T0,
            () -> 0,
            random,
            "test",
            (integration, limit) -> {},
            fatal -> {
              throw new AssertionError(fatal);
            }));
  }
}
