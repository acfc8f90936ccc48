package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.assertUnavailable;
import static io.sallyport.admit.LedgerCase.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The events of a batch: each has its own place, and all of them at once. */
interface BatchContract extends LedgerCase {
  @Test
  default void everyItemOfABatchHasItsOwnPlace() {
    queue(acme("batch-1", "content of batch-1;"));

    List<Place> places = places(batch("acme", "batch", 3));

    assertQueued(places.get(0));
    assertKnown(places.get(1), Standing.QUEUED);
    assertQueued(places.get(2));
    assertThat(places(batch("acme", "batch", 3))).allMatch(it -> it instanceof Place.Known);
  }

  @Test
  default void anItemThatIsTwiceInABatchIsOneEvent() {
    AnAdmission twice =
        AnAdmission.to("acme").event("e1", "same").event("e2", "else").event("e1", "same");

    List<Place> places = places(twice);

    assertQueued(places.get(0));
    assertQueued(places.get(1));
    assertKnown(places.get(2), Standing.QUEUED);
  }

  @Test
  default void anItemOfABatchThatConflictsIsHeldAndTheOthersGoOn() {
    deliver(queue(acme("e1", "hello")));

    List<Place> places =
        places(AnAdmission.to("acme").event("e0", "a").event("e1", "other").event("e2", "c"));

    assertQueued(places.get(0));
    assertHeld(places.get(1), Reason.REPLAY_CONFLICT);
    assertQueued(places.get(2));
  }

  @Test
  default void aBatchOfAThousandHasAThousandPlacesAlsoAfterACrash() {
    AnAdmission batch = batch("acme", "many", 1_000);

    assertThat(places(batch)).hasSize(1_000).allMatch(it -> it instanceof Place.Queued);

    store().crash();
    assertThat(places(batch)).hasSize(1_000).allMatch(it -> it instanceof Place.Known);
    drain("acme");
    assertThat(standing(batch.id(0))).isEqualTo(Standing.DONE);
    assertThat(standing(batch.id(999))).isEqualTo(Standing.DONE);
  }

  @Test
  default void aBatchIsPlacedWholeOrNotAtAll() {
    barrier();
    store().failNextSync();
    AnAdmission batch = batch("acme", "batch", 5);
    assertUnavailable(admit(batch), Reason.STORE_UNAVAILABLE);

    store().crash();

    long there = 0;
    for (int i = 0; i < 5; i++) {
      there += find(batch.id(i)).isPresent() ? 1 : 0;
    }
    assertThat(there).isIn(0L, 5L);
    places(batch);
    assertThat(places(batch)).allMatch(it -> it instanceof Place.Known);
  }
}
