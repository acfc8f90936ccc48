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

/** What must wait until a node that is missing is back, which it is while that is written down. */
class LeftInDoubtTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Petition HELD =
      new Petition(
          7, List.of(ABid.on("e1").from(new Origin(1, 7, 0)).mustBeSeen().bid()), List.of(SHOP));

  private final List<Found> outcomes = new ArrayList<>();
  private Promise<Void> writing = Promise.promise();
  private Consumer<List<Petition>> petitions = unused -> {};

  private final LoneNode node =
      new LoneNode(
          index -> index,
          LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)),
          Fellows.of("a", "another"),
          PATIENCE);

  private final Granter granter =
      new Granter(node.outside, node.trust, node.turns, Optional.empty(), node.world::nanos);

  @Test
  void isAskedForAgainWhenTheOtherIsBackBeforeThatIsWritten() {
    granter.start();
    node.start();
    node.trust.want(SHOP);
    node.world.run(LONG);
    petitions.accept(List.of(HELD));
    node.world.run(LONG);
    assertThat(outcomes).hasSize(1).first().isInstanceOf(Found.Doubtful.class);

    signForAnother(Trust.MEETING);
    signForAnother(SHOP);
    node.world.run(LONG);
    Promise<Void> first = writing;
    writing = Promise.promise();
    first.complete();
    node.world.run(LONG);

    assertThat(outcomes).hasSize(2).last().isInstanceOf(Found.Granted.class);
  }

  private void signForAnother(Shard shard) {
    RollCall call =
        ((Reply.Certain<RollCall>)
                node.index.attend(shard, Epoch.NONE, Fellows.of("another")).result())
            .value();
    node.index.sign(shard, call.generation(), "another", 1, 0);
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
        boolean waits = outcomes.stream().noneMatch(Found.Granted.class::isInstance);
        yield Future.succeededFuture(
            waits && !outcomes.isEmpty() && (Long) of[0] < HELD.sequence()
                ? List.of(HELD)
                : List.of());
      }
      case "answered" -> {
        outcomes.add((Found) ((List<?>) of[1]).get(0));
        yield writing.future();
      }
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }
}
