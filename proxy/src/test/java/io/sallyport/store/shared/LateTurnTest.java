package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Charge;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A turn that a shard grants late, or not at all: a sender waits meanwhile, and another node may
 * have had the event by then.
 */
class LateTurnTest {
  private static final Duration MOST = Duration.ofMillis(100);
  private static final Admission EVENT =
      AnAdmission.to("shop").event("e1", "body").at(SimWorld.START);
  private static final Bid BID = ABid.on("e1").by(1, -7).bid();
  private static final Shard SHARD = Shard.of("shop", EVENT.events().get(0).home());

  private static final Limit HOLDING = oneADay("holding", Limit.Over.HOLD);
  private static final Limit REFUSING = oneADay("refusing", Limit.Over.REFUSE);
  private static final Admission LIMITED =
      AnAdmission.to("shop")
          .event("e1", "body")
          .sharing(HOLDING, "a")
          .sharing(REFUSING, "a")
          .at(SimWorld.START);

  private final AtomicReference<Optional<Context>> withdrawnOn =
      new AtomicReference<>(Optional.empty());
  private final List<Ending> ended = new CopyOnWriteArrayList<>();
  private Promise<Settled> withdrawn = Promise.promise();
  private final Promise<Void> arrives = Promise.promise();
  private final LoneNode node =
      new LoneNode(unused -> LoneNode.proxy(SharedIndex.class, this::late), LoneNode.nothing());
  private final SimWorld world = node.world;
  private final SharedLedger ledger = node.ledger(LoneNode.proxy(OwnLedger.class, this::own));

  private static Limit oneADay(String name, Limit.Over over) {
    return new Limit(name, Reason.LIMIT_ACCOUNT, 1, Duration.ofDays(1), 1, over, false);
  }

  @BeforeEach
  void start() {
    withdrawn.complete(Settled.RECORDED);
    node.start(SHARD);
  }

  @Test
  void goesOnWhenTheGrantArrivesInTime() {
    Future<Turn> turn = ledger.begin(EVENT);
    world.run(MOST.minusMillis(1));
    assertThat(turn.isComplete()).isFalse();
    arrives.complete();

    assertThat(turn.result()).isInstanceOf(Turn.Go.class);
    world.run(MOST);
    assertThat(node.turns.areUnderWay(SHARD)).isTrue();
    assertThat(node.index.claim(SHARD, BID)).isPresent();
  }

  /** So do those that wait here for what comes of it. */
  @Test
  void isKnownWhereAnotherNodeHasSentItOn() {
    Bid other = ABid.on("e1").by(2, 7).bid();
    Epoch epoch = node.trust.epoch(SHARD).orElseThrow();
    Found.Granted there =
        (Found.Granted)
            IndexCase.certain(node.index.begin(SHARD, epoch, other, Duration.ofSeconds(9))).value();
    Change done = new Change(other.key(), there.fence(), Standing.DONE, 200, other.memory());
    IndexCase.certain(
        node.index.settle(SHARD, epoch, List.of(new SharedIndex.Settling(other, done))));

    Future<Turn> turn = ledger.begin(EVENT);
    arrives.complete();

    Place.Known place = (Place.Known) ((Turn.Has) turn.result()).place();
    assertThat(place.standing()).isEqualTo(Standing.DONE);
    assertThat(place.answer().orElseThrow().status()).isEqualTo(200);
    assertThat(ended).containsExactly(new Ending.Withdrawn(Optional.of(place)));
    assertThat(node.turns.areUnderWay(SHARD)).isFalse();
  }

  /** What it is told then has been given up, whatever came first to the shard. */
  @Test
  void isToldToComeAgainWhereNothingIsCertainInTimeAndGivesBackWhatIsGrantedLater() {
    Future<Turn> turn = ledger.begin(EVENT);
    world.run(MOST);

    assertThat(turn.result()).isInstanceOf(Placed.Unavailable.class);
    assertThat(node.turns.areUnderWay(SHARD)).isFalse();
    arrives.complete();
    assertThat(node.index.claim(SHARD, BID)).isEmpty();
  }

  @Test
  void asksNoMoreForASecondWhereNothingIsAnswered() {
    ledger.begin(EVENT);
    world.run(MOST);

    assertThat(ledger.begin(EVENT).result()).isInstanceOf(Placed.Unavailable.class);
    world.run(Duration.ofSeconds(1));
    assertThat(ledger.begin(EVENT).isComplete()).isFalse();
  }

  /** Else one answer that is a little late would cost a second of them. */
  @Test
  void asksAgainAsSoonAsTheLateAnswerIsThere() {
    Future<Turn> late = ledger.begin(EVENT);
    world.run(MOST);
    assertThat(late.result()).isInstanceOf(Placed.Unavailable.class);
    arrives.complete();

    assertThat(ledger.begin(EVENT).result()).isInstanceOf(Turn.Go.class);
  }

  /** It wakes up, and hears of the grant before it knows what time it is. */
  @Test
  void givesBackWhatWasGrantedBeforeItsProcessWasStopped() {
    Future<Turn> turn = ledger.begin(EVENT);
    node.home.freeze();
    world.run(Duration.ofSeconds(4));
    assertThat(turn.isComplete()).isFalse();
    arrives.complete();

    assertThat(turn.result()).isInstanceOf(Placed.Unavailable.class);
    assertThat(node.turns.areUnderWay(SHARD)).isFalse();
    assertThat(node.index.claim(SHARD, BID)).isEmpty();
  }

  /** What another event finds of these limits, which takes it. */
  private Ruling takes(List<Charge> charges) {
    Bid other = ABid.on("other").by(1, 7).bid().charging(charges);
    Epoch epoch = node.trust.epoch(SHARD).orElseThrow();
    Found found = IndexCase.certain(node.index.look(SHARD, epoch, List.of(other))).value().get(0);
    return ((Found.Free) found).ruling().orElseThrow();
  }

  /** It has no grant that could be dropped. */
  @Test
  void givesBackWhatAnEventThatIsToBeHeldTookBeforeItsProcessWasStopped() {
    List<Charge> charges = LIMITED.events().get(0).charges();
    takes(charges.subList(0, 1));
    Future<Turn> turn = ledger.begin(LIMITED);
    node.home.freeze();
    world.run(Duration.ofSeconds(4));
    arrives.complete();

    assertThat(turn.result()).isInstanceOf(Placed.Unavailable.class);
    assertThat(takes(charges.subList(1, 2))).isInstanceOf(Ruling.Passed.class);
    assertThat(takes(charges.subList(1, 2))).isInstanceOf(Ruling.Stopped.class);
  }

  /** Else this node would never say what it remembers while many events come, all in vain. */
  @Test
  void isNotUnderWayWhereTheShardIsClosed() {
    node.trust.suspect(SHARD, node.trust.epoch(SHARD).orElseThrow(), "in this test");
    withdrawn = Promise.promise();

    Future<Turn> turn = ledger.begin(EVENT);

    assertThat(turn.isComplete()).isFalse();
    assertThat(node.turns.areUnderWay(SHARD)).isFalse();
    withdrawn.complete(Settled.RECORDED);
    assertThat(turn.result()).isInstanceOf(Placed.Unavailable.class);
    assertThat(node.turns.areUnderWay(SHARD)).isFalse();
  }

  /** The home has the lease, and no time for bodies. */
  @Test
  void whoeverAskedGoesOnWhereItIsThoughTheHomeEndsItsWait() {
    Vertx vertx = Vertx.vertx();
    try {
      Context asker = vertx.getOrCreateContext();
      CompletableFuture<Future<Turn>> asked = new CompletableFuture<>();
      asker.runOnContext(unused -> asked.complete(ledger.begin(EVENT)));
      Future<Turn> turn = asked.join();

      world.run(MOST);

      assertThat(IndexCase.await(turn)).isInstanceOf(Placed.Unavailable.class);
      assertThat(withdrawnOn.get()).contains(asker);
    } finally {
      IndexCase.await(vertx.close());
    }
  }

  @Test
  void takesAFaultOfOursForNoAnswer() {
    Future<Turn> turn = ledger.begin(EVENT);
    arrives.fail(new IllegalStateException("a bug"));

    assertThat(turn.result()).isInstanceOf(Placed.Unavailable.class);
    assertThat(node.turns.areUnderWay(SHARD)).isFalse();
  }

  /** What is begun arrives when the test says so. */
  private Object late(Object proxy, Method method, Object... of)
      throws ReflectiveOperationException {
    return method.getName().equals("begin")
        ? arrives.future().compose(unused -> (Future<?>) invoked(method, of))
        : method.invoke(node.index, of);
  }

  private Object invoked(Method method, Object... of) {
    try {
      return method.invoke(node.index, of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private Object own(Object proxy, Method method, Object... of) {
    return switch (method.getName()) {
      case "begin" ->
          Future.succeededFuture(
              new Turn.Go(EVENT.events().get(0).id(), EVENT.events().get(0).key(), 1));
      case "bid" -> BID;
      case "settle" -> {
        ended.add((Ending) of[1]);
        withdrawnOn.set(Optional.ofNullable(Vertx.currentContext()));
        yield withdrawn.future();
      }
      case "passedOver" -> Optional.empty();
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }
}
