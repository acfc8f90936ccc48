package io.sallyport.quarantine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sallyport.quarantine.item.ItemState.Claimed;
import io.sallyport.quarantine.item.ItemState.Expired;
import io.sallyport.quarantine.item.ItemState.Held;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ItemStateTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final Instant TONIGHT = NOON.plus(Duration.ofHours(8));
  private static final String DIGEST = "ab".repeat(32);

  private final Held held = new Held(TONIGHT);

  @Test
  void isClaimedUntilTheClaimLapses() {
    Claimed claimed = held.claim("ada", NOON.plusSeconds(600));

    assertThat(claimed.isBindingAt(NOON.plusSeconds(600).minusNanos(1))).isTrue();
    assertThat(claimed.isBindingAt(NOON.plusSeconds(600))).isFalse();
    assertThat(claimed.lapse()).isEqualTo(held);
  }

  @Test
  void aClaimNeverOutlastsTheItem() {
    Claimed claimed = held.claim("ada", TONIGHT.plusSeconds(1));

    assertThat(claimed.until()).isEqualTo(TONIGHT);
  }

  @Test
  void isOverAtItsLimitAndNotBefore() {
    assertThat(held.isOverAt(TONIGHT.minusNanos(1))).isFalse();
    assertThat(held.isOverAt(TONIGHT)).isTrue();
  }

  @Test
  void expiresAtItsOwnLimit() {
    assertThat(held.expire()).isEqualTo(new Expired(TONIGHT));
  }

  @Test
  void keepsTheDecisionThatEndedIt() {
    Claimed claimed = held.claim("ada", TONIGHT);

    assertThat(claimed.release(decisionBy("ada")).decision()).isEqualTo(decisionBy("ada"));
    assertThat(claimed.reject(decisionBy("ada")).decision()).isEqualTo(decisionBy("ada"));
  }

  @Test
  void nobodyElseDecidesOnAClaimedItem() {
    Claimed claimed = held.claim("ada", TONIGHT);

    assertThatIllegalStateException().isThrownBy(() -> claimed.release(decisionBy("bob")));
    assertThatIllegalStateException().isThrownBy(() -> claimed.reject(decisionBy("bob")));
  }

  @Test
  void isOpenUntilDecidedOrExpired() {
    Claimed claimed = held.claim("ada", TONIGHT);

    assertThat(held.isOpen()).isTrue();
    assertThat(claimed.isOpen()).isTrue();
    assertThat(claimed.release(decisionBy("ada")).isOpen()).isFalse();
    assertThat(claimed.reject(decisionBy("ada")).isOpen()).isFalse();
    assertThat(held.expire().isOpen()).isFalse();
  }

  @Test
  void aDecisionNamesAReviewerAndADigest() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Decision(" ", "", DIGEST, NOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Decision("ada", "", DIGEST.substring(1), NOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Decision("ada", "", "AB".repeat(32), NOON));
  }

  private static Decision decisionBy(String reviewer) {
    return new Decision(reviewer, "looks fine", DIGEST, NOON);
  }
}
