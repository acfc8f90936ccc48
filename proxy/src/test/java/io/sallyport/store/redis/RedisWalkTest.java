package io.sallyport.store.redis;

import io.sallyport.store.shared.IndexStep;
import io.sallyport.store.shared.IndexWalk;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Group;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever happens in whatever order, the scripts do what the reference does, however Redis is run:
 * the same replies, the same claims. A failure prints the seed and the shortest steps that were
 * found.
 */
@SuppressWarnings("ClassCanBeStatic") // a @Group of jqwik must not be
class RedisWalkTest {
  @Group
  class OnOneProcess extends Walks {
    private static RedisFixture redis;

    @BeforeContainer
    static void begin() {
      redis = RedisFixture.standalone();
    }

    @AfterContainer
    static void end() {
      redis.close();
    }

    @Override
    RedisFixture redis() {
      return redis;
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void doesWhatTheReferenceDoes(@ForAll("walks") List<IndexStep> steps) {
      walk(steps);
    }

    @Property(tries = 20_000, shrinking = ShrinkingMode.BOUNDED)
    @Tag("long")
    void doesSoForLong(@ForAll("walks") List<IndexStep> steps) {
      walk(steps);
    }
  }

  @Group
  class UnderSentinels extends WithReplicas {
    private static RedisFixture redis;

    @BeforeContainer
    static void begin() {
      redis = RedisFixture.sentinel();
    }

    @AfterContainer
    static void end() {
      redis.close();
    }

    @Override
    RedisFixture redis() {
      return redis;
    }
  }

  @Group
  class OnACluster extends WithReplicas {
    private static RedisFixture redis;

    @BeforeContainer
    static void begin() {
      redis = RedisFixture.cluster();
    }

    @AfterContainer
    static void end() {
      redis.close();
    }

    @Override
    RedisFixture redis() {
      return redis;
    }
  }

  /** Each write waits for a replica: fewer walks find what is other there. */
  abstract static class WithReplicas extends Walks {
    @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
    void doesWhatTheReferenceDoes(@ForAll("walks") List<IndexStep> steps) {
      walk(steps);
    }

    @Property(tries = 5_000, shrinking = ShrinkingMode.BOUNDED)
    @Tag("long")
    void doesSoForLong(@ForAll("walks") List<IndexStep> steps) {
      walk(steps);
    }
  }

  /** On processes that are started once for a group. */
  abstract static class Walks {
    abstract RedisFixture redis();

    final void walk(List<IndexStep> steps) {
      RedisFixture redis = redis();
      new IndexWalk(redis, new Inside(redis)).take(steps);
    }

    @Provide
    Arbitrary<List<IndexStep>> walks() {
      return IndexStep.any().list().ofMinSize(5).ofMaxSize(40);
    }
  }
}
