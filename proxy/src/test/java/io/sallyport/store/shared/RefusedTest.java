package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.webhook.RawBody;
import org.junit.jupiter.api.Test;

class RefusedTest {
  private final Refused refused = new Refused();

  @Test
  void eachIsNewOnce() {
    assertThat(refused.isNew(RawBody.ofText("one"))).isTrue();
    assertThat(refused.isNew(RawBody.ofText("two"))).isTrue();

    assertThat(refused.isNew(RawBody.ofText("one"))).isFalse();
    assertThat(refused.isNew(RawBody.ofText("two"))).isFalse();
  }

  @Test
  void soManyAreRemembered() {
    assertThat(refused.isNew(RawBody.ofText("first"))).isTrue();
    for (int i = 1; i < Refused.MOST; i++) {
      refused.isNew(RawBody.ofText("event " + i));
    }
    assertThat(refused.isNew(RawBody.ofText("first"))).isFalse();

    refused.isNew(RawBody.ofText("one more"));

    assertThat(refused.isNew(RawBody.ofText("first"))).isTrue();
  }
}
