package io.sallyport.store.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redis Cluster specification, "Key distribution model" and "Hash tags". */
class SlotTest {

  @Test
  void computesTheSpecificationsCheckValue() {
    byte[] text = "123456789".getBytes(StandardCharsets.US_ASCII);

    assertThat(Slot.crc16(text, 0, text.length)).isEqualTo(0x31C3);
  }

  /** By CLUSTER KEYSLOT of Redis 7.0.15. */
  @ParameterizedTest
  @CsvSource({"a, 15495", "foo, 12182", "bar, 5061", "somekey, 11058"})
  void findsTheSlotThatRedisFinds(String key, int slot) {
    assertThat(Slot.of(key)).isEqualTo(new Slot(slot));
  }

  @ParameterizedTest
  @CsvSource({
    "{user1000}.following, user1000",
    "foo{bar}{zap}, bar",
    "foo{{bar}}zap, {bar",
    "{acme:7}:claims, acme:7"
  })
  void looksOnlyAtTheFirstTag(String key, String tag) {
    assertThat(Slot.of(key)).isEqualTo(Slot.of(tag));
  }

  @Test
  void takesTheWholeKeyWhenTheTagIsEmptyOrOpen() {
    byte[] key = "foo{}{bar}".getBytes(StandardCharsets.US_ASCII);
    byte[] open = "{foo".getBytes(StandardCharsets.US_ASCII);

    assertThat(Slot.of(key).number()).isEqualTo(Slot.crc16(key, 0, key.length) % Slot.COUNT);
    assertThat(Slot.of(open).number()).isEqualTo(Slot.crc16(open, 0, open.length) % Slot.COUNT);
  }
}
