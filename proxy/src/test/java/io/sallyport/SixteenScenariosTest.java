package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sallyport.fixture.RecordingUpstream.Received;
import io.sallyport.fixture.SettableClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What every receiver of webhooks meets, over loopback HTTP; each in both modes. */
@DisplayName("threats rows 40, 41, 43, 50, 52 and 53: sixteen scenarios of a receiver")
class SixteenScenariosTest {
  private static final int PARALLEL = 100;

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final Vertx vertx = Vertx.vertx();
  private RunningGate gate;
  private AcmeShop shop;
  private Duration timeout = AcmeShop.PATIENT;

  private void open(boolean durable) {
    open(durable, false, (number, request) -> request.response().end("taken"));
  }

  private void open(
      boolean durable, boolean inBatches, BiConsumer<Integer, HttpServerRequest> answer) {
    gate = RunningGate.in(folder, vertx).at(clock);
    shop = new AcmeShop(gate, vertx, durable, inBatches, timeout, answer);
    gate.start();
  }

  @AfterEach
  void close() {
    gate.close();
  }

  private Instant now() {
    return clock.instant();
  }

  private HttpResponse<String> send(String id) {
    return shop.send(AcmeShop.event(id), now());
  }

  private static String outcome(HttpResponse<String> answer) {
    return answer.headers().firstValue("Sallyport-Outcome").orElse("");
  }

  private static void assertDuplicate(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(outcome(answer)).isEqualTo("duplicate");
  }

  @InBothModes
  void aSingleEventIsDeliveredOnce(boolean durable) {
    open(durable);

    assertThat(send("e1").statusCode()).isEqualTo(200);

    List<Received> reached = shop.reached(now());
    assertThat(reached).extracting(AcmeShop::text).containsExactly(AcmeShop.event("e1"));
    assertThat(reached.get(0).one("webhook-id").orElseThrow()).startsWith("evt_");
  }

  @InBothModes
  void duplicatesInSequenceAreAnsweredAndNotDelivered(boolean durable) {
    open(durable);
    send("e1");

    assertDuplicate(send("e1"));
    clock.advance(Duration.ofSeconds(30));
    assertDuplicate(send("e1"));

    assertThat(shop.reached(now())).hasSize(1);
  }

  /** Long enough for all to come while the first one is with the application. */
  @InBothModes
  void row40OfAHundredParallelCopiesOneIsDelivered(boolean durable) {
    open(
        durable,
        false,
        (number, request) -> vertx.setTimer(200, due -> request.response().end("taken")));

    List<HttpResponse<String>> answers = shop.sendAtOnce(PARALLEL, AcmeShop.event("e1"), now());

    // Told to come back is what is too many to wait for the end of the one that is on its way.
    assertThat(answers.stream().filter(it -> it.statusCode() == 200 && outcome(it).isEmpty()))
        .as("answered as the first one")
        .hasSize(1);
    assertThat(answers)
        .hasSize(PARALLEL)
        .allMatch(it -> it.statusCode() == 200 || (!durable && it.statusCode() == 503))
        .allMatch(it -> it.statusCode() != 200 || List.of("", "duplicate").contains(outcome(it)));
    shop.sendAtOnce(PARALLEL, AcmeShop.event("e1"), now())
        .forEach(SixteenScenariosTest::assertDuplicate);
    assertThat(shop.reached(now())).hasSize(1);
  }

  @InBothModes
  void whatTimedOutIsTriedAgainUnderTheSameName(boolean durable) {
    timeout = Duration.ofSeconds(1);
    open(
        durable,
        false,
        (number, request) -> {
          if (number > 1) {
            request.response().end("taken");
          }
        });

    HttpResponse<String> first = send("e1");

    assertSecondTry(durable, first, 504);
  }

  @InBothModes
  void whatWasCutOffIsTriedAgainUnderTheSameName(boolean durable) {
    open(
        durable,
        false,
        (number, request) -> {
          if (number > 1) {
            request.response().end("taken");
          } else {
            request.connection().close();
          }
        });

    HttpResponse<String> first = send("e1");

    assertSecondTry(durable, first, 502);
  }

  @InBothModes
  void whatTheApplicationFailedOnIsTriedAgainUnderTheSameName(boolean durable) {
    open(
        durable,
        false,
        (number, request) ->
            request.response().setStatusCode(number > 1 ? 200 : 500).end("answer " + number));

    HttpResponse<String> first = send("e1");

    assertSecondTry(durable, first, 500);
  }

  private void assertSecondTry(boolean durable, HttpResponse<String> first, int passedThrough) {
    assertThat(first.statusCode()).isEqualTo(durable ? 200 : passedThrough);
    if (durable) {
      shop.await("e1", 2);
    } else {
      assertThat(send("e1").statusCode()).as("the sender's own retry").isEqualTo(200);
    }
    List<Received> reached = shop.reached(now());
    assertThat(reached).hasSize(2);
    assertThat(reached.get(0).one("webhook-id")).isEqualTo(reached.get(1).one("webhook-id"));
    assertDuplicate(send("e1"));
  }

  @InBothModes
  void whatComesInAnotherOrderIsDeliveredAllTheSame(boolean durable) {
    open(durable);
    Instant earlier = now();
    clock.advance(Duration.ofSeconds(10));

    shop.send(AcmeShop.event("second"), now());
    shop.send(AcmeShop.event("first"), earlier);

    assertThat(shop.reached(now()))
        .extracting(AcmeShop::text)
        .containsExactlyInAnyOrder(AcmeShop.event("first"), AcmeShop.event("second"));
  }

  @InBothModes
  void aMissingGarbledOrForeignSignatureIsRefusedAndSpoilsNothing(boolean durable) {
    open(durable);
    String body = AcmeShop.event("e1");
    String right = AcmeShop.sign(AcmeShop.SECRET, body, now());

    assertThat(gate.post("/hooks/acme", body).statusCode()).isEqualTo(401);
    for (String wrong :
        List.of(
            "garbled",
            "0".repeat(64),
            right.substring(2),
            AcmeShop.sign("another-secret-of-36-characters-more", body, now()))) {
      assertThat(gate.send(shop.request(body, now(), wrong)).statusCode()).as(wrong).isEqualTo(401);
    }

    assertThat(shop.reached(now())).isEmpty();
    assertThat(outcome(send("e1"))).as("nothing forged has claimed it").isEmpty();
    assertThat(shop.reached(now())).hasSize(1);
  }

  @InBothModes
  void whatIsStaleByASecondIsRefused(boolean durable) {
    open(durable);
    Instant signed = now();
    clock.advance(Duration.ofMinutes(5));
    assertThat(shop.send(AcmeShop.event("in time"), signed).statusCode()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(1));
    assertThat(shop.send(AcmeShop.event("late"), signed).statusCode()).isEqualTo(401);

    assertThat(shop.reached(now()))
        .extracting(AcmeShop::text)
        .containsExactly(AcmeShop.event("in time"));
  }

  @InBothModes
  void whatWasAlteredIsRefused(boolean durable) {
    open(durable);
    String right = AcmeShop.sign(AcmeShop.SECRET, AcmeShop.event("e1"), now());

    HttpResponse<String> altered = gate.send(shop.request(AcmeShop.event("e2"), now(), right));

    assertThat(altered.statusCode()).isEqualTo(401);
    assertThat(shop.reached(now())).isEmpty();
  }

  @InBothModes
  void aGenuineBodyThatNobodyCanReadIsRefusedAndNotKept(boolean durable) {
    open(durable);

    assertThat(shop.send("{\"id\":\"e1\",", now()).statusCode()).isEqualTo(400);

    assertThat(shop.reached(now())).isEmpty();
    assertThat(outcome(send("e1"))).isEmpty();
  }

  @InBothModes
  void aRestartInTheMiddleForgetsNothing(boolean durable) {
    open(durable);
    send("e1");
    assertThat(shop.reached(now())).hasSize(1);

    gate.server().stop().await();
    gate.start();

    assertDuplicate(send("e1"));
    assertThat(outcome(send("e2"))).isEmpty();
    assertThat(shop.reached(now())).hasSize(2);
  }

  @InBothModes
  void otherBytesUnderAKnownIdAreHeldAndTheFirstIsNotDisturbed(boolean durable) {
    open(durable);
    send("e1");

    HttpResponse<String> other = shop.send("{\"id\":\"e1\",\"kind\":\"order.refunded\"}", now());

    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(outcome(other)).isEqualTo("held");
    assertDuplicate(send("e1"));
    assertThat(shop.reached(now()))
        .extracting(AcmeShop::text)
        .containsExactly(AcmeShop.event("e1"));
  }

  @InBothModes
  void whatNobodySignedMakesNoNewEvent(boolean durable) {
    open(durable);
    String body = AcmeShop.event("e1");
    send("e1");

    for (String target : List.of("/hooks/acme?copy=2", "/hooks/acme?x")) {
      HttpResponse<String> again =
          gate.post(
              target,
              body,
              "X-Time",
              Long.toString(now().getEpochSecond()),
              "X-Signature",
              AcmeShop.sign(AcmeShop.SECRET, body, now()),
              "X-Delivery",
              "another",
              "Content-Type",
              "text/plain");
      assertDuplicate(again);
    }

    assertThat(shop.reached(now())).hasSize(1);
  }

  @Test
  void ofABatchThatIsPartlyKnownTheRestIsDelivered() {
    open(true, true, (number, request) -> request.response().end("taken"));
    String known = AcmeShop.event("e1");
    String fresh = AcmeShop.event("e2");
    shop.send(AcmeShop.batch(known), now());
    shop.await("e1", 1);

    assertThat(shop.send(AcmeShop.batch(known, fresh), now()).statusCode()).isEqualTo(200);

    shop.await("e2", 1);
    assertThat(shop.reached(now()))
        .extracting(AcmeShop::text)
        .containsExactly(AcmeShop.batch(known), fresh);
    assertDuplicate(shop.send(AcmeShop.batch(known, fresh), now()));
    assertThat(shop.reached(now())).hasSize(2);
  }

  @InBothModes
  void noSecretIsInAnyLog(boolean durable) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger ours = (Logger) LoggerFactory.getLogger("io.sallyport");
    Level before = ours.getLevel();
    log.start();
    ours.setLevel(Level.DEBUG);
    ours.addAppender(log);
    try {
      open(durable);
      send("e1");
      send("e1");
      gate.send(shop.request(AcmeShop.event("e2"), now(), AcmeShop.SECRET));
      gate.post("/hooks/acme?key=" + AcmeShop.SECRET, AcmeShop.event("e3"));
      shop.reached(now());
    } finally {
      ours.detachAppender(log);
      ours.setLevel(before);
    }

    assertThat(List.copyOf(log.list))
        .isNotEmpty()
        .allSatisfy(
            it ->
                assertThat(
                        it.getFormattedMessage() + it.getKeyValuePairs() + it.getMDCPropertyMap())
                    .doesNotContain(AcmeShop.SECRET));
    assertThat(gate.decisions().toString()).contains("acme").doesNotContain(AcmeShop.SECRET);
  }
}
