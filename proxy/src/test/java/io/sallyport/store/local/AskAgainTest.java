package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Petition;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A store whose node may have been taken for dead asks for all that it was granted once more. */
class AskAgainTest extends SuccessionCase {
  @Test
  void whoAsksAgainAsksForAllThatItWasGranted() {
    Petition promised = promise(owner, event());
    grant(owner, promised, 7);

    owner.holdings().askAgain().await();

    assertThat(waiting(owner)).containsExactly(again(promised));
    assertThat(taken(owner)).isZero();
    grant(owner, promised, 9);
    assertThat(taken(owner)).isEqualTo(1);
  }

  /** What hangs upstream holds up nothing else, and nobody takes it before it is granted again. */
  @Test
  void whatIsInHandsIsAskedForAsSoonAsItHasComeBack() {
    Petition promised = promise(owner, event());
    grant(owner, promised, 7);
    var waiting = owner.outbox().take("acme", 10).await().waiting().get(0);
    List<Petition> petitioned = new CopyOnWriteArrayList<>();
    owner.holdings().onPetition(petitioned::addAll);

    owner.holdings().askAgain().await();

    assertThat(waiting(owner)).isEmpty();
    owner.outbox().giveBack(waiting, waiting.due());
    assertThat(taken(owner)).isZero();
    assertThat(waiting(owner)).containsExactly(again(promised));
    assertThat(petitioned).containsExactly(again(promised));
  }

  @Test
  void whatWasTriedInVainMeanwhileIsAskedForToo() {
    Petition promised = promise(owner, event());
    grant(owner, promised, 7);
    var waiting = owner.outbox().take("acme", 10).await().waiting().get(0);
    owner.holdings().askAgain().await();

    owner.outbox().failed(waiting, attempt(503), NOON);

    assertThat(taken(owner)).isZero();
    assertThat(waiting(owner)).containsExactly(again(promised));
  }

  @Test
  void whatWasDeliveredMeanwhileHasEnded() {
    grant(owner, promise(owner, event()), 7);
    var waiting = owner.outbox().take("acme", 10).await().waiting().get(0);
    owner.holdings().askAgain().await();

    owner.outbox().delivered(waiting, attempt(200));

    assertThat(waiting(owner)).isEmpty();
    assertThat(owner.holdings().unsettled(10).await()).hasSize(1);
  }

  /** Once granted anew it is this node's, and goes back as anything else does. */
  @Test
  void whatWasAskedForAgainIsNotAskedForTwice() {
    Petition promised = promise(owner, event());
    grant(owner, promised, 7);
    var first = owner.outbox().take("acme", 10).await().waiting().get(0);
    owner.holdings().askAgain().await();
    owner.outbox().giveBack(first, first.due());
    waiting(owner);
    grant(owner, promised, 9);
    var again = owner.outbox().take("acme", 10).await().waiting().get(0);

    owner.outbox().giveBack(again, again.due());

    assertThat(waiting(owner)).isEmpty();
    assertThat(taken(owner)).isEqualTo(1);
  }

  /** After a lapse of seven hours, with a queue that was granted before. */
  @Test
  void whatWasGrantedBeforeIsNoReasonToTakeNothingNew() {
    grant(owner, promise(owner, event()), 7);
    clock = NOON.plus(java.time.Duration.ofHours(7));
    owner.holdings().askAgain().await();

    AnAdmission another = AnAdmission.to("acme").event("e2", "hello");
    owner.ownLedger().admit(another.at(clock), List.of(new Found.Free()), spent -> {}).await();
    waiting(owner);

    assertThat(owner.holdings().waiting().count()).isEqualTo(2);
    assertThat(owner.holdings().waiting().bytes()).isPositive();
    assertThat(owner.holdings().waiting().oldestMillis()).isEqualTo(clock.toEpochMilli());
  }
}
