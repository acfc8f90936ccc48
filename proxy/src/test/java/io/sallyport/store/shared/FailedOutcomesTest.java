package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that cannot take in what a petition came to, since its disk does not give it. */
class FailedOutcomesTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final Petition EVENT =
      new Petition(7, List.of(ABid.on("e1").from(new Origin(1, 7, 0)).bid()), List.of(SHOP));

  private final List<Found> outcomes = new ArrayList<>();
  private boolean fails = true;
  private Consumer<List<Petition>> petitions = unused -> {};

  private final LoneNode node =
      new LoneNode(
          index -> index, LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)));

  @BeforeEach
  void begin() {
    Granter granter =
        new Granter(node.outside, node.trust, node.turns, Optional.empty(), node.world::nanos);
    granter.start();
    node.start(SHOP);
    petitions.accept(List.of(EVENT));
  }

  @Test
  void isToldAgainEachSecondUntilItCan() {
    node.world.run(TEN_SECONDS);
    int told = outcomes.size();
    assertThat(told).isBetween(9, 11);

    fails = false;
    node.world.run(TEN_SECONDS);

    assertThat(outcomes).hasSize(told + 1).allMatch(outcomes.get(0)::equals);
  }

  /** Nobody is kept from agreeing anew: a disk may fail for long. */
  @Test
  void holdsUpNoRebuildMeanwhile() {
    node.world.run(TEN_SECONDS);

    assertThat(node.turns.areUnderWay(SHOP)).isFalse();
  }

  private Object store(Method method, Object[] of) {
    return switch (method.getName()) {
      case "onPetition" -> {
        @SuppressWarnings("unchecked")
        Consumer<List<Petition>> listener = (Consumer<List<Petition>>) of[0];
        petitions = listener;
        yield Future.succeededFuture();
      }
      case "waiting" -> Future.succeededFuture(List.of());
      case "answered" -> {
        outcomes.add((Found) ((List<?>) of[1]).get(0));
        yield fails
            ? Future.failedFuture(new IOException("Input/output error"))
            : Future.succeededFuture();
      }
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }
}
