package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Limit;
import io.sallyport.store.local.LocalStore.Settings;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Grant;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Grants;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.OwnLedger.Uptake;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the stores of two nodes of one master key leave to each other. */
class SuccessionTest extends SuccessionCase {
  @Test
  void anHeirHasTheSameEventUnderItsOwnOrigin() {
    Petition promised = promise(owner, event());
    Granted granted = grant(owner, promised, 7);
    Shard shard = promised.shards().get(0);

    assertThat(heir.ownLedger().inherit(shard, left(owner, granted).orElseThrow(), OWNERS).await())
        .isEqualTo(Uptake.TAKEN);

    Petition inherited = waiting(heir).get(0);
    Bid bid = inherited.bids().get(0);
    assertThat(inherited.from()).contains(new Lot(granted.bid().origin(), 7));
    assertThat(inherited.shards()).containsExactly(shard);
    assertThat(bid.origin().node()).isEqualTo(2);
    assertThat(bid.of(granted.bid().origin())).isEqualTo(granted.bid());
    assertThat(taken(heir)).isZero();
    grant(heir, inherited, 8);
    var waiting = heir.outbox().take("acme", 10).await().waiting();
    assertThat(waiting).hasSize(1);
    assertThat(waiting.get(0).id()).isEqualTo(bid.id());
    assertThat(heir.outbox().open(waiting.get(0)).await().inbound().body().toBytes())
        .isEqualTo(event().at(NOON).parcel().inbound().body().toBytes());
  }

  @Test
  void whatIsPacedIsTriedNoSoonerByTheHeir() {
    Limit paced =
        new Limit(
            "paced", Reason.LIMIT_ACCOUNT, 1, Duration.ofHours(1), 1, Limit.Over.DELAY, false);
    grant(owner, promise(owner, event().spending(paced, "a")), 7);
    Petition second =
        promise(owner, AnAdmission.to("acme").event("e2", "hello").spending(paced, "a"));
    RawBody left = left(owner, grant(owner, second, 8)).orElseThrow();

    heir.ownLedger().inherit(second.shards().get(0), left, OWNERS).await();
    grant(heir, waiting(heir).get(0), 9);

    assertThat(taken(heir)).isZero();
    passes(Duration.ofMinutes(61));
    assertThat(taken(heir)).isEqualTo(1);
  }

  @Test
  void itIsInheritedStillAfterARestart() throws IOException {
    Petition promised = promise(owner, event());
    Granted granted = grant(owner, promised, 7);
    heir.ownLedger()
        .inherit(promised.shards().get(0), left(owner, granted).orElseThrow(), OWNERS)
        .await();
    Petition before = waiting(heir).get(0);
    heir.close();
    stores.remove(heir);

    heir = open("heir", 2);

    assertThat(waiting(heir)).containsExactly(before);
  }

  @Test
  void whatIsKnownToBeAnothersMayBeInheritedAndWhatIsOnesOwnMayNot() {
    Petition promised = promise(owner, event());
    Granted granted = grant(owner, promised, 7);
    RawBody left = left(owner, granted).orElseThrow();
    Shard shard = promised.shards().get(0);
    Petition own = promise(heir, event());

    assertThat(heir.ownLedger().inherit(shard, left, OWNERS).await()).isEqualTo(Uptake.KNOWN);
    heir.holdings()
        .answered(
            own,
            List.of(
                new Found.Known(
                    io.sallyport.admit.Standing.QUEUED,
                    granted.bid().origin(),
                    granted.bid().received(),
                    2,
                    0)))
        .await();
    assertThat(waiting(heir)).isEmpty();

    assertThat(heir.ownLedger().inherit(shard, left, OWNERS).await()).isEqualTo(Uptake.TAKEN);
    assertThat(heir.ownLedger().inherit(shard, left, OWNERS).await()).isEqualTo(Uptake.KNOWN);
    assertThat(waiting(heir)).hasSize(1);
  }

  @Test
  void whatWasTamperedWithOrIsOfAnotherShardIsNotTakenUp() {
    Petition promised = promise(owner, event());
    RawBody left = left(owner, grant(owner, promised, 7)).orElseThrow();
    Shard shard = promised.shards().get(0);

    for (int at = 0; at < left.size(); at++) {
      byte[] bytes = left.toBytes();
      bytes[at] ^= 1;
      assertThat(heir.ownLedger().inherit(shard, RawBody.of(bytes), OWNERS).await())
          .as("byte %d", at)
          .isEqualTo(Uptake.UNREADABLE);
    }
    assertThat(
            heir.ownLedger()
                .inherit(new Shard(shard.integration(), (shard.number() + 1) % 16), left, OWNERS)
                .await())
        .isEqualTo(Uptake.UNREADABLE);
    assertThat(heir.ownLedger().inherit(new Shard("other", shard.number()), left, OWNERS).await())
        .isEqualTo(Uptake.UNREADABLE);
    assertThat(waiting(heir)).isEmpty();
  }

  @Test
  void whatIsOfNobodyWhoIsDeadOrIsTooOldIsNotTakenUp() {
    Petition promised = promise(owner, event());
    RawBody left = left(owner, grant(owner, promised, 7)).orElseThrow();
    Shard shard = promised.shards().get(0);

    assertThat(heir.ownLedger().inherit(shard, left, Set.of(3)).await())
        .isEqualTo(Uptake.UNREADABLE);
    owner
        .ownLedger()
        .admit(
            AnAdmission.to("acme").event("old", "x").at(NOON.minus(java.time.Duration.ofDays(800))),
            List.of(new Found.Free()),
            spent -> {})
        .await();
    Petition old = waiting(owner).get(0);
    RawBody tooOld = left(owner, grant(owner, old, 8)).orElseThrow();
    assertThat(heir.ownLedger().inherit(old.shards().get(0), tooOld, OWNERS).await())
        .isEqualTo(Uptake.UNREADABLE);
    assertThat(waiting(heir)).isEmpty();
  }

  @Test
  void onlyWhatIsGrantedAndShortEnoughIsLeft() {
    Petition promised = promise(owner, event());
    Bid bid = promised.bids().get(0);

    assertThat(left(owner, new Granted(bid, 7))).isEmpty();
    grant(owner, promised, 7);
    assertThat(left(owner, new Granted(bid.of(new Origin(1, 99, 0)), 7))).isEmpty();
    assertThat(owner.holdings().bequests(List.of(new Granted(bid, 7)), 10, MOST).await().get(0))
        .isEmpty();
    assertThat(left(owner, new Granted(bid, 7))).isPresent();
  }

  @Test
  void noMoreIsReadOfWhatIsLeftThanMayBeInMemory() {
    List<Granted> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      owner
          .ownLedger()
          .admit(
              AnAdmission.to("acme").event("e" + i, "x".repeat(1_000)).at(NOON),
              List.of(new Found.Free()),
              spent -> {})
          .await();
      all.add(grant(owner, waiting(owner).get(0), 7 + i));
    }

    assertThat(owner.holdings().bequests(all, MOST, 2_000).await()).hasSize(2);
    assertThat(owner.holdings().bequests(all, MOST, 1).await()).hasSize(1);
    assertThat(owner.holdings().bequests(all, MOST, MOST).await()).hasSize(5);
  }

  @Test
  void whatIsGrantedAndHasNotEndedIsToldInPieces() {
    List<Granted> all = new ArrayList<>();
    for (String integration : List.of("acme", "shop")) {
      for (int i = 0; i < 5; i++) {
        promise(owner, AnAdmission.to(integration).event("e" + i, "hello"));
        all.add(grant(owner, waiting(owner).get(0), 7 + i));
      }
    }
    promise(owner, AnAdmission.to("acme").event("not granted", "hello"));
    var ended = owner.outbox().take("shop", 1).await().waiting().get(0);
    owner.outbox().delivered(ended, attempt(200));

    List<Grant> told = new ArrayList<>();
    Holdings.Cursor next = Holdings.Cursor.START;
    while (next != Holdings.Cursor.END) {
      Grants piece = owner.holdings().granted(next, 2).await();
      assertThat(piece.grants()).hasSizeLessThanOrEqualTo(2);
      told.addAll(piece.grants());
      next = piece.next();
    }

    assertThat(told).hasSize(9).extracting(Grant::granted).doesNotHaveDuplicates().isSubsetOf(all);
    assertThat(told).filteredOn(it -> it.shard().integration().equals("shop")).hasSize(4);
  }

  /** It was never granted to the heir, and its owner may have sent it long ago. */
  @Test
  void whatIsOnlyReadDoesNotGoOnWhereTheHeirIsAloneNow() throws IOException {
    Petition promised = promise(owner, event());
    Granted granted = grant(owner, promised, 7);
    heir.ownLedger()
        .inherit(promised.shards().get(0), left(owner, granted).orElseThrow(), OWNERS)
        .await();
    heir.close();
    stores.remove(heir);

    heir = open("heir", Settings.defaults());

    assertThat(taken(heir)).isZero();
  }

  /** {@code away.age} is 6 h: past it a node answers 503 to all that is new. */
  @Test
  void theAgeOfWhatIsInheritedIsNotHowLongTheHeirCouldNotAsk() throws IOException {
    AnAdmission event = event();
    owner
        .ownLedger()
        .admit(
            event.at(NOON.minus(java.time.Duration.ofHours(7))),
            List.of(new Found.Free()),
            spent -> {})
        .await();
    Petition promised = waiting(owner).get(0);
    RawBody left = left(owner, grant(owner, promised, 7)).orElseThrow();
    heir.close();
    stores.remove(heir);
    clock = NOON.minus(java.time.Duration.ofDays(1)); // the heir runs since yesterday
    heir = open("heir", 2);
    clock = NOON;

    heir.ownLedger().inherit(promised.shards().get(0), left, OWNERS).await();

    assertThat(heir.holdings().waiting()).isEqualTo(new Holdings.Waiting(1, 0, 0));
  }
}
