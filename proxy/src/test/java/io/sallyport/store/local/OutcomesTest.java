package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.admit.Records.Order;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.admit.Standing;
import io.sallyport.fixture.SaidLines;
import io.sallyport.observe.LinesAMinute;
import io.sallyport.store.local.FixtureDisk.Damaged;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Waiting;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What petitions come to where the disk cannot be read, or not be written. */
class OutcomesTest extends OutcomesCase {
  private static final int ORDERS_MOST = 20_000;
  private static final Found NOT_YET = new Found.Running(Duration.ofSeconds(1));

  private void isADeadLetter() {
    store.failReads(false);
    store.damage(Damaged.NOTHING);
    assertThat(waiting()).isEmpty();
    assertThat(store.holdings().waiting()).isEqualTo(new Waiting(0, 0, 0));
    assertThat(standing(EVENT.id())).isEqualTo(Standing.DEAD);
    assertThat(find(EVENT.id()).last().orElseThrow().detail()).contains("could not be read");
  }

  private void failsOften(int times, Petition petition, Found outcome) {
    for (int i = 0; i < times; i++) {
      assertThat(fails(petition, outcome)).as("after %d", i).isTrue();
    }
  }

  /** A shard that is open in part asks so of all that is new: nobody could judge all of them. */
  @Test
  void whatCannotBeReadForAMomentIsACaseWhenItIsAskedAgain() {
    Petition petition = promise(EVENT);
    store.failReads(true);

    Future<Void> answered = store.holdings().answered(petition, List.of(DOUBTFUL));

    assertThatThrownBy(() -> answered.await(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertThat(waiting()).containsExactly(petition);
    store.failReads(false);
    assertThat(standing(EVENT.id())).isEqualTo(Standing.WAITING);
    answer(petition, DOUBTFUL);
    assertThat(standing(EVENT.id())).isEqualTo(Standing.HELD);
  }

  @Test
  void whatCannotBeReadForAMomentIsPartedWhenItIsAskedAgain() {
    Petition petition = promise(TWO);
    store.failReads(true);
    assertThat(fails(petition, new Found.Granted(7), anothers())).isTrue();
    store.failReads(false);

    answer(petition, new Found.Granted(7), anothers());

    assertThat(standing(TWO.id(0))).isEqualTo(Standing.QUEUED);
    assertThat(standing(TWO.id(1))).isEqualTo(Standing.DONE);
  }

  /** There would be no bytes in the case. */
  @Test
  void whatCannotBeReadManyTimesInARowIsADeadLetter() {
    Petition petition = promise(EVENT);
    store.failReads(true);
    failsOften(ReadFailures.MOST_IN_A_ROW - 1, petition, CONFLICT);

    answer(petition, CONFLICT);

    isADeadLetter();
    store.reopen();
    isADeadLetter();
  }

  @Test
  void whatNeedsNoReadingMeanwhileIsTriedAsOftenOnceMore() {
    Petition petition = promise(EVENT);
    store.failReads(true);
    failsOften(ReadFailures.MOST_IN_A_ROW - 1, petition, CONFLICT);

    answer(petition, NOT_YET);

    failsOften(ReadFailures.MOST_IN_A_ROW - 1, petition, CONFLICT);
    assertThat(waiting()).containsExactly(petition);
  }

  @ParameterizedTest
  @EnumSource(names = {"ALL", "CONTENT", "END"})
  void whatIsDamagedIsADeadLetterAtOnce(Damaged what) {
    Petition petition = promise(EVENT);
    store.damage(what);

    answer(petition, CONFLICT);

    isADeadLetter();
    store.reopen();
    isADeadLetter();
  }

  /** Who has it can read it: whatever became of it here, it would be a dead letter in its place. */
  @ParameterizedTest
  @EnumSource(names = {"ALL", "CONTENT", "END"})
  void whatIsAnothersOfADamagedBatchIsLeftToIt(Damaged what) {
    Petition petition = promise(TWO);
    store.damage(what);

    answer(petition, new Found.Granted(7), anothers());

    store.damage(Damaged.NOTHING);
    assertThat(waiting()).isEmpty();
    assertThat(standing(TWO.id(0))).isEqualTo(Standing.QUEUED);
    assertThat(find(TWO.id(1)).elsewhere()).isTrue();
    store.reopen();
    assertThat(find(TWO.id(1)).elsewhere()).isTrue();
  }

  /** It was granted here before, and the others have it from somebody else by now. */
  @Test
  void whatIsAnothersByNowIsNotToldAsThisNodesSinceItIsDamaged() {
    answer(promise(TWO), new Found.Granted(7), new Found.Granted(8));
    await(store.holdings().askAgain());
    store.damage(Damaged.ALL);

    answer(onlyWaiting(), new Found.Granted(9), anothers());

    store.damage(Damaged.NOTHING);
    assertThat(remembered()).containsExactly(TWO.id(0));
  }

  @Test
  void whatIsLeftOfADamagedBatchIsADeadLetterWhereItMustBeRead() {
    Petition petition = promise(TWO);
    store.damage(Damaged.ALL);
    answer(petition, CONFLICT, anothers());
    assertThat(onlyWaiting().bids()).extracting(Bid::id).containsExactly(TWO.id(0));

    answer(onlyWaiting(), CONFLICT);

    isADeadLetter();
    assertThat(find(TWO.id(1)).elsewhere()).isTrue();
  }

  @Test
  void whatIsDamagedAndNobodyElseHasIsADeadLetter() {
    Petition petition = promise(TWO);
    store.damage(Damaged.ALL);

    answer(petition, new Found.Granted(7), CONFLICT);

    isADeadLetter();
    assertThat(standing(TWO.id(1))).isEqualTo(Standing.DEAD);
  }

  @Test
  void theLogHasFewLinesOfADiskThatFails() {
    try (SaidLines said = new SaidLines(Outcomes.class)) {
      Petition petition = promise(EVENT);
      store.failReads(true);

      failsOften(LinesAMinute.MOST + 1, petition, CONFLICT);

      assertThat(said.all())
          .hasSize(LinesAMinute.MOST)
          .allMatch(it -> it.equals("ERROR what waits for other nodes cannot be read now"));
    }
  }

  @Test
  void whatWasGrantedBeforeAndOnlyWaitsIsNotRead() {
    Petition first = promise(TWO);
    answer(first, new Found.Granted(7), new Found.Granted(8));
    await(store.holdings().askAgain());
    Petition again = onlyWaiting();
    assertThat(again.wasGranted()).isTrue();
    store.failReads(true);

    answer(again, DOUBTFUL, DOUBTFUL);

    assertThat(waiting()).containsExactly(again);
  }

  /** For as long as it is full: whoever asks waits himself. */
  @Test
  void whatHasEndedIsNotSaidWhileAssertionsCannotBeWritten() {
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
    assertThat(unsettled()).isEmpty();
  }

  private void useUpAllRoom() {
    store.fillDisk();
    for (int i = 0; i < ORDERS_MOST; i++) {
      Future<Outcome> ordered =
          store.records().retry(EVENT.id(), new Order("ada", "x".repeat(1_000)));
      await(ordered.otherwise(Outcome.UNKNOWN));
      if (ordered.failed()) {
        return;
      }
    }
    throw new AssertionError("there is still room");
  }
}
