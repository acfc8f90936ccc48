package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A process that was stopped while a shard granted it a turn: the grant has run on without it, and
 * another node may have had the event by now.
 */
class LateTurnTest {
  private static final Duration A_WHILE = Duration.ofSeconds(3);
  private static final Admission EVENT =
      AnAdmission.to("shop").event("e1", "body").at(SimWorld.START);
  private static final Bid BID = ABid.on("e1").by(1, -7).bid();
  private static final Shard SHARD = Shard.of("shop", EVENT.events().get(0).home());

  private final SimWorld world = new SimWorld(1);
  private final ModelIndex index = new ModelIndex(world.clock());
  private final Promise<Void> arrives = Promise.promise();
  private final Turns turns = new Turns();
  private SharedLedger ledger;

  @BeforeEach
  void aNodeThatAgreesWithItselfAlone() {
    SimWorld.Loop home = world.new Loop();
    Lease lease =
        new Lease(
            "a",
            1,
            Boot.random(world.random),
            home,
            index,
            Lease.Terms.DEFAULT,
            world::nanos,
            world.random);
    Outside outside =
        new Outside(
            "a",
            home,
            proxy(SharedIndex.class, this::late),
            proxy(Holdings.class, LateTurnTest::nothing),
            world.random,
            world.clock(),
            lease,
            new SimMeters("a", unused -> {}));
    Trust trust =
        new Trust(
            outside,
            new Acquaintance(outside, proxy(Members.class, (it, method, of) -> Fellows.of("a"))),
            turns::areUnderWay,
            Trust.PATIENCE);
    ledger =
        new SharedLedger(
            proxy(OwnLedger.class, LateTurnTest::own),
            outside,
            trust,
            turns,
            Away.DEFAULT,
            world.clock(),
            world::nanos);
    lease.onEntered(trust::start);
    lease.start();
    world.run(A_WHILE);
    trust.want(SHARD);
    world.run(A_WHILE);
    assertThat(trust.epoch(SHARD)).isPresent();
  }

  @Test
  void goesOnWhenTheGrantArrivesInTime() {
    Future<Turn> turn = ledger.begin(EVENT);
    world.run(Duration.ofSeconds(2));
    arrives.complete();

    assertThat(turn.result()).isInstanceOf(Turn.Go.class);
    assertThat(turns.areUnderWay(SHARD)).isTrue();
  }

  @Test
  void givesBackWhatItHearsOfTooLate() {
    Future<Turn> turn = ledger.begin(EVENT);
    world.run(Duration.ofSeconds(4));
    arrives.complete();

    assertThat(turn.result()).isInstanceOf(Placed.Unavailable.class);
    assertThat(turns.areUnderWay(SHARD)).isFalse();
    assertThat(index.claim(SHARD, BID)).isEmpty();
  }

  /** What is begun is heard of when the test says so. */
  private Object late(Object proxy, Method method, Object... of)
      throws ReflectiveOperationException {
    Object said = method.invoke(index, of);
    return method.getName().equals("begin")
        ? arrives.future().compose(unused -> (Future<?>) said)
        : said;
  }

  private static Object nothing(Object proxy, Method method, Object... of) {
    return Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
  }

  private static Object own(Object proxy, Method method, Object... of) {
    return switch (method.getName()) {
      case "begin" ->
          Future.succeededFuture(
              new Turn.Go(EVENT.events().get(0).id(), EVENT.events().get(0).key(), 1));
      case "bid" -> BID;
      default -> Future.succeededFuture(Settled.RECORDED);
    };
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
