package io.sallyport.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NoncesTest {
  private final Nonces nonces = new Nonces(60);

  @Test
  void takesEachOnce() {
    assertThat(nonces.note("a", 1_000, 1_000)).isTrue();
    assertThat(nonces.note("b", 1_000, 1_000)).isTrue();
    assertThat(nonces.note("a", 1_000, 1_060)).isFalse();
  }

  /** Whoever comes later would be refused for its time anyway; here it is forgotten. */
  @Test
  void whatIsForgottenIsNotTakenOnceMoreWhenTheClockIsSetBack() {
    assertThat(nonces.note("a", 1_000, 1_000)).isTrue();
    assertThat(nonces.note("b", 1_061, 1_061)).isTrue();

    assertThat(nonces.note("a", 1_000, 1_000)).isFalse();
    assertThat(nonces.note("c", 1_001, 1_001)).isTrue();
  }

  @Test
  void whereThereIsNoRoomForMoreNoneIsTakenUntilSomeAreOld() {
    for (int i = 0; i < Nonces.MOST; i++) {
      assertThat(nonces.note("n" + i, 1_000, 1_000)).isTrue();
    }
    assertThat(nonces.note("one more", 1_000, 1_000)).isFalse();

    assertThat(nonces.note("later", 1_061, 1_061)).isTrue();
  }
}
