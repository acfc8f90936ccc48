package io.sallyport.store.redis;

import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.SharedIndexContract;
import org.junit.jupiter.api.Nested;

/** The index on Redis keeps the contract, however Redis is run. */
class RedisIndexTest {
  @Nested
  class OnOneProcess extends SharedIndexContract {
    @Override
    protected IndexFixture open() {
      return RedisFixture.standalone();
    }
  }

  @Nested
  class OnOneWithAnAof extends SharedIndexContract {
    @Override
    protected IndexFixture open() {
      return RedisFixture.persistent();
    }
  }

  @Nested
  class UnderSentinels extends SharedIndexContract {
    @Override
    protected IndexFixture open() {
      return RedisFixture.sentinel();
    }
  }

  @Nested
  class OnACluster extends SharedIndexContract {
    @Override
    protected IndexFixture open() {
      return RedisFixture.cluster();
    }
  }
}
