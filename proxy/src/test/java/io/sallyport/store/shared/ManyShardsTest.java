package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Piece;
import io.sallyport.store.shared.Holdings.Remembered;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A node that has to do with very many shards, on a way that takes no more than so much at once.
 */
class ManyShardsTest {
  private static final int INTEGRATIONS = 70;

  /** As many runs as may be under way to one Redis. */
  private static final int PENDING_MAX = 1_024;

  private static final Duration WAY = Duration.ofMillis(3);
  private static final Duration A_WHILE = Duration.ofSeconds(10);
  private static final Optional<Reply<?>> NONE = Optional.empty();
  private static final Shard ONE = new Shard("shop-00", 0);

  private final List<Shard> shards = new ArrayList<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final LoneNode node =
      new LoneNode(
          index -> LoneNode.proxy(SharedIndex.class, (it, method, of) -> asks(index, method, of)),
          LoneNode.proxy(Holdings.class, (it, method, of) -> store(method)));

  /** What comes instead of an answer, by the name of the question, which does not arrive then. */
  private final Map<String, Supplier<Optional<Reply<?>>>> faults = new HashMap<>();

  private boolean started;
  private int pending;
  private int readings;

  ManyShardsTest() {
    for (int i = 0; i < INTEGRATIONS; i++) {
      for (int number = 0; number < Shard.COUNT; number++) {
        shards.add(new Shard("shop-%02d".formatted(i), number));
      }
    }
  }

  private Object asks(ModelIndex index, Method method, Object[] of) throws Throwable {
    asked.merge(method.getName(), 1, Integer::sum);
    if (pending >= PENDING_MAX) {
      return Future.succeededFuture(new Reply.Away<>("too many calls are pending"));
    }
    pending++;
    Promise<Object> told = Promise.promise();
    node.world.after(
        WAY,
        () -> {
          pending--;
          Optional<Reply<?>> fault =
              started ? faults.getOrDefault(method.getName(), Optional::empty).get() : NONE;
          told.complete(fault.isPresent() ? fault.get() : answer(index, method, of));
        });
    return told.future();
  }

  private static Reply<?> answer(ModelIndex index, Method method, Object[] of) {
    try {
      return (Reply<?>) ((Future<?>) method.invoke(index, of)).result();
    } catch (IllegalAccessException | InvocationTargetException bug) {
      throw new LinkageError(bug.toString(), bug);
    }
  }

  /** One event of each shard, in one piece. */
  private Object store(Method method) {
    if (!method.getName().equals("remembered")) {
      return new Holdings.Waiting(0, 0, 0);
    }
    readings++;
    List<Remembered> all = new ArrayList<>();
    for (Shard shard : shards) {
      Assertion it = ABid.on("event of " + shard).as(Standing.DONE, 7);
      all.add(new Remembered(shard, it));
    }
    return Future.succeededFuture(new Piece(all, Cursor.END));
  }

  private void want(List<Shard> these) {
    node.start();
    started = true;
    readings = 0;
    asked.clear();
    node.home.run(() -> these.forEach(node.trust::want));
    node.world.run(A_WHILE);
  }

  private int asked(String name) {
    return asked.getOrDefault(name, 0);
  }

  @Test
  void allOfThemAreOpenedAndEachIsToldOnce() {
    want(shards);

    assertThat(node.trust.open()).containsAll(shards);
    assertThat(asked("affirm")).isEqualTo(shards.size());
    assertThat(asked("sign")).isEqualTo(shards.size());
    assertThat(readings).as("some are answered before others").isLessThanOrEqualTo(5);
  }

  @Test
  void whatIsNotConfirmedIsToldOnceMoreAndNotReadOnceMore() {
    int[] left = {3, 3};
    faults.put(
        "affirm", () -> left[0]-- > 0 ? Optional.of(new Reply.Uncertain<>("no replica")) : NONE);
    faults.put("sign", () -> left[1]-- > 0 ? Optional.of(new Reply.Away<>("in time")) : NONE);

    want(List.of(ONE));

    assertThat(node.trust.open()).contains(ONE);
    assertThat(readings).isEqualTo(1);
    assertThat(asked("affirm")).isEqualTo(4);
    assertThat(asked("sign")).isEqualTo(4);
  }

  /** What is not what it was does not become so. */
  @Test
  void whatIsSuspectIsAskedOnce() {
    faults.put("affirm", () -> Optional.of(new Reply.Suspect<>("generation")));

    want(List.of(ONE));

    assertThat(node.trust.open()).doesNotContain(ONE);
    assertThat(asked("affirm")).isEqualTo(readings);
    assertThat(asked("sign")).isZero();
  }

  @Test
  void whoIsNotAnsweredGivesUpInTheEnd() {
    faults.put("sign", () -> Optional.of(new Reply.Uncertain<>("no replica")));

    want(List.of(ONE));

    assertThat(node.trust.open()).doesNotContain(ONE);
    assertThat(asked("sign")).isGreaterThanOrEqualTo(Insistence.TRIES);
    assertThat(asked("sign")).isLessThanOrEqualTo(readings * Insistence.TRIES);
  }

  /** Of each: as many a second as of a few, whatever there is of them. */
  @Test
  void thoseWhoHaveSignedAskSeldomWhetherTheOthersHave() {
    node.start();
    for (Shard shard : shards) {
      node.index.attend(shard, Epoch.NONE, Fellows.of("a", "b"));
    }
    node.home.run(() -> shards.forEach(node.trust::want));
    node.world.run(A_WHILE);
    asked.clear();

    node.world.run(A_WHILE);

    assertThat(node.trust.open()).doesNotContainAnyElementsOf(shards);
    assertThat(asked("attend") / A_WHILE.toSeconds()).isBetween(100L, 700L);
    for (Shard shard : shards) {
      long generation = certain(node.index.attend(shard, Epoch.NONE, Fellows.of("a"))).generation();
      node.index.sign(shard, generation, "b", 1, 0);
    }
    node.world.run(A_WHILE);
    assertThat(node.trust.open()).containsAll(shards);
  }

  private static RollCall certain(Future<Reply<RollCall>> call) {
    return ((Reply.Certain<RollCall>) call.result()).value();
  }

  /** Past it numbers are not told from the next in a script. */
  @Test
  void aClockThatIsFarAheadMakesGenerationsThatScriptsCanCount() {
    node.start();
    Outside real = node.outside;
    Outside ahead =
        new Outside(
            real.node(),
            real.home(),
            real.index(),
            real.holdings(),
            real.random(),
            () -> Instant.parse("2111-01-01T00:00:00Z"),
            real.lease(),
            real.meters());
    Acquaintance known =
        new Acquaintance(
            ahead,
            LoneNode.proxy(Members.class, (it, method, of) -> Fellows.of("a")),
            new MeetingsInMemory());
    Trust trust = new Trust(ahead, known, shard -> false, Trust.PATIENCE);
    trust.start();
    node.world.run(LoneNode.A_WHILE);

    trust.want(ONE);
    node.world.run(LoneNode.A_WHILE);

    long generation = trust.epoch(ONE).orElseThrow().generation();
    assertThat(generation).isPositive().isLessThan((1L << 53) - (1L << 31));
    trust.suspect(ONE, trust.epoch(ONE).orElseThrow(), "test");
    node.index.attend(ONE, new Epoch(generation + 1, 0), Fellows.of("a"));
    node.world.run(LoneNode.A_WHILE);
    assertThat(trust.epoch(ONE).orElseThrow().generation()).isGreaterThan(generation);
  }
}
