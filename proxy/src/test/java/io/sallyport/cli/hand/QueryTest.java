package io.sallyport.cli.hand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class QueryTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @Test
  void saysOnlyWhatThereIsToSay() {
    assertThat(new Query().with("a", null).with("b", "").text()).isEmpty();
    assertThat(new Query().with("a", null).isEmpty()).isTrue();
    assertThat(new Query().with("account", "a&b=c d").with("n", "1").text())
        .isEqualTo("?account=a%26b%3Dc+d&n=1");
  }

  @Test
  void readsTimesAsPeopleWriteThem() {
    assertThat(Query.time("2h", NOW)).contains(NOW.minusSeconds(7_200));
    assertThat(Query.time("2026-04-30T00:00:00Z", NOW))
        .contains(Instant.parse("2026-04-30T00:00:00Z"));
    assertThat(Query.time("yesterday", NOW)).isEmpty();
    assertThat(Query.time("", NOW)).isEmpty();
  }
}
