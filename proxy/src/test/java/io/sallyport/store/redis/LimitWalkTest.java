package io.sallyport.store.redis;

import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.LimitStep;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The scripts keep limits as a node keeps its own: the same vectors through both. */
class LimitWalkTest {
  private static LimitRedis redis;
  private static IndexFixture index;

  @BeforeContainer
  static void start() {
    redis = new LimitRedis();
    index = redis.with(LimitRedis.clocked());
  }

  @AfterContainer
  static void stop() {
    redis.close();
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void keepsThemAsANodeKeepsItsOwn(@ForAll("walks") List<LimitStep> steps) {
    redis.walk(index, steps);
  }

  @Provide
  Arbitrary<List<LimitStep>> walks() {
    return LimitStep.any().list().ofMinSize(5).ofMaxSize(60);
  }
}
