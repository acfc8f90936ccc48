package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of so many shards that each is asked seldom, what waits for nobody but this node. */
class SummonedTest {
  private static final int INTEGRATIONS = 250;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Two rounds, and what they are on their way. */
  private static final Duration SOON = Trust.ROUND.multipliedBy(2).plusMillis(200);

  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Shard> shards = new ArrayList<>();
  private final LoneNode node =
      new LoneNode(
          index -> LoneNode.proxy(SharedIndex.class, (it, method, of) -> asks(index, method, of)),
          LoneNode.nothing(),
          Fellows.of("a", "b"),
          PATIENCE);

  private int asked;

  /** What is answered instead of the list. */
  private Optional<Map<Shard, Long>> list = Optional.empty();

  @BeforeEach
  void allWaitForTheOther() {
    for (int i = 0; i < INTEGRATIONS * Shard.COUNT; i++) {
      shards.add(new Shard("shop-" + i / Shard.COUNT, i % Shard.COUNT));
    }
    call(Roster.MEETING, Fellows.of("a", "b"));
    node.start();
    signs(Roster.MEETING);
    node.world.run(LoneNode.A_WHILE);
    node.home.run(() -> shards.forEach(node.trust::want));
    node.world.run(Duration.ofSeconds(2));
    assertThat(node.trust.open()).containsExactly(Roster.MEETING);
  }

  private Object asks(ModelIndex index, Method method, Object[] of)
      throws ReflectiveOperationException {
    if (method.getName().equals("attend") && !of[0].equals(Roster.MEETING)) {
      asked++;
    }
    if (method.getName().equals("summoned") && list.isPresent()) {
      return Future.succeededFuture(new Reply.Certain<>(list.get(), 0));
    }
    return method.invoke(index, of);
  }

  /** So that the next time is far away. */
  private void allAreOpenInPartAndWereJustAsked() {
    node.world.run(PATIENCE.multipliedBy(3));
    assertThat(node.trust.open()).containsAll(shards);
    assertThat(node.trust.notOpen()).hasSize(shards.size());
    for (int before = asked; asked < before + shards.size(); ) {
      node.world.run(Duration.ofMillis(100));
    }
  }

  private RollCall call(Shard shard, Fellows all) {
    return certain(node.index.attend(shard, Epoch.NONE, all));
  }

  private void signs(Shard shard) {
    long generation = call(shard, Fellows.of("a", "b")).generation();
    node.index.sign(shard, generation, "b", 1, 0);
  }

  private static RollCall certain(Future<Reply<RollCall>> call) {
    return ((Reply.Certain<RollCall>) call.result()).value();
  }

  @Test
  void whatAllHaveSignedIsOpenSoon() {
    shards.forEach(this::signs);

    node.world.run(SOON);

    assertThat(node.trust.open()).containsAll(shards);
  }

  @Test
  void whatIsOpenInPartIsOpenSoonWhenTheLastHasSigned() {
    allAreOpenInPartAndWereJustAsked();

    shards.forEach(this::signs);
    node.world.run(SOON);

    assertThat(node.trust.notOpen()).isEmpty();
  }

  /** Somebody is new: he waits for all, and nothing of it is granted meanwhile. */
  @Test
  void whatIsOpenInPartIsSignedAnewSoon() {
    allAreOpenInPartAndWereJustAsked();

    for (Shard shard : shards) {
      certain(node.index.attend(shard, Epoch.NONE, Fellows.of("a", "b", "c")));
    }
    node.world.run(SOON);

    assertThat(shards).allMatch(it -> call(it, Fellows.of("a", "b", "c")).signed().contains("a"));
  }

  private int askedIn(Duration time) {
    int before = asked;
    node.world.run(time);
    return asked - before;
  }

  /** A Redis that is full takes no list, and answers. */
  @Test
  void whatAnEmptyListSaysOfThoseWhoWaitIsBelievedOnce() {
    allAreOpenInPartAndWereJustAsked();
    int before = askedIn(LONG);
    list = Optional.of(Map.of());

    assertThat(askedIn(LONG)).isLessThanOrEqualTo(before + 2 * shards.size());
    assertThat(askedIn(LONG)).isLessThanOrEqualTo(2 * before);
  }

  @Test
  void whatTheListSaysOfALaterGenerationIsBelievedOnce() {
    allAreOpenInPartAndWereJustAsked();
    int before = askedIn(LONG);
    list =
        Optional.of(
            shards.stream().collect(Collectors.toMap(it -> it, unused -> Long.MAX_VALUE / 2)));

    assertThat(askedIn(LONG)).isLessThanOrEqualTo(before + 2 * shards.size());
    assertThat(askedIn(LONG)).isLessThanOrEqualTo(2 * before);
  }
}
