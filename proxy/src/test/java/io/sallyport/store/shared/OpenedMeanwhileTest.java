package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A node is missing, and comes back while this one has heard of some events that they must wait for
 * it, and has not written that down, or not heard of others that came with them.
 */
class OpenedMeanwhileTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final Shard SLOW = new Shard("slow", 3);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Bid FIRST = ABid.on("e1").from(new Origin(1, 7, 0)).bid();
  private static final Bid SECOND = ABid.on("e2").from(new Origin(1, 7, 1)).bid();
  private static final Petition NEW = new Petition(7, List.of(FIRST), List.of(SHOP));
  private static final Petition GRANTED_BEFORE =
      new Petition(7, List.of(FIRST), List.of(SHOP), Optional.empty(), true);
  private static final Petition BOTH =
      new Petition(7, List.of(FIRST, SECOND), List.of(SHOP, SLOW), Optional.empty(), false);

  private final TreeMap<Long, Petition> waiting = new TreeMap<>();
  private final List<List<Found>> outcomes = new ArrayList<>();
  private final List<Found> closed = new ArrayList<>();
  private final Set<Shard> away = new HashSet<>();
  private Promise<Void> written = Promise.promise();
  private Consumer<List<Petition>> petitions = unused -> {};
  private int asked;

  private final LoneNode node =
      new LoneNode(
          index -> LoneNode.proxy(SharedIndex.class, (it, method, of) -> answer(index, method, of)),
          LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)),
          Fellows.of("a", "another"),
          PATIENCE);

  private final Granter granter =
      new Granter(
          node.telling(
              LoneNode.proxy(
                  Told.class,
                  (it, method, of) -> {
                    if (method.getName().equals("closed")) {
                      closed.add((Found) of[1]);
                    }
                    return null;
                  })),
          node.trust,
          node.turns,
          Optional.empty(),
          node.world::nanos);

  @BeforeEach
  void openedInPart() {
    granter.start();
    node.start();
    node.trust.want(SHOP);
    node.trust.want(SLOW);
    node.world.run(LONG);
    assertThat(node.trust.epoch(SHOP)).isPresent();
  }

  /** It is read with all that waits when the shard opens, and is in memory still. */
  @Test
  void whatWasToWaitIsAskedForWhenThatIsWrittenDown() {
    comes(GRANTED_BEFORE);
    assertThat(outcomes).containsExactly(List.of(new Found.Doubtful()));

    allAreBack();
    isWrittenDown();

    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(1)).hasOnlyElementsOfType(Found.Granted.class);
  }

  @Test
  void whatIsWrittenDownBeforeIsAskedForWhenTheShardOpensAndNotSooner() {
    comes(GRANTED_BEFORE);
    isWrittenDown();
    assertThat(asked).isEqualTo(1);

    allAreBack();

    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(1)).hasOnlyElementsOfType(Found.Granted.class);
  }

  /** Or it would be held, as what nobody can say whether it is new. */
  @Test
  void whatCameWithSomethingThatIsAnsweredOnlyThenIsAskedForOnceMoreBefore() {
    away.add(SLOW);
    comes(BOTH);
    assertThat(outcomes).isEmpty();

    allAreBack();
    away.clear();
    node.world.run(LONG);

    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0)).hasSize(2).hasOnlyElementsOfType(Found.Granted.class);
    assertThat(closed).isEmpty();
  }

  @Test
  void whatMakesACaseIsCountedAsClosedWhenItIsWrittenDown() {
    comes(NEW);
    assertThat(closed).isEmpty();

    waiting.clear();
    isWrittenDown();

    assertThat(closed).containsExactly(new Found.Doubtful());
  }

  @Test
  void whatOnlyWaitsIsNotCountedAsClosed() {
    comes(GRANTED_BEFORE);

    isWrittenDown();

    assertThat(outcomes).hasSize(1);
    assertThat(closed).isEmpty();
  }

  private void comes(Petition petition) {
    waiting.put(petition.sequence(), petition);
    petitions.accept(List.of(petition));
    node.world.run(LONG);
  }

  private void isWrittenDown() {
    Promise<Void> before = written;
    written = Promise.promise();
    before.complete();
    node.world.run(LONG);
  }

  private void allAreBack() {
    for (Shard shard : List.of(Trust.MEETING, SHOP, SLOW)) {
      Reply<RollCall> call = node.index.attend(shard, Epoch.NONE, Fellows.of("another")).result();
      node.index.sign(
          shard, ((Reply.Certain<RollCall>) call).value().generation(), "another", 1, 0);
    }
    node.world.run(LONG);
  }

  private Object answer(ModelIndex index, Method method, Object[] of)
      throws ReflectiveOperationException {
    if (method.getName().equals("accept")) {
      asked++;
      if (away.contains((Shard) of[0])) {
        return Future.succeededFuture(new Reply.Away<>("down"));
      }
    }
    return method.invoke(index, of);
  }

  private Object store(Method method, Object[] of) {
    return switch (method.getName()) {
      case "onPetition" -> {
        @SuppressWarnings("unchecked")
        Consumer<List<Petition>> listener = (Consumer<List<Petition>>) of[0];
        petitions = listener;
        yield Future.succeededFuture();
      }
      case "waiting" ->
          Future.succeededFuture(List.copyOf(waiting.tailMap((Long) of[0], false).values()));
      case "answered" -> {
        List<Found> found = ((List<?>) of[1]).stream().map(Found.class::cast).toList();
        outcomes.add(found);
        if (found.stream().allMatch(Found.Granted.class::isInstance)) {
          waiting.clear();
        }
        yield written.future();
      }
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }
}
