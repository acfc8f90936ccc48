package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Under which fence something is granted that comes to be asked for once more. */
class AskedAnewTest {
  private static final Shard SHOP = new Shard("shop", 2);

  private final List<Long> fences = new ArrayList<>();
  private Consumer<List<Petition>> petitions = unused -> {};

  private final LoneNode node =
      new LoneNode(
          index -> index, LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)));

  @BeforeEach
  void aNodeInItsFirstTerm() {
    new Granter(node.outside, node.trust, node.turns, Optional.empty(), node.world::nanos).start();
    node.start(SHOP);
    assertThat(node.outside.lease().term()).isEqualTo(1);
  }

  private void ask(boolean wasGranted) {
    Bid bid = ABid.on("e1").from(new Origin(1, 7, 0)).bid();
    petitions.accept(
        List.of(new Petition(7, List.of(bid), List.of(SHOP), Optional.empty(), wasGranted)));
    node.world.run(LoneNode.A_WHILE);
  }

  /** A dead letter, say: an heir may have read what was left under the fence of before. */
  @Test
  void whatWasGrantedBeforeGetsANewOne() {
    ask(false);

    ask(true);

    assertThat(fences).hasSize(2);
    assertThat(fences.get(1)).isGreaterThan(fences.get(0));
  }

  /** Its answer may have been lost, and nothing was left under it. */
  @Test
  void whatNobodyHasHeardOfTheGrantOfKeepsIt() {
    ask(false);

    ask(false);

    assertThat(fences).hasSize(2);
    assertThat(fences.get(1)).isEqualTo(fences.get(0));
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
        fences.add(((Found.Granted) ((List<?>) of[1]).get(0)).fence());
        yield Future.succeededFuture();
      }
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }
}
