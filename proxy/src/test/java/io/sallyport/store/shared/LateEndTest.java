package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of a claim that has another fence by then. */
class LateEndTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final long ANOTHER = 9_999;
  private static final StoredAnswer ANSWER = new StoredAnswer(200, "", RawBody.empty());

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

  /** The end of another, whose turn had lapsed before it was told, goes before it. */
  @Test
  void soIsTheEndOfATurn() {
    Admission admission = AnAdmission.to("shop").event("e1", "body").at(SimWorld.START);
    Event event = admission.events().get(0);
    Shard shard = Shard.of("shop", event.home());
    node.start(shard);
    Told told = LoneNode.proxy(Told.class, (it, method, of) -> count(method, of));
    OwnLedger own =
        LoneNode.proxy(OwnLedger.class, (it, method, of) -> own(method, admission, event));
    SharedLedger ledger = node.ledger(own, Away.DEFAULT, node.telling(told));
    Future<Turn> turn = ledger.begin(admission);
    Bid other = SimBids.of(admission, event, new Origin(2, 7, 0));
    Change late = new Change(other.key(), ANOTHER, Standing.DONE, 200, other.memory());
    Epoch epoch = node.trust.epoch(shard).orElseThrow();
    IndexCase.certain(
        node.index.settle(shard, epoch, List.of(new SharedIndex.Settling(other, late))));

    ledger.settle((Turn.Go) turn.result(), new Ending.Answered(ANSWER));

    assertThat(counted).containsExactly(shard);
  }

  private static Object own(Method method, Admission admission, Event event) {
    return switch (method.getName()) {
      case "begin" -> Future.succeededFuture(new Turn.Go(event.id(), event.key(), 1));
      case "bid" -> SimBids.of(admission, event, new Origin(1, 3, 0));
      case "settle" -> Future.succeededFuture(Settled.RECORDED);
      default -> Optional.empty(); // nothing takes it
    };
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
