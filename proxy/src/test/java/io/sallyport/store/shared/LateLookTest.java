package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shard that does not say in time what it knows is not asked by every sender in turn. */
class LateLookTest {
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Admission EVENT =
      AnAdmission.to("shop").event("e1", "body").at(SimWorld.START);
  private static final Bid BID = ABid.on("e1").by(1, -7).bid();
  private static final Shard SHARD = Shard.of("shop", EVENT.events().get(0).home());
  private static final Found FREE = new Found.Free();
  private static final Found RUNNING = new Found.Running(Duration.ofSeconds(1));

  private Reply<List<Found>> said = new Reply.Away<>("in time");
  private int looks;

  /** What was taken to be known of each event that came. */
  private final List<Found> known = new ArrayList<>();

  private final LoneNode node =
      new LoneNode(unused -> LoneNode.proxy(SharedIndex.class, this::looked), LoneNode.nothing());
  private final SimWorld world = node.world;
  private final SharedLedger ledger = node.ledger(LoneNode.proxy(OwnLedger.class, this::own));

  @BeforeEach
  void start() {
    node.start(SHARD);
  }

  private void comes() {
    ledger.admit(EVENT);
  }

  @Test
  void isNotAskedForASecondAndThenAgain() {
    comes();
    assertThat(looks).isEqualTo(1);
    said = new Reply.Certain<>(List.of(RUNNING), 1);

    world.run(SILENCE.minusNanos(1));
    comes();
    assertThat(looks).isEqualTo(1);
    world.run(Duration.ofNanos(1));
    comes();
    comes();

    assertThat(looks).isEqualTo(3);
    assertThat(known).containsExactly(FREE, FREE, RUNNING, RUNNING);
  }

  @Test
  void isNotAskedForAnotherSecondWhereItIsLateAgain() {
    comes();
    world.run(SILENCE);
    comes();
    assertThat(looks).isEqualTo(2);

    world.run(SILENCE.minusNanos(1));
    comes();
    assertThat(looks).isEqualTo(2);
    world.run(Duration.ofNanos(1));
    comes();

    assertThat(looks).isEqualTo(3);
  }

  /** A grant that nobody waits for may well be in time. */
  @Test
  void isAskedForTurnsAllTheSame() {
    comes();

    assertThat(ledger.begin(EVENT).isComplete()).isTrue();

    assertThat(node.index.claim(SHARD, BID)).isPresent();
  }

  private Object looked(Object proxy, Method method, Object... of)
      throws ReflectiveOperationException {
    if (!method.getName().equals("look")) {
      return method.invoke(node.index, of);
    }
    looks++;
    return Future.succeededFuture(said);
  }

  private Object own(Object proxy, Method method, Object... of) {
    return switch (method.getName()) {
      case "bid" -> BID;
      case "begin" ->
          Future.succeededFuture(
              new Turn.Go(EVENT.events().get(0).id(), EVENT.events().get(0).key(), 1));
      default -> {
        known.addAll(((List<?>) of[1]).stream().map(Found.class::cast).toList());
        yield Future.succeededFuture(
            new Placed.Unavailable(Reason.STORE_UNAVAILABLE, "is not kept", SILENCE));
      }
    };
  }
}
