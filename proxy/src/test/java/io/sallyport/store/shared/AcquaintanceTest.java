package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a node says when it cannot write down whom there is. */
class AcquaintanceTest {
  private final SimWorld world = new SimWorld(1);
  private final List<String> story = new ArrayList<>();
  private final List<String> came = new ArrayList<>();
  private Fellows known = Fellows.of("a");
  private Optional<RuntimeException> trouble = Optional.empty();

  private final MeetingsInMemory meetings = new MeetingsInMemory();

  private final Acquaintance acquaintance =
      new Acquaintance(
          new Outside(
              "a",
              world.new Loop(),
              unused(SharedIndex.class),
              unused(Holdings.class),
              world.random,
              world.clock(),
              new Lease(
                  "a",
                  1,
                  Boot.random(world.random),
                  world.new Loop(),
                  new ModelIndex(world.clock()),
                  Lease.Terms.DEFAULT,
                  world::nanos,
                  world.random),
              new SimMeters("a", story::add)),
          new Members() {
            @Override
            public Fellows all() {
              return known;
            }

            @Override
            public Future<Void> learn(Fellows others) {
              if (trouble.isPresent()) {
                return Future.failedFuture(trouble.get());
              }
              known = known.and(others);
              return Future.succeededFuture();
            }
          },
          meetings);

  private void learn(Fellows news) {
    acquaintance.learn(news, () -> came.add("then"), () -> came.add("failed"));
    world.run(Duration.ofMillis(1));
  }

  private void joinAnew() {
    acquaintance.joinAnew(() -> came.add("then"), () -> came.add("failed"));
    world.run(Duration.ofMillis(1));
  }

  private static UncheckedIOException full() {
    return new UncheckedIOException("members cannot be written", new IOException("disk full"));
  }

  @Test
  void saysWhyTheOthersCannotBeWrittenDown() {
    trouble = Optional.of(full());

    learn(Fellows.of("b"));

    assertThat(came).containsExactly("failed");
    assertThat(story)
        .containsExactly("a cannot write down who there is: members cannot be written");
    trouble = Optional.empty();
    learn(Fellows.of("b"));
    assertThat(came).containsExactly("failed", "then");
    assertThat(story).hasSize(1);
  }

  @Test
  void isForgottenOnceHoweverManyShardsHearOfIt() {
    learn(Fellows.of("b").and(Fellows.of("a").without("a")));
    came.clear();
    trouble = Optional.of(full());

    joinAnew();
    joinAnew();

    assertThat(came).containsExactly("failed", "failed");
    assertThat(story).filteredOn(line -> line.contains("was forgotten")).hasSize(1);
    trouble = Optional.empty();
    joinAnew();
    assertThat(story).filteredOn(line -> line.contains("was forgotten")).hasSize(1);
    assertThat(known.has("a")).isTrue();

    learn(known.without("a"));
    joinAnew();
    assertThat(story).filteredOn(line -> line.contains("was forgotten")).hasSize(2);
  }

  private static RollCall called(long generation, long previous) {
    return new RollCall(
        generation,
        RollCall.Stage.OPEN,
        0,
        previous,
        0,
        Fellows.of("a"),
        Set.of("a"),
        0,
        Duration.ZERO,
        Duration.ZERO);
  }

  @Test
  void whoComesFromElsewhereIsANewOne() {
    meetings.last = new Met(70, 50);
    assertThat(acquaintance.comesFromElsewhere(called(60, 50))).isTrue();
    trouble = Optional.of(full());

    acquaintance.comeFromElsewhere(() -> came.add("then"), () -> came.add("failed"));
    world.run(Duration.ofMillis(1));

    assertThat(came).containsExactly("failed");
    assertThat(acquaintance.comesFromElsewhere(called(60, 50))).isTrue();
    trouble = Optional.empty();
    acquaintance.comeFromElsewhere(() -> came.add("then"), () -> came.add("failed"));
    world.run(Duration.ofMillis(1));
    assertThat(came).containsExactly("failed", "then");
    assertThat(known.numbers()).containsEntry("a", 3);
    assertThat(acquaintance.comesFromElsewhere(called(65, 60))).as("once").isFalse();
  }

  @Test
  void whereItMeetsTheOthersIsNotedBeforeItGoesOn() {
    meetings.trouble = Optional.of(full());
    acquaintance.meets(called(70, 50), () -> came.add("then"), () -> came.add("failed"));
    world.run(Duration.ofMillis(1));
    assertThat(came).containsExactly("failed");
    assertThat(story).hasSize(1);

    meetings.trouble = Optional.empty();
    acquaintance.meets(called(70, 50), () -> came.add("then"), () -> came.add("failed"));
    world.run(Duration.ofMillis(1));
    meetings.trouble = Optional.of(full());
    acquaintance.meets(called(70, 50), () -> came.add("as before"), () -> came.add("failed"));

    assertThat(meetings.last).isEqualTo(new Met(70, 50));
    assertThat(came).containsExactly("failed", "then", "as before");
  }

  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, of) -> {
              throw new IllegalStateException(method.getName());
            }));
  }
}
