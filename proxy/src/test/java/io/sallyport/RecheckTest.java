package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.Hmac;
import io.sallyport.fixture.SettableClock;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The morning after a key rotation that went wrong: the platform signs with its new secret, the
 * policy has the old one, and what was refused meanwhile is checked again when that is mended.
 */
class RecheckTest {
  private static final String OLD = "whsec_the secret of before";
  private static final String NEW = "whsec_the secret of after it";
  private static final String BODY =
      "{\"id\":\"evt_1\",\"type\":\"charge.refunded\",\"created\":1,\"livemode\":false}";

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private RunningGate gate;

  @BeforeEach
  void start() {
    gate = RunningGate.in(folder).policy("stripe", policy(OLD)).at(clock).start();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private static String policy(String secret) {
    return "provider: stripe\nkeys: [{id: main, value: \""
        + secret
        + "\"}]\ndeliver: {to: \"APP/in\", mode: pass-through}\n";
  }

  @Test
  void admitsWhatVerifiesWithTheKeyOfNow() {
    String genuine = refused(NEW);
    String forged = refused("a guess of somebody");
    clock.advance(Duration.ofHours(20));
    gate.policy("stripe", policy(NEW)).server().reload().await();

    Sallyport looked = run("recheck", "-i", "stripe", "--dry-run");
    assertThat(looked.out()).contains(genuine + "  admissible", forged + "  refused");
    assertThat(gate.reached()).isEmpty();

    Sallyport done = run("recheck", "-i", "stripe", "--yes", "--by", "ada");

    assertThat(done.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(done.out()).contains(genuine + "  admitted", "signature.mismatch", "1 of 2");
    assertThat(gate.reached()).hasSize(1);
    assertThat(gate.reached().get(0).body()).isEqualTo(BODY);
    assertThat(gate.reached().get(0).fields().get("Sallyport-Key-Id")).containsExactly("main");
  }

  /** Whoever runs it a second time, or whose platform has re-sent it, gets no second event. */
  @Test
  void admitsNothingTwice() {
    String genuine = refused(NEW);
    String resent = refused(NEW);
    gate.policy("stripe", policy(NEW)).server().reload().await();

    assertThat(run("recheck", genuine).exit()).isEqualTo(ExitCode.DONE);
    Sallyport again = run("recheck", genuine, resent);

    assertThat(again.exit()).isEqualTo(ExitCode.DONE);
    assertThat(again.out()).contains(genuine + "  admitted    duplicate", resent + "  admitted");
    assertThat(gate.reached()).hasSize(1);
  }

  /** It was fresh when it came, and is judged by that; a stale one does not get fresher. */
  @Test
  void judgesFreshnessByTheTimeOfReceipt() {
    String stale = reference(post(NEW, clock.instant().getEpochSecond() - 3_600));
    gate.policy("stripe", policy(NEW)).server().reload().await();

    Sallyport done = run("recheck", stale);

    assertThat(done.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(done.out()).contains("timestamp.stale");
    assertThat(gate.reached()).isEmpty();
  }

  @Test
  void admitsAlsoWhatARestartHasSeenSince() {
    String genuine = refused(NEW);
    gate.server().stop().await();
    gate.policy("stripe", policy(NEW)).start();

    assertThat(run("recheck", genuine).exit()).isEqualTo(ExitCode.DONE);
    assertThat(gate.reached()).hasSize(1);
  }

  @Test
  void letsNothingThroughThatOnlyATrialPeriodWouldLet() {
    String forged = refused("a guess of somebody");
    gate.policy("stripe", policy(NEW) + "enforce: {monitor-until: 2026-05-20T00:00:00Z}\n")
        .server()
        .reload()
        .await();

    assertThat(run("recheck", forged).exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(gate.reached()).isEmpty();
  }

  @Test
  void listsAndShowsWhatWasRefused() {
    String reference = refused(NEW);

    Sallyport ls = run("ls", "-i", "stripe", "--since", "2026-05-01T00:00:00Z");
    Sallyport http = run("show", "urn:sallyport:" + reference, "--http");

    assertThat(ls.out().lines())
        .hasSize(2)
        .last()
        .asString()
        .contains("signature.mismatch", "127.0.0.1")
        .endsWith(reference);
    assertThat(run("show", reference).out()).contains("stage          verify");
    assertThat(http.out()).startsWith("POST /hooks/stripe HTTP/1.1").contains(BODY);
    assertThat(run("ls", "-i", "github").out().strip()).isEqualTo("none");
    assertThat(run("recheck").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run("recheck", "r-aaaa-aaaa").exit()).isEqualTo(ExitCode.REFUSED);
  }

  private String refused(String secret) {
    return reference(post(secret, clock.instant().getEpochSecond()));
  }

  private static String reference(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    return new JsonObject(answer.body()).getString("instance").substring("urn:sallyport:".length());
  }

  private HttpResponse<String> post(String secret, long time) {
    return gate.post(
        "/hooks/stripe",
        BODY,
        "Stripe-Signature",
        "t=" + time + ",v1=" + hmac(secret, time + "." + BODY));
  }

  private static String hmac(String secret, String text) {
    return Hmac.sha256(secret, text);
  }

  private Sallyport run(String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of("refusals"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of("--server", gate.server().adminUrl(), "--data", folder.resolve("data").toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }
}
