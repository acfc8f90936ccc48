package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What one node leaves on Redis, in bytes. */
class BequestsTest {
  private static final Shard SHOP = new Shard("shop", 1);
  private static final Shard OTHER = new Shard("shop", 2);
  private static final int HALF = (int) (Bequests.BYTES_MAX / 2) - Bequests.OVERHEAD;

  private final Bequests left = new Bequests();

  private static io.sallyport.admit.ClaimKey key(String name) {
    return io.sallyport.admit.ClaimKey.of("event", name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void allShardsTogetherHaveOneBound() {
    assertThat(left.add(SHOP, key("a"), HALF)).isTrue();
    assertThat(left.add(OTHER, key("b"), HALF)).isTrue();
    assertThat(left.bytes()).isEqualTo(Bequests.BYTES_MAX);
    assertThat(left.add(OTHER, key("c"), 0)).isFalse();
    left.remove(SHOP, key("a"));
    assertThat(left.add(OTHER, key("c"), HALF)).isTrue();
  }

  @Test
  void whatIsLeftOnceMoreCountsOnce() {
    left.add(SHOP, key("a"), 100);
    left.add(SHOP, key("a"), 300);
    assertThat(left.bytes()).isEqualTo(300 + Bequests.OVERHEAD);
    left.remove(SHOP, key("a"));
    left.remove(SHOP, key("a"));
    left.remove(OTHER, key("a"));
    assertThat(left.bytes()).isZero();
  }

  @Test
  void ofAShardThatWasRebuiltNothingCounts() {
    left.add(SHOP, key("a"), 100);
    left.add(SHOP, key("b"), 100);
    left.add(OTHER, key("c"), 100);
    left.remove(SHOP);
    left.remove(SHOP);
    assertThat(left.bytes()).isEqualTo(100 + Bequests.OVERHEAD);
  }
}
