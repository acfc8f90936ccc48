package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often this node's part of a common limit decides, which is about right and no more. */
class LimitedAloneTest {
  private static final Limit LIMIT =
      new Limit("a", Reason.LIMIT_ACCOUNT, 1, Duration.ofHours(1), 1, Limit.Over.REFUSE, false);
  private static final Admission EVENT =
      AnAdmission.to("shop").event("e1", "body").sharing(LIMIT, "a").at(SimWorld.START);
  private static final Admission FREE_OF_LIMITS =
      AnAdmission.to("shop").event("e1", "body").at(SimWorld.START);
  private static final Shard SHARD = Shard.of("shop", EVENT.events().get(0).home());

  private final CountedTold told = new CountedTold();
  private Found found = new Found.Free();
  private Placed placed = kept(new Place.Queued(EVENT.events().get(0).id(), SimWorld.START));
  private final LoneNode node =
      new LoneNode(unused -> LoneNode.proxy(SharedIndex.class, this::looked), LoneNode.nothing());
  private SharedLedger ledger;

  @BeforeEach
  void start() {
    ledger =
        node.ledger(LoneNode.proxy(OwnLedger.class, this::own), Away.DEFAULT, node.telling(told));
  }

  private static Placed kept(Place place) {
    return new Placed.Kept(List.of(place), Optional.empty());
  }

  private Object looked(Object proxy, Method method, Object... of)
      throws ReflectiveOperationException {
    return method.getName().equals("look")
        ? Future.succeededFuture(new Reply.Certain<>(List.of(found), 1))
        : method.invoke(node.index, of);
  }

  private Object own(Object proxy, Method method, Object... of) {
    return method.getName().equals("bid")
        ? ABid.on("e1").by(1, -7).bid()
        : Future.succeededFuture(placed);
  }

  @Test
  void countsWhatIsTakenOrRefusedWhileNobodyCanBeAsked() {
    ledger.admit(EVENT);
    assertThat(told.limitedAlone).isEqualTo(1);

    placed = new Placed.Limited(LIMIT, Duration.ofSeconds(1));
    ledger.admit(EVENT);

    assertThat(told.limitedAlone).isEqualTo(2);
  }

  @Test
  void countsNothingThatSpendsNothing() {
    ledger.admit(FREE_OF_LIMITS);
    placed =
        kept(
            new Place.Known(
                EVENT.events().get(0).id(), Standing.DONE, Optional.empty(), SimWorld.START, 2));
    ledger.admit(EVENT);
    placed = new Placed.Unavailable(Reason.STORE_FULL, "full", Duration.ofSeconds(1));
    ledger.admit(EVENT);

    assertThat(told.limitedAlone).isZero();
  }

  @Test
  void norWhatAllHaveRuledOn() {
    node.start(SHARD);
    found =
        new Found.Free(
            Optional.of(new Ruling.Passed(Duration.ZERO, Optional.empty(), List.of(), List.of())));

    ledger.admit(EVENT);

    assertThat(told.limitedAlone).isZero();
  }
}
