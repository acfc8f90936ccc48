package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much a node takes while the others cannot be asked. */
class AwayBoundsTest {
  private static final Away AWAY = new Away(1_000, Duration.ofHours(1));
  private static final Admission EVENT =
      AnAdmission.to("shop").event("e1", "body").at(SimWorld.START);
  private static final Placed KEPT =
      new Placed.Kept(
          List.of(new Place.Queued(EVENT.events().get(0).id(), SimWorld.START)), Optional.empty());

  private Holdings.Waiting waiting = new Holdings.Waiting(0, 0, 0);
  private int admitted;
  private final LoneNode node =
      new LoneNode(index -> index, LoneNode.proxy(Holdings.class, this::holds));
  private final SharedLedger ledger = node.ledger(LoneNode.proxy(OwnLedger.class, this::own), AWAY);

  private Object holds(Object proxy, Method method, Object... of) {
    return method.getName().equals("waiting")
        ? waiting
        : Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
  }

  private Object own(Object proxy, Method method, Object... of) {
    if (method.getName().equals("bid")) {
      return ABid.on("e1").by(1, -7).bid();
    }
    admitted++;
    return Future.succeededFuture(KEPT);
  }

  private Placed comes() {
    return ledger.admit(EVENT).result();
  }

  /** So much waits, the oldest for so long. */
  private void waits(long bytes, Duration age) {
    waiting = new Holdings.Waiting(3, bytes, node.world.now().minus(age).toEpochMilli());
  }

  private void assertRefused(Placed placed, String why) {
    assertThat(placed).isInstanceOf(Placed.Unavailable.class);
    Placed.Unavailable none = (Placed.Unavailable) placed;
    assertThat(none.reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
    assertThat(none.retryAfter()).isPositive();
    assertThat(none.detail()).isEqualTo("3 events wait for the other nodes, " + why);
    assertThat(admitted).isZero();
  }

  @Test
  void asMuchAsMayWaitIsTakenAndNothingPastIt() {
    waits(AWAY.bytes(), Duration.ZERO);
    assertThat(comes()).isEqualTo(KEPT);

    admitted = 0;
    waits(AWAY.bytes() + 1, Duration.ZERO);

    assertRefused(comes(), "which is as much as may");
  }

  @Test
  void nothingIsTakenOnceTheOldestHasWaitedTooLong() {
    waits(1, AWAY.age());
    assertThat(comes()).isEqualTo(KEPT);

    admitted = 0;
    waits(1, AWAY.age().plusMillis(1));

    assertRefused(comes(), "some too long");
  }

  @Test
  void itTakesAgainAsSoonAsLessWaits() {
    waits(AWAY.bytes() + 1, AWAY.age().plusMillis(1));
    assertRefused(comes(), "some too long");

    waits(AWAY.bytes() + 1, Duration.ZERO);
    assertRefused(comes(), "which is as much as may");
    waits(AWAY.bytes(), Duration.ZERO);
    assertThat(comes()).isEqualTo(KEPT);
    waiting = new Holdings.Waiting(0, 0, 0);

    assertThat(comes()).isEqualTo(KEPT);
  }
}
