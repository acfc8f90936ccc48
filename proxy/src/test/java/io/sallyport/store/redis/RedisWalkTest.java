package io.sallyport.store.redis;

import io.sallyport.store.shared.IndexStep;
import io.sallyport.store.shared.IndexWalk;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever happens in whatever order, the scripts do what the reference does: the same replies, the
 * same claims. A failure prints the seed and the shortest steps that were found.
 */
class RedisWalkTest {
  private static RedisFixture redis;

  @BeforeContainer
  static void start() {
    redis = RedisFixture.standalone();
  }

  @AfterContainer
  static void stop() {
    redis.close();
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

  private static void walk(List<IndexStep> steps) {
    new IndexWalk(redis, new Inside(redis.rig().master())).take(steps);
  }

  @Provide
  Arbitrary<List<IndexStep>> walks() {
    return IndexStep.any().list().ofMinSize(5).ofMaxSize(40);
  }
}
