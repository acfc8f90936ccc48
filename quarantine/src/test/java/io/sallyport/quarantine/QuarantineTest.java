package io.sallyport.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.quarantine.Answer.Done;
import io.sallyport.quarantine.Answer.Refused;
import io.sallyport.quarantine.Answer.Why;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.item.ItemState.Claimed;
import io.sallyport.quarantine.item.ItemState.Expired;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.quarantine.item.ItemState.Rejected;
import io.sallyport.quarantine.item.ItemState.Released;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuarantineTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final Instant TONIGHT = NOON.plus(Duration.ofHours(8));
  private static final Duration CLAIM = Duration.ofMinutes(10);
  private static final String SHOWN = "ab".repeat(32);
  private static final String OTHER = "cd".repeat(32);
  private static final String EVENT = "evt_1";

  private final ItemsInMemory items = new ItemsInMemory();
  private final List<HeldItem> sentOn = new ArrayList<>();
  private Instant now = NOON;
  private Future<Void> delivery = Future.succeededFuture();

  private final Quarantine quarantine =
      new Quarantine(
          items,
          released -> {
            sentOn.add(released);
            return delivery;
          },
          () -> now,
          CLAIM);

  @BeforeEach
  void holdOneEvent() {
    items.put(new HeldItem(EVENT, "acme", "rule.burst", SHOWN, NOON, new Held(TONIGHT)));
  }

  @Test
  void aReviewerClaimsAHeldItem() {
    Answer answer = settled(quarantine.claim(EVENT, "ada"));

    assertThat(answer).isInstanceOf(Done.class);
    assertThat(stateNow()).isEqualTo(new Claimed("ada", NOON.plus(CLAIM), new Held(TONIGHT)));
  }

  @Test
  void aSecondReviewerWaitsForTheClaimToLapse() {
    settled(quarantine.claim(EVENT, "ada"));

    now = NOON.plus(CLAIM).minusNanos(1);
    Answer early = settled(quarantine.claim(EVENT, "bob"));
    now = NOON.plus(CLAIM);
    Answer late = settled(quarantine.claim(EVENT, "bob"));

    assertThat(early).isEqualTo(new Refused(Why.CLAIMED));
    assertThat(late).isInstanceOf(Done.class);
  }

  @Test
  void claimingAgainStartsTheClaimAnew() {
    settled(quarantine.claim(EVENT, "ada"));
    now = NOON.plusSeconds(60);

    settled(quarantine.claim(EVENT, "ada"));

    assertThat(stateNow()).isEqualTo(new Claimed("ada", now.plus(CLAIM), new Held(TONIGHT)));
  }

  @Test
  void anItemGivenBackCanBeTakenByAnother() {
    settled(quarantine.claim(EVENT, "ada"));

    assertThat(settled(quarantine.giveBack(EVENT, "bob"))).isEqualTo(new Refused(Why.CLAIMED));
    assertThat(settled(quarantine.giveBack(EVENT, "ada"))).isInstanceOf(Done.class);
    assertThat(settled(quarantine.claim(EVENT, "bob"))).isInstanceOf(Done.class);
  }

  @Test
  void aReleasedEventGoesOnOnce() {
    settled(quarantine.claim(EVENT, "ada"));

    Answer first = settled(quarantine.release(EVENT, decisionBy("ada", SHOWN)));
    Answer second = settled(quarantine.release(EVENT, decisionBy("ada", SHOWN)));

    assertThat(first).isInstanceOf(Done.class);
    assertThat(second).isEqualTo(new Refused(Why.CLOSED));
    assertThat(sentOn).extracting(HeldItem::eventId).containsExactly(EVENT);
    assertThat(stateNow()).isInstanceOf(Released.class);
  }

  @Test
  void aRejectedEventGoesNowhere() {
    settled(quarantine.claim(EVENT, "ada"));

    Answer answer = settled(quarantine.reject(EVENT, decisionBy("ada", SHOWN)));

    assertThat(answer).isInstanceOf(Done.class);
    assertThat(stateNow()).isInstanceOf(Rejected.class);
    assertThat(sentOn).isEmpty();
  }

  @Test
  void nobodyDecidesWithoutARunningClaimOfTheirOwn() {
    Decision ada = decisionBy("ada", SHOWN);

    assertThat(settled(quarantine.release(EVENT, ada))).isEqualTo(new Refused(Why.NOT_CLAIMED));

    settled(quarantine.claim(EVENT, "bob"));
    assertThat(settled(quarantine.release(EVENT, ada))).isEqualTo(new Refused(Why.CLAIMED));

    settled(quarantine.giveBack(EVENT, "bob"));
    settled(quarantine.claim(EVENT, "ada"));
    now = NOON.plus(CLAIM);
    assertThat(settled(quarantine.release(EVENT, ada))).isEqualTo(new Refused(Why.NOT_CLAIMED));
    assertThat(sentOn).isEmpty();
  }

  @Test
  void aDecisionAboutOtherBytesDecidesNothing() {
    settled(quarantine.claim(EVENT, "ada"));

    Answer release = settled(quarantine.release(EVENT, decisionBy("ada", OTHER)));
    Answer reject = settled(quarantine.reject(EVENT, decisionBy("ada", OTHER)));

    assertThat(release).isEqualTo(new Refused(Why.OTHER_BYTES));
    assertThat(reject).isEqualTo(new Refused(Why.OTHER_BYTES));
    assertThat(stateNow()).isInstanceOf(Claimed.class);
  }

  @Test
  void theLoserOfARaceHearsThatItWasOvertaken() {
    settled(quarantine.claim(EVENT, "ada"));
    items.overtakeNextMove();

    Answer answer = settled(quarantine.release(EVENT, decisionBy("ada", SHOWN)));

    assertThat(answer).isEqualTo(new Refused(Why.OVERTAKEN));
    assertThat(sentOn).isEmpty();
  }

  @Test
  void expiresWhenItsTimeIsUpAndNotBefore() {
    settled(quarantine.claim(EVENT, "ada"));

    now = TONIGHT.minusNanos(1);
    assertThat(settled(quarantine.expire(EVENT))).isEqualTo(new Refused(Why.NOT_DUE));

    now = TONIGHT;
    assertThat(settled(quarantine.expire(EVENT))).isInstanceOf(Done.class);
    assertThat(stateNow()).isEqualTo(new Expired(TONIGHT));
    assertThat(settled(quarantine.expire(EVENT))).isEqualTo(new Refused(Why.CLOSED));
  }

  @Test
  void pastItsLimitAnItemIsClosedEvenBeforeTheSweep() {
    now = TONIGHT;

    assertThat(settled(quarantine.claim(EVENT, "ada"))).isEqualTo(new Refused(Why.CLOSED));
  }

  @Test
  void anUnknownItemIsRefusedByName() {
    assertThat(settled(quarantine.claim("evt_2", "ada"))).isEqualTo(new Refused(Why.UNKNOWN));
  }

  @Test
  void aReleaseStandsWhenDeliveryCannotTakeItYet() {
    settled(quarantine.claim(EVENT, "ada"));
    delivery = Future.failedFuture(new IllegalStateException("delivery is down"));

    Future<Answer> release = quarantine.release(EVENT, decisionBy("ada", SHOWN));

    assertThat(release.failed()).isTrue();
    assertThat(stateNow()).isInstanceOf(Released.class);
  }

  @Test
  void aStoreThatIsDownFailsTheMove() {
    items.down = true;

    assertThat(quarantine.claim(EVENT, "ada").failed()).isTrue();
  }

  private ItemState stateNow() {
    return items.byEvent.get(EVENT).state();
  }

  private static Decision decisionBy(String reviewer, String digest) {
    return new Decision(reviewer, "looked at it", digest, NOON);
  }

  /** Everything here completes at once, so nothing needs waiting for. */
  private static Answer settled(Future<Answer> future) {
    assertThat(future.succeeded()).isTrue();
    return future.result();
  }

  private static final class ItemsInMemory implements HeldItems {

    private final Map<String, HeldItem> byEvent = new HashMap<>();
    private boolean overtaken;
    private boolean down;

    void put(HeldItem item) {
      byEvent.put(item.eventId(), item);
    }

    void overtakeNextMove() {
      overtaken = true;
    }

    @Override
    public Future<Optional<HeldItem>> find(String eventId) {
      return down
          ? Future.failedFuture(new IllegalStateException("store is down"))
          : Future.succeededFuture(Optional.ofNullable(byEvent.get(eventId)));
    }

    @Override
    public Future<List<HeldItem>> open(int countMax) {
      return Future.succeededFuture(
          byEvent.values().stream().filter(item -> item.state().isOpen()).limit(countMax).toList());
    }

    @Override
    public Future<Boolean> move(HeldItem seen, ItemState next) {
      if (overtaken || !seen.equals(byEvent.get(seen.eventId()))) {
        return Future.succeededFuture(false);
      }
      put(seen.in(next));
      return Future.succeededFuture(true);
    }
  }
}
