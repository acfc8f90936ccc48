package io.sallyport.verify;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.mechanism.ARule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.Proof;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** {@code any}, {@code all} and the Verifier over them. */
class CombinedChecksTest {
  private static final Reading READING = ARequest.withBody("{}").in(ARule.PLAIN);

  private static Check proven(String mechanism, String... covers) {
    return (reading, now) ->
        new Outcome.Proven(new Proof(mechanism, "k-" + mechanism, List.of(covers)));
  }

  private static Check refused(Reason reason) {
    return (reading, now) -> new Outcome.Refused(reason, "because");
  }

  private static Check awaiting(Future<?> ready) {
    return (reading, now) -> new Outcome.Awaiting(ready);
  }

  private static Outcome any(Check... checks) {
    return new AnyOf(List.of(checks)).check(READING, ARule.NOW);
  }

  private static Outcome all(Check... checks) {
    return new AllOf(List.of(checks)).check(READING, ARule.NOW);
  }

  @Test
  void anyTakesTheFirstThatIsProven() {
    assertThat(
            assertProven(any(refused(Reason.SIGNATURE_MISSING), proven("b"), proven("c")))
                .mechanism())
        .isEqualTo("b");
  }

  @Test
  void anyDoesNotWaitWhereAnotherProves() {
    Check never = awaiting(Promise.promise().future());

    assertProven(any(never, proven("b")));
    assertThat(any(never, refused(Reason.SIGNATURE_MISMATCH))).isInstanceOf(Outcome.Awaiting.class);
  }

  @Test
  void anyTellsHowFarTheNearestCame() {
    assertRefused(
        any(
            refused(Reason.SIGNATURE_MISSING),
            refused(Reason.SIGNATURE_MISMATCH),
            refused(Reason.REQUIREMENT_FAILED)),
        Reason.SIGNATURE_MISMATCH);
    assertRefused(
        any(refused(Reason.SIGNATURE_MISSING), refused(Reason.SIGNED_PART_MISSING)),
        Reason.SIGNED_PART_MISSING);
    assertRefused(
        any(refused(Reason.SIGNATURE_MISMATCH), refused(Reason.KEY_UNAVAILABLE)),
        Reason.KEY_UNAVAILABLE);
    assertRefused(any(), Reason.SIGNATURE_MISSING);
  }

  @Test
  void allWantsEveryOneAndJoinsTheirProofs() {
    Proof proof = assertProven(all(proven("hmac", "body", "header:a"), proven("token", "body")));

    assertThat(proof.mechanism()).isEqualTo("hmac+token");
    assertThat(proof.keyId()).isEqualTo("k-hmac");
    assertThat(proof.covers()).containsExactly("body", "header:a");
    assertRefused(all(proven("a"), refused(Reason.SIGNATURE_MISMATCH)), Reason.SIGNATURE_MISMATCH);
    assertRefused(all(), Reason.SIGNATURE_MISSING);
  }

  @Test
  void allDoesNotWaitWhereOneRefuses() {
    Check never = awaiting(Promise.promise().future());

    assertRefused(all(never, refused(Reason.SIGNATURE_MISMATCH)), Reason.SIGNATURE_MISMATCH);
    assertThat(all(proven("a"), never)).isInstanceOf(Outcome.Awaiting.class);
  }

  @Test
  void theVerifierAnswersAtOnceWhereNothingIsAwaited() {
    Verifier verifier = new Verifier(proven("hmac"));

    Checked checked = verifier.checkNow(READING, ARule.NOW).orElseThrow();

    assertThat(checked).isInstanceOf(Checked.Authentic.class);
    assertThat(((Checked.Authentic) checked).webhook().inbound()).isSameAs(READING.inbound());
    assertThat(verifier.check(READING, ARule.NOW).succeeded()).isTrue();
  }

  @Test
  void theVerifierChecksAgainOnceTheKeyIsThere() {
    Promise<Void> fetch = Promise.promise();
    List<Outcome> outcomes =
        new ArrayList<>(
            List.of(
                new Outcome.Awaiting(fetch.future()),
                new Outcome.Proven(new Proof("jws", "k", List.of()))));
    Verifier verifier = new Verifier((reading, now) -> outcomes.remove(0));

    Future<Checked> checked = verifier.check(READING, ARule.NOW);
    assertThat(checked.isComplete()).isFalse();
    fetch.complete();

    assertThat(checked.result()).isInstanceOf(Checked.Authentic.class);
  }

  @Test
  void theVerifierChecksAgainWhenTheFetchFailedToo() {
    List<Outcome> outcomes =
        new ArrayList<>(
            List.of(
                new Outcome.Awaiting(Future.failedFuture("no route")),
                new Outcome.Refused(Reason.KEY_UNAVAILABLE, "no route")));

    Future<Checked> checked =
        new Verifier((reading, now) -> outcomes.remove(0)).check(READING, ARule.NOW);

    assertThat(reason(checked.result())).isEqualTo(Reason.KEY_UNAVAILABLE);
  }

  @Test
  void theVerifierGivesUpAfterThreeRounds() {
    int[] rounds = {0};
    Verifier verifier =
        new Verifier(
            (reading, now) -> {
              rounds[0]++;
              return new Outcome.Awaiting(Future.succeededFuture());
            });

    assertThat(reason(verifier.check(READING, ARule.NOW).result()))
        .isEqualTo(Reason.KEY_UNAVAILABLE);
    assertThat(rounds[0]).isEqualTo(Verifier.ROUNDS_MAX);
    assertThat(verifier.checkNow(READING, ARule.NOW)).isEmpty();
  }

  @Test
  void aBugOfOursFailsTheFutureAndProvesNothing() {
    Verifier verifier =
        new Verifier(
            (reading, now) -> {
              throw new IllegalStateException("a bug");
            });

    assertThat(verifier.check(READING, ARule.NOW).cause()).hasMessage("a bug");
  }

  private static Reason reason(Checked checked) {
    Function<Checked.Authentic, Reason> none =
        authentic -> {
          throw new AssertionError("authentic");
        };
    return checked.fold(none, Checked.Forged::reason);
  }
}
