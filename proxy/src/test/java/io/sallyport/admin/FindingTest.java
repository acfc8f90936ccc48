package io.sallyport.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void anOrderIsToldAsNotDoneOnlyWhereSurelyNothingWasSent() {
    assertThat(Finding.mayBeDone(HttpMethod.POST, new NotAsked("not heard of", false))).isFalse();
    assertThat(Finding.mayBeDone(HttpMethod.POST, new NotAsked("broke", true))).isTrue();
    assertThat(Finding.mayBeDone(HttpMethod.POST, new RejectedExecutionException())).isTrue();
    assertThat(Finding.mayBeDone(HttpMethod.GET, new NotAsked("broke", true))).isFalse();
  }
}
