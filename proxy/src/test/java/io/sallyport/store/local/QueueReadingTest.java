package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.store.local.QueuePiece.Kind;
import io.sallyport.store.local.QueuePiece.Queued;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Grant;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Petition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a queue other nodes could finish. */
class QueueReadingTest extends SuccessionCase {
  private static List<Queued> all(LocalStore store, int most) {
    List<Queued> all = new ArrayList<>();
    Holdings.Cursor next = Holdings.Cursor.START;
    while (next != Holdings.Cursor.END) {
      QueuePiece piece = store.queue(next, most).await();
      assertThat(piece.queued()).hasSizeLessThanOrEqualTo(most);
      all.addAll(piece.queued());
      next = piece.next();
    }
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

  /** Nobody grants anything where nobody else is. */
  @Test
  void ofANodeThatIsAloneItIsToldWithoutGrants() throws IOException {
    LocalStore alone = open("alone", LocalStore.Settings.defaults());
    alone.ledger().admit(event().at(NOON)).await();

    assertThat(all(alone, 10)).hasSize(1).allMatch(it -> it.grant().isEmpty());
  }
}
