package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  @Test
  void isReadAsItIsWritten() {
    for (int number = 0; number < Shard.COUNT; number++) {
      Shard shard = new Shard("git:hub", number);
      assertThat(Shard.parse(shard.toString())).contains(shard);
    }
    assertThat(Shard.parse(Trust.MEETING.toString())).contains(Trust.MEETING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop",
        ":3",
        "shop:",
        "shop:16",
        "shop:-1",
        "shop:x",
        "shop:3 ",
        "shop:99999999999"
      })
  void whatIsNoneIsNotRead(String text) {
    assertThat(Shard.parse(text)).isEmpty();
  }
}
