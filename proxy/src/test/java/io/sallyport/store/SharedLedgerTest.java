package io.sallyport.store;

import io.sallyport.admit.LedgerContract;
import io.sallyport.admit.LedgerFixture;
import io.sallyport.admit.OneOfManyContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The ledger of one node among several keeps the contract, however their Redis is run. */
class SharedLedgerTest {
  @Nested
  @DisplayName("among several on one process")
  class OnOneProcess extends AmongSeveral {
    @Override
    RedisUnderTest redis() {
      return RedisUnderTest.standalone();
    }
  }

  @Nested
  @DisplayName("among several under Sentinels")
  class UnderSentinels extends AmongSeveral {
    @Override
    RedisUnderTest redis() {
      return RedisUnderTest.sentinel();
    }
  }

  @Nested
  @DisplayName("among several on a Cluster")
  class OnACluster extends AmongSeveral {
    @Override
    RedisUnderTest redis() {
      return RedisUnderTest.cluster();
    }
  }

  /** Processes are started once for all tests. */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class AmongSeveral extends LedgerContract implements OneOfManyContract {
    private static final List<String> INTEGRATIONS =
        List.of("acme", "hub", "limited", "memory", "relay", "shop", "other", "barrier", "tick");

    private Neighbourhood others;

    abstract RedisUnderTest redis();

    @BeforeAll
    final void begin() {
      others = new Neighbourhood(redis(), INTEGRATIONS);
    }

    @AfterAll
    final void end() {
      others.close();
    }

    @Override
    protected final LedgerFixture open() {
      return others.open();
    }
  }
}
