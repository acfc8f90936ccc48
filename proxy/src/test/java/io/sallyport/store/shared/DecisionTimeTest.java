package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How long it takes until a delivery is decided upon that was promised. */
class DecisionTimeTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final Duration INDEX_TIME = Duration.ofMillis(40);
  private static final Duration SIXTY = Duration.ofSeconds(60);
  private static final Duration STORE_TIME = Duration.ofMillis(3);

  private final CountedTold told = new CountedTold();
  private final List<Petition> waiting = new ArrayList<>();
  private Consumer<List<Petition>> petitions = unused -> {};

  private final LoneNode node =
      new LoneNode(
          index -> LoneNode.proxy(SharedIndex.class, (it, method, of) -> answer(index, method, of)),
          LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)));

  private final Granter granter =
      new Granter(node.telling(told), node.trust, node.turns, Optional.empty(), node.world::nanos);

  @Test
  void itIsToldWithTheTimeOfTheIndexAndOfTheStore() {
    node.start(SHOP);
    granter.start();
    node.world.run(LoneNode.A_WHILE);

    petitions.accept(List.of(petition(1)));
    node.world.run(INDEX_TIME);
    assertThat(told.decided).isEmpty();
    node.world.run(LoneNode.A_WHILE);

    assertThat(told.decided).containsExactly(INDEX_TIME.plus(STORE_TIME));
  }

  @Test
  void whatHadToWaitForTheIndexTookAsLong() {
    granter.start();
    node.world.run(LoneNode.A_WHILE);
    petitions.accept(List.of(petition(1)));
    node.world.run(SIXTY);

    node.start(SHOP);

    assertThat(told.decided)
        .singleElement()
        .satisfies(
            it -> assertThat(it).isBetween(SIXTY, SIXTY.plus(LoneNode.A_WHILE.multipliedBy(2))));
  }

  /** Nobody knows since when it waits: it may have come before this process began. */
  @Test
  void whatIsReadFromTheStoreIsNotToldOf() {
    waiting.add(petition(1));
    granter.start();
    node.start(SHOP);

    assertThat(waiting).isEmpty();
    assertThat(told.decided).isEmpty();
  }

  private static Petition petition(long sequence) {
    return new Petition(
        sequence, List.of(ABid.on("e1").from(new Origin(1, sequence, 0)).bid()), List.of(SHOP));
  }

  private Object answer(ModelIndex index, Method method, Object[] of)
      throws ReflectiveOperationException {
    return method.getName().equals("accept")
        ? later(method.invoke(index, of), INDEX_TIME)
        : method.invoke(index, of);
  }

  private Object store(Method method, Object[] of) {
    return switch (method.getName()) {
      case "onPetition" -> {
        @SuppressWarnings("unchecked")
        Consumer<List<Petition>> listener = (Consumer<List<Petition>>) of[0];
        petitions = listener;
        yield Future.succeededFuture();
      }
      case "waiting" -> {
        long after = (Long) of[0];
        yield Future.succeededFuture(waiting.stream().filter(it -> it.sequence() > after).toList());
      }
      case "answered" -> {
        waiting.remove((Petition) of[0]);
        yield later(Future.succeededFuture(), STORE_TIME);
      }
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }

  private Future<Object> later(Object future, Duration time) {
    Promise<Object> promise = Promise.promise();
    node.world.after(time, () -> ((Future<?>) future).<Object>map(it -> it).onComplete(promise));
    return promise.future();
  }
}
