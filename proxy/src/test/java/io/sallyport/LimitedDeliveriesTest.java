package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Hmac;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of a policy at a whole gate: two an account, and the next one in an hour. */
class LimitedDeliveriesTest {
  private static final String SECRET = "It's a Secret to Everybody";

  @TempDir private static Path folder;
  private static RunningGate gate;
  private static int number;

  @BeforeAll
  static void start() {
    gate = RunningGate.in(folder);
    policy("refusing", "{by: account, rate: 1/h, burst: 2}");
    policy("known", "{by: account, rate: 1/h, burst: 2}");
    policy("forged", "{by: account, rate: 1/h, burst: 2}");
    policy("holding", "{by: account, rate: 1/h, burst: 2, over: hold}");
    policy("soft", "{by: account, rate: 1/h, burst: 2, soft: true}");
    policy("counted", "{by: account, rate: 1/h, burst: 2, soft: true, name: by-account}");
    policy("types", "{by: \"header:X-Region\", rate: 1/h, burst: 1, name: region}");
    policy("paced", "durable", "{by: account, rate: 1/h, burst: 2, over: delay}");
    gate.start();
  }

  private static void policy(String name, String limit) {
    policy(name, "pass-through", limit);
  }

  private static void policy(String name, String mode, String limit) {
    gate.policy(
        name,
        """
        provider: github
        facts: {account: "{json:/account}"}
        keys: [{id: main, value: "%s"}]
        limits: [%s]
        deliver: {to: "APP/%s", mode: %s}
        """
            .formatted(SECRET, limit, name, mode));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @Test
  void whatIsOverIsRefusedWithTheTimeToComeBack() {
    assertThat(send("refusing", event("a")).statusCode()).isEqualTo(200);
    assertThat(send("refusing", event("a")).statusCode()).isEqualTo(200);

    HttpResponse<String> over = send("refusing", event("a"));

    assertThat(over.statusCode()).isEqualTo(429);
    assertThat(over.headers().firstValue("RateLimit-Policy")).contains("\"account\";q=1;w=3600");
    assertThat(over.headers().firstValue("RateLimit").orElseThrow())
        .matches("\"account\";r=0;t=3(600|59[0-9])");
    assertThat(Integer.parseInt(over.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(3_500, 3_700);
    assertThat(over.body()).contains("Too Many Requests").doesNotContain("account");
    assertThat(send("refusing", event("b")).statusCode()).isEqualTo(200);
    assertThat(reached("refusing")).isEqualTo(3);
  }

  /** A sender that comes again with what it has sent is not the one to be limited. */
  @Test
  void whatIsKnownAlreadyIsAnsweredAndSpendsNothing() {
    String first = event("a");
    send("known", first);
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> again = send("known", first);
      assertThat(again.statusCode()).isEqualTo(200);
      assertThat(again.headers().firstValue("Sallyport-Outcome")).contains("duplicate");
    }

    assertThat(send("known", event("a")).statusCode()).isEqualTo(200);
    assertThat(send("known", event("a")).statusCode()).isEqualTo(429);
    assertThat(send("known", first).statusCode()).isEqualTo(200);
    assertThat(reached("known")).isEqualTo(2);
  }

  /** Law 1: nothing unverified spends a verified account's budget. */
  @Test
  void forgedRequestsSpendNothing() {
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> forged =
          gate.post("/hooks/forged", event("a"), "X-Hub-Signature-256", "sha256=" + "0".repeat(64));
      assertThat(forged.statusCode()).isEqualTo(401);
    }

    assertThat(send("forged", event("a")).statusCode()).isEqualTo(200);
    assertThat(send("forged", event("a")).statusCode()).isEqualTo(200);
    assertThat(reached("forged")).isEqualTo(2);
  }

  @Test
  void whatIsSuspiciousWaitsForAPersonAndItsSenderIsDone() {
    send("holding", event("a"));
    send("holding", event("a"));

    HttpResponse<String> held = send("holding", event("a"));

    assertThat(held.statusCode()).isEqualTo(200);
    assertThat(held.headers().firstValue("Sallyport-Outcome")).contains("held");
    assertThat(reached("holding")).isEqualTo(2);
  }

  /** Accepted like the others, but its first try is due in an hour; what follows overtakes it. */
  @Test
  void whatIsDelayedIsAcceptedAndPaced() {
    String third = event("a");
    for (String body : new String[] {event("a"), event("a"), third, event("b")}) {
      assertThat(send("paced", body).statusCode()).isEqualTo(200);
    }

    until(() -> reached("paced") == 3);
    assertThat(gate.reached()).extracting(RunningGate.Reached::body).doesNotContain(third);
    assertThat(send("paced", third).headers().firstValue("Sallyport-Outcome"))
        .contains("duplicate");
  }

  @Test
  void aSoftLimitStopsNobody() {
    for (int i = 0; i < 5; i++) {
      assertThat(send("soft", event("a")).statusCode()).isEqualTo(200);
    }

    assertThat(reached("soft")).isEqualTo(5);
  }

  /** The one series is named by the policy alone, whatever the accounts are called. */
  @Test
  void whatIsOverASoftLimitIsCounted() {
    for (String account : new String[] {"a", "b", "c"}) {
      String first = event(account);
      send("counted", first);
      send("counted", event(account));
      assertThat(send("counted", first).headers().firstValue("Sallyport-Outcome"))
          .contains("duplicate");
    }
    assertThat(overSoftLimits()).isEmpty();

    for (String account : new String[] {"a", "a", "b"}) {
      send("counted", event(account));
    }

    assertThat(overSoftLimits())
        .containsExactly(
            "sallyport_limit_over_soft_total{integration=\"counted\",limit=\"by-account\"} 3.0");
  }

  private static List<String> overSoftLimits() {
    return gate.metrics()
        .lines()
        .filter(it -> it.startsWith("sallyport_limit_over_soft_total{integration=\"counted\""))
        .toList();
  }

  /** Nobody signs the field: it may be counted by, and an event without it is not counted. */
  @Test
  void countsByAFieldOfTheHead() {
    assertThat(send("types", event("a"), "X-Region", "eu").statusCode()).isEqualTo(200);
    HttpResponse<String> over = send("types", event("a"), "X-Region", "eu");
    assertThat(over.statusCode()).isEqualTo(429);
    assertThat(over.headers().firstValue("RateLimit-Policy")).contains("\"region\";q=1;w=3600");
    assertThat(send("types", event("a"), "X-Region", "us").statusCode()).isEqualTo(200);
    assertThat(send("types", event("a")).statusCode()).isEqualTo(200);
  }

  private static long reached(String path) {
    return gate.reached().stream().filter(it -> it.target().equals("/" + path)).count();
  }

  private static HttpResponse<String> send(String integration, String body, String... fields) {
    String[] all = new String[fields.length + 2];
    all[0] = "X-Hub-Signature-256";
    all[1] = "sha256=" + mac(body);
    System.arraycopy(fields, 0, all, 2, fields.length);
    return gate.post("/hooks/" + integration, body, all);
  }

  /** Another one each time. */
  private static String event(String account) {
    return "{\"account\":\"" + account + "\",\"number\":" + number++ + "}";
  }

  private static String mac(String content) {
    return Hmac.sha256(SECRET, content);
  }
}
