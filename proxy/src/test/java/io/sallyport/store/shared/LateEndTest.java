package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Holdings.Ended;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a claim that has another fence by then. */
class LateEndTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final long ANOTHER = 9_999;

  private final List<Ended> untold = new ArrayList<>();
  private final List<Shard> counted = new ArrayList<>();

  private final LoneNode node =
      new LoneNode(
          index -> index, LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)));

  private void tell(Standing standing) {
    node.start(SHOP);
    Bid bid = ABid.on("e1").by(1, 7).bid();
    node.index.accept(SHOP, node.trust.epoch(SHOP).orElseThrow(), List.of(bid));
    untold.add(new Ended(SHOP, bid, new Change(bid.key(), ANOTHER, standing, 0, bid.memory())));
    Told told = LoneNode.proxy(Told.class, (it, method, of) -> count(method, of));

    new Teller(node.telling(told), node.trust, unused -> {}).start();
    node.world.run(LoneNode.A_WHILE);

    assertThat(untold).isEmpty();
  }

  @Test
  void anEndIsCounted() {
    tell(Standing.DONE);

    assertThat(counted).containsExactly(SHOP);
  }

  /** It is asked for at the same time, and gets a new fence. */
  @Test
  void thatADeadLetterIsTriedAgainIsNoEnd() {
    tell(Standing.QUEUED);

    assertThat(counted).isEmpty();
  }

  private Object count(Method method, Object[] of) {
    if (method.getName().equals("superseded")) {
      counted.add((Shard) of[0]);
    }
    return counted; // nothing takes it
  }

  private Object store(Method method, Object[] of) {
    return switch (method.getName()) {
      case "unsettled" -> Future.succeededFuture(List.copyOf(untold));
      case "settled" -> {
        untold.removeAll((List<?>) of[0]);
        yield Future.succeededFuture();
      }
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }
}
