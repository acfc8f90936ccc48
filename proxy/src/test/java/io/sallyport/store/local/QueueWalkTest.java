package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Waiting;
import io.sallyport.store.local.QueuePiece.Kind;
import io.sallyport.store.local.QueuePiece.Queued;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Grant;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Petition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a queue other nodes could finish. */
class QueueWalkTest extends SuccessionCase {
  private static List<Queued> all(LocalStore store, int most) {
    QueueWalk walk = store.walk();
    List<Queued> all = rest(walk, most);
    assertThat(walk.end().await()).isEqualTo(new QueuePiece.Behind(List.of(), 0));
    return all;
  }

  private static List<Queued> rest(QueueWalk walk, int most) {
    List<Queued> all = new ArrayList<>();
    QueuePiece piece;
    do {
      piece = walk.next(most).await();
      assertThat(piece.queued()).hasSizeLessThanOrEqualTo(most);
      all.addAll(piece.queued());
    } while (piece.hasMore());
    return all;
  }

  @Test
  void eachRequestComesOnceWithItsGrant() {
    List<Grant> grants = new ArrayList<>();
    for (String integration : List.of("acme", "shop")) {
      for (int i = 0; i < 5; i++) {
        Petition promised = promise(owner, AnAdmission.to(integration).event("e" + i, "hello"));
        Granted granted = grant(owner, promised, 7 + i);
        grants.add(new Grant(promised.shards().get(0), granted));
      }
    }
    promise(owner, AnAdmission.to("acme").event("not granted", "hello"));
    owner.outbox().take("shop", 1).await();

    List<Queued> queued = all(owner, 2);

    assertThat(queued).allMatch(it -> it.kind() == Kind.ALONE);
    assertThat(queued)
        .extracting(it -> it.grant().orElseThrow())
        .containsExactlyInAnyOrderElementsOf(grants);
  }

  @Test
  void whatCannotBeLeftIsToldByItsKind() {
    owner
        .ownLedger()
        .admit(
            AnAdmission.to("acme").event("b1", "x").event("b2", "y").at(NOON),
            List.of(new Found.Free(), new Found.Free()),
            spent -> {})
        .await();
    owner
        .holdings()
        .answered(waiting(owner).get(0), List.of(new Found.Granted(1), new Found.Granted(2)))
        .await();
    String tooLong = "x".repeat(Estates.DELIVERY_BYTES_MAX + 1);
    grant(owner, promise(owner, AnAdmission.to("acme").event("long", tooLong)), 3);
    assertThat(all(owner, 10)).extracting(Queued::kind).containsExactly(Kind.BATCH, Kind.LONG);

    grant(owner, promise(owner, AnAdmission.to("shop").event("old", "x")), 4);
    assertThat(all(owner, 10)).extracting(Queued::kind).contains(Kind.ALONE);
    passes(Duration.ofDays(800));

    assertThat(all(owner, 10)).extracting(Queued::kind).contains(Kind.OLD);
  }

  private Granted grantedTo(String integration, String event) {
    Petition promised = promise(owner, AnAdmission.to(integration).event(event, "hello"));
    return grant(owner, promised, 7);
  }

  private static List<Granted> grants(List<Queued> some) {
    return some.stream().map(it -> it.grant().orElseThrow().granted()).toList();
  }

  /** A try moves it, and a person may have it tried sooner than what the walk has seen. */
  @Test
  void whatComesToStandWhereItHasBeenIsLookedAtAtTheEnd() {
    List<Granted> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(grantedTo("acme", "e" + i));
    }
    List<Waiting> taken = owner.outbox().take("acme", 5).await().waiting();
    QueueWalk walk = owner.walk();
    assertThat(grants(walk.next(2).await().queued())).isEqualTo(all.subList(0, 2));

    owner.outbox().failed(taken.get(0), attempt(503), NOON.plusSeconds(9));
    owner.outbox().failed(taken.get(4), attempt(503), NOON.minusSeconds(9));
    List<Queued> seen = rest(walk, 2);
    QueuePiece.Behind behind = walk.end().await();

    assertThat(grants(seen)).containsExactly(all.get(2), all.get(3), all.get(0));
    assertThat(grants(behind.queued())).containsExactly(all.get(4));
    assertThat(behind.more()).isZero();
  }

  @Test
  void whatIsGrantedWhenItHasComeToTheEndIsLookedAtToo() {
    grantedTo("shop", "e1");
    QueueWalk walk = owner.walk();
    assertThat(rest(walk, 2)).hasSize(1);

    Granted late = grantedTo("acme", "e2");
    owner.outbox().delivered(owner.outbox().take("shop", 1).await().waiting().get(0), attempt(200));
    QueuePiece.Behind behind = walk.end().await();

    assertThat(grants(behind.queued())).containsExactly(late);
    grantedTo("acme", "e3");
    assertThat(all(owner, 2)).hasSize(2);
  }

  @Test
  void whatHasEndedMeanwhileIsNotToldAndWhatIsTooMuchIsCounted() {
    QueueWalk walk = owner.walk();
    assertThat(rest(walk, 2)).isEmpty();
    Granted ends = grantedTo("acme", "e0");
    for (int i = 0; i <= QueueWalk.BEHIND_MAX; i++) {
      grantedTo("shop", "e" + i);
    }

    owner.outbox().delivered(owner.outbox().take("acme", 1).await().waiting().get(0), attempt(200));
    QueuePiece.Behind behind = walk.end().await();

    assertThat(grants(behind.queued())).hasSize(QueueWalk.BEHIND_MAX - 1).doesNotContain(ends);
    assertThat(behind.more()).isEqualTo(2);
  }

  /** Nobody grants anything where nobody else is. */
  @Test
  void ofANodeThatIsAloneItIsToldWithoutGrants() throws IOException {
    LocalStore alone = open("alone", LocalStore.Settings.defaults());
    alone.ledger().admit(event().at(NOON)).await();

    assertThat(all(alone, 10)).hasSize(1).allMatch(it -> it.grant().isEmpty());
  }
}
