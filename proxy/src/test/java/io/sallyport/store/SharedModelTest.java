package io.sallyport.store;

import io.sallyport.admit.LedgerFixture;
import io.sallyport.admit.LedgerModelTest;
import io.sallyport.admit.WalkStep;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Group;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random walks on one node among several, however their Redis is run. */
@SuppressWarnings("ClassCanBeStatic") // a @Group of jqwik must not be
class SharedModelTest {
  @Group
  class OnOneProcess extends AmongSeveral {
    private static NodeWalks walks;

    @BeforeContainer
    static void begin() {
      walks = new NodeWalks(RedisUnderTest.standalone());
    }

    @AfterContainer
    static void end() {
      walks.close();
    }

    @Override
    NodeWalks walksOn() {
      return walks;
    }
  }

  @Group
  class UnderSentinels extends AmongSeveral {
    private static NodeWalks walks;

    @BeforeContainer
    static void begin() {
      walks = new NodeWalks(RedisUnderTest.sentinel());
    }

    @AfterContainer
    static void end() {
      walks.close();
    }

    @Override
    NodeWalks walksOn() {
      return walks;
    }
  }

  @Group
  class OnACluster extends AmongSeveral {
    private static NodeWalks walks;

    @BeforeContainer
    static void begin() {
      walks = new NodeWalks(RedisUnderTest.cluster());
    }

    @AfterContainer
    static void end() {
      walks.close();
    }

    @Override
    NodeWalks walksOn() {
      return walks;
    }
  }

  /** On processes that are started once for a group. */
  abstract static class AmongSeveral extends LedgerModelTest {
    abstract NodeWalks walksOn();

    @Override
    protected final String nextRun() {
      return walksOn().nextRun();
    }

    @Override
    protected final LedgerFixture open() {
      return walksOn().open();
    }

    @Override
    protected final void close(LedgerFixture used, boolean failed) {
      walksOn().ended(failed);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
    void doesWhatTheReferenceDoes(@ForAll("walks") List<WalkStep> steps) {
      walk(steps);
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED)
    @Tag("long")
    void doesSoForLong(@ForAll("walks") List<WalkStep> steps) {
      walk(steps);
    }
  }
}
