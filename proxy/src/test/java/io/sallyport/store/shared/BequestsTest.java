package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What one node leaves on Redis, in bytes. */
class BequestsTest {
  private static final Shard SHOP = new Shard("shop", 1);
  private static final Shard OTHER = new Shard("shop", 2);
  private static final int HALF = (int) (Estates.BYTES_MAX / 2) - Bequests.OVERHEAD;

  private long most = Estates.NODE_BYTES_MAX;
  private final Bequests left = new Bequests(() -> most);

  private static io.sallyport.admit.ClaimKey key(String name) {
    return io.sallyport.admit.ClaimKey.of("event", name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void eachShardHasOneBound() {
    assertThat(left.add(SHOP, key("a"), HALF)).isTrue();
    assertThat(left.hasMuchRoom(SHOP)).isTrue();
    assertThat(left.add(SHOP, key("b"), HALF)).isTrue();
    assertThat(left.bytes()).isEqualTo(Estates.BYTES_MAX);
    assertThat(left.hasRoom(SHOP)).isFalse();
    assertThat(left.hasMuchRoom(SHOP)).isFalse();
    assertThat(left.hasRoom(OTHER)).isTrue();
    assertThat(left.hasMuchRoom(OTHER)).isTrue();
    assertThat(left.add(SHOP, key("c"), 0)).isFalse();
    left.remove(SHOP, key("a"));
    assertThat(left.add(SHOP, key("c"), HALF)).isTrue();
  }

  @Test
  void allShardsTogetherHaveOneBound() {
    int shards = (int) (Estates.NODE_BYTES_MAX / Estates.BYTES_MAX);
    for (int i = 0; i < shards; i++) {
      assertThat(left.hasRoom()).isTrue();
      assertThat(left.add(new Shard("shop", i), key("a"), HALF)).isTrue();
      assertThat(left.add(new Shard("shop", i), key("b"), HALF)).isTrue();
    }
    Shard another = new Shard("another", 1);
    assertThat(left.bytes()).isEqualTo(Estates.NODE_BYTES_MAX);
    assertThat(left.hasRoom()).isFalse();
    assertThat(left.hasRoom(another)).isFalse();
    assertThat(left.add(another, key("c"), 0)).isFalse();
    left.remove(SHOP);
    assertThat(left.hasRoom(another)).isTrue();
    assertThat(left.hasMuchRoom(another)).isFalse();
    assertThat(left.add(another, key("c"), HALF)).isTrue();
  }

  @Test
  void theBoundMayBecomeNarrower() {
    left.add(SHOP, key("a"), HALF);
    most = 0;
    assertThat(left.hasRoom()).isFalse();
    assertThat(left.hasMuchRoom(SHOP)).isFalse();
    assertThat(left.add(SHOP, key("b"), 0)).isFalse();
    most = 2 * left.bytes();
    assertThat(left.hasRoom(SHOP)).isTrue();
    assertThat(left.hasMuchRoom(SHOP)).isTrue();
    left.remove(SHOP);
    most = 0;
    assertThat(left.hasMuchRoom(SHOP)).isFalse();
  }

  @Test
  void whatHasComeThereIsKnownUntilItIsGone() {
    left.add(SHOP, key("a"), 100);
    assertThat(left.isThere(SHOP, key("a"))).isFalse();
    left.arrived(SHOP, key("a"), 100);
    assertThat(left.isThere(SHOP, key("a"))).isTrue();
    assertThat(left.bytes()).isEqualTo(100 + Bequests.OVERHEAD);
    left.add(SHOP, key("a"), 100);
    assertThat(left.isThere(SHOP, key("a"))).isFalse();
    left.arrived(SHOP, key("a"), 100);
    left.remove(SHOP);
    assertThat(left.isThere(SHOP, key("a"))).isFalse();
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
