package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a whole gate whose Redis is away for longer than it may")
class AwayGatesTest {
  private static final String FILLING = "x".repeat(16 << 10);

  @TempDir private Path folder;
  private GatesOnRedis two;
  private final List<String> taken = new ArrayList<>();
  private int number;

  @BeforeEach
  void begin() {
    two =
        new GatesOnRedis(folder)
            .policy(
                "shop",
                """
                provider: github
                keys: [{id: main, value: "%s"}]
                deliver: {to: "APP/in", mode: durable}
                """
                    .formatted(GatesOnRedis.SECRET));
  }

  @AfterEach
  void end() {
    two.close();
  }

  /** Another event. */
  private HttpResponse<String> send() {
    String body = "{\"a\":" + number++ + ",\"b\":\"" + FILLING + "\"}";
    HttpResponse<String> answer = two.send(0, "shop", body);
    if (answer.statusCode() == 200) {
      taken.add(body);
    }
    return answer;
  }

  private void takesAgainWhenRedisIsBack() {
    two.redis().master().restart();

    until(() -> send().statusCode() == 200);
    until(() -> taken.stream().allMatch(it -> two.reached(it) == 1));
  }

  private static void assertToldToComeAgain(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void pastItsBytesItTakesNothingAndTakesAgainAfterwards() {
    two.gate(0).start(two.shared() + "away: {bytes: 256KiB}\n");
    two.redis().master().kill();

    until(() -> send().statusCode() == 503);

    assertThat(taken).hasSizeBetween(256 / 16 - 4, 256 / 16 + 2);
    assertToldToComeAgain(send());
    takesAgainWhenRedisIsBack();
  }

  @Test
  void pastTheAgeOfTheOldestItTakesNothingAndTakesAgainAfterwards() {
    two.gate(0).start(two.shared() + "away: {age: 1s}\n");
    two.redis().master().kill();
    until(() -> two.gate(0).metrics().contains("sallyport_redis_connections 0.0"));
    assertThat(send().statusCode()).isEqualTo(200);

    until(() -> send().statusCode() == 503);

    assertToldToComeAgain(send());
    takesAgainWhenRedisIsBack();
  }
}
