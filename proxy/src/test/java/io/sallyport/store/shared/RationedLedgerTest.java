package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RationedLedgerTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  /** As a store does, which reads it for whoever begins only. */
  private static final StoredAnswer ANSWER =
      new StoredAnswer(200, "text/plain", RawBody.of("thanks".getBytes(StandardCharsets.UTF_8)));

  private final Set<String> full = new HashSet<>();
  private int taken;
  private final Remembering all = new Remembering();
  private final RationedLedger ledger =
      new RationedLedger(
          all,
          new ClaimRoom() {
            @Override
            public boolean isFull(String integration) {
              return full.contains(integration);
            }

            @Override
            public void took(String integration, int events) {
              taken += events;
            }
          });

  /** Takes all that is new. */
  private static final class Remembering implements Ledger {
    private final Set<Object> known = new HashSet<>();

    private Place place(Event event) {
      return known.add(event.key())
          ? new Place.Queued(event.id(), NOON)
          : new Place.Known(event.id(), Standing.QUEUED, Optional.empty(), NOON, 2);
    }

    @Override
    public Future<Placed> admit(Admission admission) {
      return Future.succeededFuture(
          new Placed.Kept(admission.events().stream().map(this::place).toList(), Optional.empty()));
    }

    @Override
    public Future<Turn> begin(Admission admission) {
      Event event = admission.events().get(0);
      return Future.succeededFuture(
          place(event) instanceof Place.Known place
              ? new Turn.Has(
                  new Place.Known(place.id(), Standing.DONE, Optional.of(ANSWER), NOON, 2))
              : new Turn.Go(event.id(), event.key(), 1));
    }

    @Override
    public Future<Optional<List<Place>>> recall(Admission admission) {
      boolean all = admission.events().stream().allMatch(it -> known.contains(it.key()));
      return Future.succeededFuture(
          all
              ? Optional.of(admission.events().stream().map(this::place).toList())
              : Optional.empty());
    }

    @Override
    public Future<Settled> settle(Turn.Go go, Ending ending) {
      known.remove(go.key());
      return Future.succeededFuture(Settled.RECORDED);
    }
  }

  private static Admission event(String id) {
    return AnAdmission.to("shop").event(id, "body of " + id).at(NOON);
  }

  private static void assertRefused(Object answer) {
    assertThat(answer).isInstanceOf(Placed.Unavailable.class);
    Placed.Unavailable none = (Placed.Unavailable) answer;
    assertThat(none.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
    assertThat(none.retryAfter()).isGreaterThan(Duration.ZERO);
  }

  @Test
  void whileThereIsRoomWhatIsNewIsTakenAndCounted() {
    ledger.admit(AnAdmission.to("shop").event("a", "1").event("b", "2").at(NOON));
    ledger.admit(event("a"));
    Turn turn = ledger.begin(event("c")).result();

    assertThat(turn).isInstanceOf(Turn.Go.class);
    assertThat(taken).isEqualTo(3);
  }

  @Test
  void whoIsFullIsAnsweredWhatIsKnownAndTakenNothingNew() {
    ledger.admit(event("a"));
    full.add("shop");

    assertThat(((Placed.Kept) ledger.admit(event("a")).result()).places())
        .singleElement()
        .isInstanceOf(Place.Known.class);
    assertThat(ledger.begin(event("a")).result())
        .isInstanceOfSatisfying(
            Turn.Has.class,
            has ->
                assertThat(((Place.Known) has.place()).answer())
                    .as("what it was answered")
                    .contains(ANSWER));
    assertRefused(ledger.admit(event("b")).result());
    assertRefused(ledger.begin(event("b")).result());
    assertThat(ledger.recall(event("b")).result()).isEmpty();
    assertThat(taken).isEqualTo(1);
  }

  @Test
  void whoIsFullTakesNothingOfABatchThatIsNewInPart() {
    ledger.admit(event("a"));
    full.add("shop");

    assertRefused(
        ledger.admit(AnAdmission.to("shop").event("a", "1").event("b", "2").at(NOON)).result());
    assertThat(all.known).hasSize(1);
  }

  @Test
  void othersHaveRoom() {
    full.add("other");

    assertThat(ledger.admit(event("a")).result()).isInstanceOf(Placed.Kept.class);
  }

  @Test
  void whatHasBegunMayEndThoughItIsFull() {
    Turn.Go go = (Turn.Go) ledger.begin(event("a")).result();
    full.add("shop");

    assertThat(ledger.settle(go, new Ending.Dropped()).result()).isEqualTo(Settled.RECORDED);
  }
}
