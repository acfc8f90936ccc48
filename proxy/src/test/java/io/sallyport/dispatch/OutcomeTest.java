package io.sallyport.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Outbox;
import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.dispatch.Outcome.Kind;
import io.sallyport.pipeline.Delivered;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final DeliveryRule RULE =
      new DeliveryRule(
          DeliveryRule.Mode.DURABLE, Retries.defaults(), false, Set.of(410, 422), false);

  @ParameterizedTest
  @CsvSource({
    "200, DELIVERED",
    "204, DELIVERED",
    "299, DELIVERED",
    "300, REFUSED",
    "301, REFUSED",
    "302, REFUSED",
    "304, REFUSED",
    "308, REFUSED",
    "400, REFUSED",
    "401, REFUSED",
    "404, REFUSED",
    "409, REFUSED",
    "408, TROUBLED",
    "429, TROUBLED",
    "500, TROUBLED",
    "503, TROUBLED",
    "599, TROUBLED",
    "410, FINAL",
    "422, FINAL",
    "600, REFUSED",
    "999, REFUSED"
  })
  void aStatusSaysWhatFollows(int status, Kind kind) {
    Outcome outcome = of(status, "");

    assertThat(outcome.kind()).isEqualTo(kind);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.detail()).isEqualTo("the upstream answered " + status);
  }

  @ParameterizedTest
  @CsvSource({
    "UPSTREAM_TIMEOUT, TIMEOUT",
    "UPSTREAM_UNREACHABLE, UNREACHABLE",
    "UPSTREAM_ANSWER, UNREACHABLE",
    "UPSTREAM_BUSY, NOT_TRIED",
    "INTERNAL_ERROR, BROKEN"
  })
  void aFaultSaysWhatFollows(Reason reason, Kind kind) {
    Outcome outcome = Outcome.of(new Delivered.Failed(reason, "so"), parcel(), RULE, NOW);

    assertThat(outcome).isEqualTo(new Outcome(kind, 0, "so", Optional.empty()));
  }

  @Test
  void onlyTheDestinationsOwnTroubleCountsAgainstIt() {
    assertThat(Kind.values())
        .filteredOn(Kind::isTrouble)
        .containsExactly(Kind.TROUBLED, Kind.TIMEOUT, Kind.UNREACHABLE);
    assertThat(Kind.values())
        .filteredOn(Kind::isHealthy)
        .containsExactly(Kind.DELIVERED, Kind.FINAL, Kind.REFUSED);
    assertThat(Kind.values()).filteredOn(Kind::isEnd).containsExactly(Kind.DELIVERED, Kind.FINAL);
  }

  @Test
  void theUpstreamsWishIsHeard() {
    Delivered busy = new Delivered.Answered(503, Optional.of("17"), Buffer.buffer());

    assertThat(Outcome.of(busy, parcel(), RULE, NOW).retryAfter()).contains(Duration.ofSeconds(17));
  }

  @Test
  void theBeginningOfTheAnswerIsKeptOnOneLine() {
    assertThat(of(500, "<h1>Oops</h1>\r\n\tdivided\u0007 by zero\u202e").detail())
        .isEqualTo("the upstream answered 500: <h1>Oops</h1> divided? by zero?");
  }

  @Test
  void whatIsKeptIsBounded() {
    String detail = of(500, "é".repeat(4_000)).detail();

    assertThat(detail).hasSizeLessThanOrEqualTo(Outbox.Attempt.DETAIL_CHARS_MAX).endsWith("…");
  }

  @Test
  void anErrorPageThatPrintsTheRequestGivesNoSecretAway() {
    String page =
        "POST /x?token=q-s3cret-q&page=2 Authorization: Basic dXNlcjpzZXNhbWU= "
            + "raw dXNlcjpzZXNhbWU= X-Hub-Signature-256: sha256=00ff00ff User-Agent: curl/8";

    assertThat(of(500, page).detail())
        .doesNotContain("q-s3cret-q", "dXNlcjpzZXNhbWU=", "00ff00ff")
        .contains("page=2", "User-Agent: curl/8", "[…]");
  }

  @Test
  void whatWasThrownIsToldByItsTypeOnly() {
    Outcome outcome = Outcome.thrown(new IllegalStateException("body was {secret}"));

    assertThat(outcome.kind()).isEqualTo(Kind.BROKEN);
    assertThat(outcome.detail()).isEqualTo("the attempt broke: IllegalStateException");
  }

  private static Outcome of(int status, String body) {
    return Outcome.of(
        new Delivered.Answered(status, Optional.empty(), Buffer.buffer(body)), parcel(), RULE, NOW);
  }

  private static Parcel parcel() {
    InboundWebhook inbound =
        new InboundWebhook(
            "shop",
            "q-1",
            "POST",
            "/hooks/shop?token=q-s3cret-q&page=2",
            Headers.of(
                List.of(
                    Map.entry("Authorization", "Basic dXNlcjpzZXNhbWU="),
                    Map.entry("X-Hub-Signature-256", "sha256=00ff00ff"),
                    Map.entry("User-Agent", "curl/8"))),
            RawBody.ofText("{}"),
            InetAddress.getLoopbackAddress(),
            NOW,
            Map.of(),
            Optional.empty());
    return new Parcel(
        inbound,
        "https://hooks.example.com/hooks/shop",
        "",
        EventId.of("shop", "", new byte[] {1}),
        Optional.of("main"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        1,
        false,
        1,
        Optional.empty());
  }
}
