package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.HomeByHand;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimQuotaTest {
  private final HomeByHand home = new HomeByHand();
  private final List<String> heard = new ArrayList<>();
  private Future<Map<String, Long>> found = Future.succeededFuture(Map.of());
  private long most = 100;
  private int nodes = 1;
  private final ClaimQuota quota =
      new ClaimQuota(
          () -> found,
          home,
          () -> most,
          () -> nodes,
          new ClaimQuota.Heard() {
            @Override
            public void full(String integration, long claims, long bound) {
              heard.add(integration + " full with " + claims + " of " + bound);
            }

            @Override
            public void hasRoom(String integration) {
              heard.add(integration + " has room");
            }

            @Override
            public void unknown(Throwable cause) {
              heard.add("unknown");
            }
          });

  private void estimated(Map<String, Long> claims) {
    found = Future.succeededFuture(claims);
    home.letPass(ClaimQuota.EVERY);
  }

  private void started() {
    quota.start();
    home.turn();
  }

  @Test
  void whoHasAsManyAsMayBeIsFullAndNobodyElse() {
    started();
    estimated(Map.of("noisy", 100L, "quiet", 99L));

    assertThat(quota.isFull("noisy")).isTrue();
    assertThat(quota.isFull("quiet")).isFalse();
    assertThat(quota.isFull("unheard-of")).isFalse();
    assertThat(quota.claims("noisy")).hasValue(100);
    assertThat(quota.claims("unheard-of")).hasValue(0);
  }

  @Test
  void whatIsTakenMeanwhileCounts() {
    started();
    estimated(Map.of("noisy", 90L));

    quota.took("noisy", 9);
    assertThat(quota.isFull("noisy")).isFalse();
    quota.took("noisy", 1);
    assertThat(quota.isFull("noisy")).isTrue();
    estimated(Map.of("noisy", 95L));
    assertThat(quota.isFull("noisy")).isFalse();
  }

  @Test
  void nodesShareWhatIsLeft() {
    nodes = 3;
    started();
    estimated(Map.of("noisy", 92L));

    quota.took("noisy", 2);
    assertThat(quota.isFull("noisy")).isFalse();
    quota.took("noisy", 1);
    assertThat(quota.isFull("noisy")).isTrue();
  }

  @Test
  void itIsSaidOnceOnTheWayUpAndOnceOnTheWayDown() {
    started();
    estimated(Map.of("noisy", 120L));
    for (int i = 0; i < 3; i++) {
      assertThat(quota.isFull("noisy")).isTrue();
    }
    estimated(Map.of("noisy", 110L));
    assertThat(quota.isFull("noisy")).isTrue();
    estimated(Map.of("noisy", 80L));

    assertThat(quota.isFull("noisy")).isFalse();
    assertThat(heard).containsExactly("noisy full with 120 of 100", "noisy has room");
  }

  @Test
  void whileNothingIsKnownNothingIsRefused() {
    quota.took("noisy", 1_000);
    assertThat(quota.isFull("noisy")).isFalse();
    assertThat(quota.claims("noisy")).isEmpty();
    started();
    estimated(Map.of("noisy", 120L));
    assertThat(quota.isFull("noisy")).isTrue();

    found = Future.failedFuture("away");
    home.letPass(ClaimQuota.EVERY);
    home.letPass(ClaimQuota.EVERY);

    quota.took("noisy", 1_000);
    assertThat(quota.isFull("noisy")).isFalse();
    assertThat(heard).containsExactly("noisy full with 120 of 100", "unknown");
  }

  @Test
  void whereTheyCanNeverBeCountedThatIsSaidOnce() {
    found = Future.failedFuture("NOPERM randomkey");
    started();
    home.letPass(ClaimQuota.EVERY);
    assertThat(heard).containsExactly("unknown");

    estimated(Map.of());
    found = Future.failedFuture("away");
    home.letPass(ClaimQuota.EVERY);

    assertThat(heard).containsExactly("unknown", "unknown");
  }

  @Test
  void withoutABoundNothingIsRefused() {
    most = ClaimQuota.ENDLESS;
    started();
    estimated(Map.of("noisy", 1L << 40));

    assertThat(quota.isFull("noisy")).isFalse();
  }

  @Test
  void whatHasStoppedAsksNoMore() {
    started();
    quota.stop();

    estimated(Map.of("noisy", 120L));

    assertThat(quota.isFull("noisy")).isFalse();
  }
}
