package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.shared.Shard;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardKeysTest {
  /** Bytes that would mean something to Redis in front of the tag, but stand behind it. */
  private static final ClaimKey BRACES = new ClaimKey(0x7b7d7b7d7b7d7b7dL, 0x7d7d7d7d7b7b7b7bL);

  @Test
  void allKeysOfAShardAreInItsSlot() {
    for (int number = 0; number < Shard.COUNT; number++) {
      Shard shard = new Shard("acme", number);
      ShardKeys keys = new ShardKeys(shard);

      assertThat(keys.shard()).asString(StandardCharsets.US_ASCII).isEqualTo("sp:" + shard.tag());
      assertThat(keys.slot()).isEqualTo(Slot.of("{acme:" + number + "}"));
      assertThat(Slot.of(keys.claim(BRACES))).isEqualTo(keys.slot());
      assertThat(Slot.of(keys.signed(BRACES))).isEqualTo(keys.slot());
    }
  }

  @Test
  void signedBytesAndEventsHaveDifferentKeys() {
    ShardKeys keys = new ShardKeys(new Shard("acme", 3));

    assertThat(Arrays.equals(keys.claim(BRACES), keys.signed(BRACES))).isFalse();
    assertThat(keys.claim(BRACES)).hasSize("sp:{acme:3}".length() + 16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a}b", "{acme", "a:b", "a b", "Acme", "acme_1", "é"})
  void anIntegrationThatNoPolicyCanHaveHasNoKeys(String integration) {
    assertThatThrownBy(() -> new ShardKeys(new Shard(integration, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("want an integration");
  }
}
