package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Outcome;
import io.sallyport.pipeline.Passage;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is genuine and has no place now is told when to come again. */
class TurnedAwayTest {
  private static final Outcome.Quota QUOTA =
      new Outcome.Quota("account", 30, Duration.ofMinutes(1), 30);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @ParameterizedTest(name = "{0} is told as {1} s")
  @CsvSource({"PT0S,1", "PT0.001S,1", "PT1S,1", "PT1.001S,2", "PT7S,7", "PT2M,120"})
  void comesAgainWhenItWasFoundThatItMay(Duration wait, String told) {
    RawClient.Answer answer = turnedAway(Reason.STORE_FULL, wait, Optional.empty(), Map.of());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.fields("Retry-After")).containsExactly(told);
    assertThat(answer.field("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void thePolicysOwnTimeGoesBefore() {
    Map<String, String> own = Map.of("Retry-After", "3600");

    RawClient.Answer busy =
        turnedAway(Reason.QUOTA_EXCEEDED, Duration.ofSeconds(7), Optional.empty(), own);
    RawClient.Answer limited =
        turnedAway(Reason.LIMIT_ACCOUNT, Duration.ofSeconds(7), Optional.of(QUOTA), own);

    assertThat(busy.fields("Retry-After")).containsExactly("3600");
    assertThat(limited.fields("Retry-After")).containsExactly("3600");
  }

  /** A limit tells more, and not the same moment to all. */
  @Test
  void aLimitTellsItsQuotaToo() {
    RawClient.Answer answer =
        turnedAway(Reason.LIMIT_ACCOUNT, Duration.ofSeconds(40), Optional.of(QUOTA), Map.of());

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.field("RateLimit")).hasValue("\"account\";r=0;t=40");
    assertThat(answer.fields("Retry-After"))
        .singleElement()
        .satisfies(told -> assertThat(Integer.parseInt(told)).isBetween(40, 51));
  }

  private RawClient.Answer turnedAway(
      Reason reason, Duration wait, Optional<Outcome.Quota> quota, Map<String, String> fields) {
    Answers.Shape shape =
        new Answers.Shape(Optional.empty(), fields, Optional.empty(), Optional.empty());
    Answers answers = new Answers(Map.of(Answers.Kind.BUSY, shape, Answers.Kind.LIMITED, shape));
    try (GateUnderTest gate =
        GateUnderTest.at(vertx)
            .with("a", GateUnderTest.accepting(), answers)
            .passage(new Without(new Outcome.Refused(reason, "no room", wait, quota)))
            .open()) {
      return gate.exchange(GateUnderTest.post("/hooks/a", "x"));
    }
  }

  /** Has no place for anything. */
  private record Without(Outcome outcome) implements Passage {
    @Override
    public Future<Outcome> pass(Admission admission) {
      return Future.succeededFuture(outcome);
    }

    @Override
    public Future<Optional<Outcome>> recall(Admission admission) {
      return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Delivered> unproved(Parcel parcel) {
      return Future.failedFuture(new IllegalStateException("nothing is under trial here"));
    }
  }
}
