package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Piece;
import io.sallyport.store.shared.Holdings.Remembered;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ends that a shard has lost are told to it, however late that is found out. */
class LongOutageTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final Duration LONG = Duration.ofMinutes(12);
  private static final Bid EVENT = ABid.on("e1").by(1, 7).bid();

  private final LoneNode node =
      new LoneNode(
          index -> LoneNode.proxy(SharedIndex.class, (it, method, of) -> ask(index, method, of)),
          LoneNode.proxy(Holdings.class, (it, method, of) -> store(method)));

  private final List<Assertion> told = new ArrayList<>();
  private Optional<Instant> ended = Optional.empty();
  private Epoch epoch = Epoch.NONE;
  private long fence;

  /** By pass-through: of what is on its way no journal knows. */
  @BeforeEach
  void anEventOnItsWay() {
    node.start(SHOP);
    epoch = node.trust.epoch(SHOP).orElseThrow();
    Found found =
        IndexCase.certain(node.index.begin(SHOP, epoch, EVENT, Duration.ofSeconds(15))).value();
    fence = ((Found.Granted) found).fence();
  }

  private void ends() {
    Change end = new Change(EVENT.key(), fence, Standing.DONE, 200, EVENT.memory());
    Instant asked = node.world.now();
    IndexCase.certain(
        node.index.settle(SHOP, epoch, List.of(new SharedIndex.Settling(EVENT, end))));
    node.trust.seen(SHOP, epoch.generation(), fence, asked);
    ended = Optional.of(asked);
  }

  /** As one that has its place does, or it itself after a restart. */
  private void comesBackWith(ModelServer.Copy copy) {
    node.index.setBack(copy);
    node.index.servedBy(2);
  }

  /** By whoever asks next. */
  private void isFoundOut() {
    node.trust.suspect(SHOP, epoch, "in this test");
    node.world.run(LoneNode.A_WHILE);
    assertThat(node.trust.epoch(SHOP)).isPresent();
  }

  /** Its turn has lapsed, so a copy would be granted. */
  @Test
  void anEndThatWasLostLongAgoIsToldOnceMore() {
    ModelServer.Copy copy = node.index.copy();
    ends();

    comesBackWith(copy);
    node.world.run(LONG);
    isFoundOut();

    assertThat(node.index.claim(SHOP, EVENT).map(ModelClaim::standing)).contains(Standing.DONE);
  }

  /** An answer is no younger than the question: this node may have slept between them. */
  @Test
  void anAnswerThatWasLongOnItsWayIsOld() {
    ModelServer.Copy copy = node.index.copy();
    ends();

    comesBackWith(copy);
    node.world.run(LONG);
    node.trust.seen(SHOP, epoch.generation(), fence, ended.orElseThrow());
    isFoundOut();

    assertThat(node.index.claim(SHOP, EVENT).map(ModelClaim::standing)).contains(Standing.DONE);
  }

  /** A second loss before all have spoken: nothing was built upon what the first had left. */
  @Test
  void soItIsWhereThatRebuildIsBrokenOff() {
    ModelServer.Copy copy = node.index.copy();
    ends();
    comesBackWith(copy);
    node.world.run(LONG);
    node.index.faults(() -> ModelServer.Fault.UNCONFIRMED);
    node.trust.suspect(SHOP, epoch, "in this test");
    node.world.run(LONG);

    comesBackWith(copy);
    node.index.faults(() -> ModelServer.Fault.NONE);
    node.world.run(Duration.ofMinutes(1));

    assertThat(node.trust.epoch(SHOP)).isPresent();
    assertThat(node.index.claim(SHOP, EVENT).map(ModelClaim::standing)).contains(Standing.DONE);
  }

  /** Nobody reads all of it for a failover. */
  @Test
  void whatEndedLongBeforeTheShardAnsweredLastIsNot() {
    ends();
    node.world.run(LONG);
    node.trust.seen(SHOP, epoch.generation(), fence, node.world.now());

    comesBackWith(node.index.copy());
    node.world.run(LONG);
    isFoundOut();

    assertThat(told).isEmpty();
  }

  private Object ask(ModelIndex index, Method method, Object[] of)
      throws ReflectiveOperationException {
    if (method.getName().equals("affirm")) {
      ((List<?>) of[2]).forEach(it -> told.add((Assertion) it));
    }
    return method.invoke(index, of);
  }

  private Object store(Method method) {
    return switch (method.getName()) {
      case "remembered" ->
          Future.succeededFuture(
              new Piece(ended.map(this::remembered).stream().toList(), Cursor.END));
      case "asserted" -> Future.succeededFuture();
      default -> throw new IllegalStateException(method.getName());
    };
  }

  private Remembered remembered(Instant at) {
    Duration left = EVENT.memory().minus(Duration.between(at, node.world.now()));
    return new Remembered(SHOP, new Assertion(EVENT, Standing.DONE, fence, 1, 200, left));
  }
}
