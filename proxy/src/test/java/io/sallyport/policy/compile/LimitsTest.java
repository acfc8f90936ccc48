package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.admit.Charge;
import io.sallyport.admit.ChargeRule;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Limit.Over;
import io.sallyport.policy.Policy;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Item;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {
  private static final String GOOD =
      """
      verify: {hmac: sha256, signed: "{header:X-Time}.{body}", signature: {from: "{header:X-S}", as: "{hex}"}}
      freshness: {from: "{header:X-Time}", unit: s}
      facts: {account: "{json:/account}", type: {from: "{header:X-Type}", unsigned: "not signed"}}
      keys: ["${env:X}"]
      deliver: {to: "http://x/", mode: durable}
      """;

  @Test
  void compilesEverythingThatALimitSays() {
    assertThat(
            limits(
                "limits: [{by: account, rate: 30/m, burst: 60, over: hold, name: busy},"
                    + " {by: type, rate: 5/s, soft: true}]\n"))
        .containsExactly(
            new Limit(
                "busy", Reason.LIMIT_ACCOUNT, 30, Duration.ofMinutes(1), 60, Over.HOLD, false),
            new Limit("type", Reason.LIMIT_TYPE, 5, Duration.ofSeconds(1), 5, Over.REFUSE, true));
  }

  @ParameterizedTest
  @CsvSource({
    "integration, integration, limit.integration",
    "account, account, limit.account",
    "type, type, limit.type",
    "'header:X-Shop_Domain', header-x-shop-domain, limit.field",
    "'json:/a/b c', json-a-b-c, limit.field"
  })
  void namesALimitByWhatItCounts(String by, String name, String reason) {
    Limit limit = limits("limits: [{by: \"" + by + "\", rate: 1/s}]\n").get(0);

    assertThat(limit.name()).isEqualTo(name);
    assertThat(limit.reason().code()).isEqualTo(reason);
  }

  @Test
  void leavesLimitsBySourceAtTheDoor() {
    Policy policy =
        policy(GOOD + "limits: [{by: source, rate: 50/s, burst: 100}, {by: account, rate: 1/s}]\n");

    assertThat(policy.acceptance().sourceLimits()).hasSize(1);
    assertThat(policy.admission().limits()).hasSize(1);
  }

  /** GitHub never comes again: what is refused is lost. */
  @ParameterizedTest
  @CsvSource({
    "github, durable, DELAY",
    "github, pass-through, REFUSE",
    "stripe, durable, REFUSE",
    "xero, durable, DELAY"
  })
  void pacesByDefaultWhoNeverComesAgainOrSendsBatches(String preset, String mode, Over over) {
    String yaml =
        "provider: %s\nkeys: [\"${env:X}\"]\ndeliver: {to: \"http://x/\", mode: %s}\nlimits: [{by: integration, rate: 1/s}]\n"
            .formatted(preset, mode);

    assertThat(limitsOf(policy(yaml))).extracting(Limit::over).containsExactly(over);
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
        arguments(
            GOOD + "limits: [{by: acount, rate: 1/s}]\n",
            "acme.yaml:6:15: limits[0].by: want source, integration, account, type, header:NAME,"
                + " json:/POINTER or item:/POINTER, got \"acount\""),
        arguments(
            GOOD + "limits: [{by: source, rate: 1/s, over: hold}]\n",
            "acme.yaml:6:40: limits[0].over: a limit by source is judged before anything is"
                + " verified, and always refuses; take it out"),
        arguments(
            GOOD + "limits: [{by: source, rate: 1/s, soft: true}]\n",
            "acme.yaml:6:40: limits[0].soft: a limit by source is judged before anything is"
                + " verified, and always refuses; take it out"),
        arguments(
            GOOD + "limits: [{by: account, rate: 1/s}, {by: account, rate: 60/h}]\n",
            "acme.yaml:6:41: limits[1].by: another limit above is called account; want name: with"
                + " a name of its own"),
        arguments(
            GOOD + "limits: [{by: account, rate: 1/s, soft: true, over: hold}]\n",
            "acme.yaml:6:53: limits[0].over: a soft limit only counts; take over out, or soft"),
        arguments(
            GOOD.replace("account: \"{json:/account}\", ", "")
                + "limits: [{by: account, rate: 1/s}]\n",
            "acme.yaml:6:15: limits[0].by: no fact says whose an event is: want facts: {account:"
                + " …} in the policy"),
        arguments(
            GOOD.replace(", mode: durable", ", mode: pass-through")
                + "limits: [{by: account, rate: 1/s, over: delay}]\n",
            "acme.yaml:6:41: limits[0].over: what is passed through cannot wait; want refuse or"
                + " hold, or deliver with mode: durable"),
        arguments(
            GOOD + "items: /events/*\nlimits: [{by: account, rate: 1/s, over: refuse}]\n",
            "acme.yaml:7:41: limits[0].over: a batch is not refused for its size, or it could never"
                + " be delivered; want delay or hold, which concern one of its events"),
        arguments(
            GOOD + "limits: [{by: account, rate: 0/s}]\n",
            "acme.yaml:6:30: limits[0].rate: want a rate like 50/s, got \"0/s\""));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void refusesABreachWithItsPlaceAndItsRemedy(String yaml, String expected) {
    APolicy.Outcome outcome = APolicy.named("acme").saying(yaml).checked();

    assertThat(outcome.errors()).singleElement().asString().startsWith(expected);
  }

  /** Law 5: such a limit is allowed, and whoever checks the policy reads that it proves nothing. */
  @Test
  void saysWhichLimitsCountByWhatNobodySigned() {
    APolicy.Outcome outcome =
        APolicy.named("acme")
            .saying(
                GOOD
                    + "limits: [{by: account, rate: 1/s}, {by: type, rate: 1/s}, {by:"
                    + " \"header:X-Region\", rate: 1/s}, {by: \"json:/region\", rate: 1/s}]\n")
            .checked();

    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.compiled().orElseThrow().coverage().limits())
        .containsExactly(
            new FactCoverage("type", List.of("header:x-type"), Optional.empty()),
            new FactCoverage("header-x-region", List.of("header:x-region"), Optional.empty()));
  }

  @Test
  void chargesEachValueItsOwnBucket() {
    ChargeRule byHeader = rule("limits: [{by: \"header:X-Region\", rate: 1/s}]\n");
    ChargeRule byJson = rule("limits: [{by: \"json:/region\", rate: 1/s}]\n");
    ChargeRule byAccount = rule("limits: [{by: account, rate: 1/s}]\n");

    assertThat(charge(byHeader, "{}", "eu")).isEqualTo(charge(byHeader, "{}", "eu"));
    assertThat(charge(byHeader, "{}", "eu")).isNotEqualTo(charge(byHeader, "{}", "us"));
    assertThat(charge(byJson, "{\"region\":\"eu\"}"))
        .isNotEqualTo(charge(byJson, "{\"region\":\"us\"}"));
    assertThat(byAccount.charge(item("{}", "a"), reading("{}")))
        .isPresent()
        .isNotEqualTo(byAccount.charge(item("{}", "b"), reading("{}")));
  }

  @Test
  void doesNotCountWhatHasNotGotIt() {
    assertThat(charge(rule("limits: [{by: \"header:X-Region\", rate: 1/s}]\n"), "{}")).isEmpty();
    assertThat(charge(rule("limits: [{by: \"json:/region\", rate: 1/s}]\n"), "{}")).isEmpty();
    assertThat(charge(rule("limits: [{by: type, rate: 1/s}]\n"), "{}")).isEmpty();
  }

  /** Otherwise whoever garbles what is counted would have left the limit. */
  @Test
  void countsWhatCannotBeReadInOneBucket() {
    ChargeRule byHeader = rule("limits: [{by: \"header:X-Region\", rate: 1/s}]\n");
    ChargeRule byJson = rule("limits: [{by: \"json:/region\", rate: 1/s}]\n");

    assertThat(charge(byHeader, "{}", "eu", "us"))
        .isPresent()
        .isEqualTo(charge(byHeader, "{}", "eu", "eu"));
    assertThat(charge(byJson, "no json")).isPresent().isEqualTo(charge(byJson, "[[["));
  }

  @Test
  void countsTheItemsOfABatchByWhatStandsInEach() {
    ChargeRule byItem =
        rule(GOOD + "items: /events/*\n", "limits: [{by: \"item:/region\", rate: 1/s}]\n");
    String body = "{\"events\":[{\"region\":\"eu\"},{\"region\":\"us\"},{\"region\":\"eu\"}]}";
    Reading reading =
        reading(GOOD + "items: /events/*\nlimits: [{by: \"item:/region\", rate: 1/s}]\n", body);
    List<Optional<Charge>> charges =
        reading.items().stream()
            .map(
                it ->
                    byItem.charge(
                        new Item(it.pointer(), it.start(), it.end(), Facts.none(), true), reading))
            .toList();

    assertThat(charges.get(0)).isPresent().isEqualTo(charges.get(2)).isNotEqualTo(charges.get(1));
  }

  private static Optional<Charge> charge(ChargeRule rule, String body, String... regions) {
    return rule.charge(item(body, ""), reading(body, regions));
  }

  private static Item item(String body, String account) {
    Facts none = Facts.none();
    return new Item(
        "",
        0,
        body.length(),
        account.isEmpty()
            ? none
            : new Facts(
                none.id(),
                none.type(),
                Optional.of(new Fact(account, true)),
                none.user(),
                none.time(),
                none.attempt()),
        true);
  }

  private static ChargeRule rule(String limits) {
    return rule(GOOD, limits);
  }

  private static ChargeRule rule(String yaml, String limits) {
    return policy(yaml + limits).admission().limits().get(0);
  }

  private static Reading reading(String body, String... regions) {
    return read(
        policy(GOOD + "limits: [{by: \"json:/region\", rate: 1/s}]\n"), body, List.of(regions));
  }

  private static Reading reading(String yaml, String body) {
    return read(policy(yaml), body, List.of());
  }

  private static Reading read(Policy policy, String body, List<String> regions) {
    InboundWebhook inbound =
        new InboundWebhook(
            "acme",
            "r-test",
            "POST",
            "/hooks/acme",
            Headers.of(regions.stream().map(region -> Map.entry("X-Region", region)).toList()),
            RawBody.ofText(body),
            InetAddress.getLoopbackAddress(),
            APolicy.NOW,
            Map.of(),
            Optional.empty());
    return policy.language().read(inbound, "https://hooks.example.com/hooks/acme");
  }

  private static List<Limit> limits(String yaml) {
    return limitsOf(policy(GOOD + yaml));
  }

  /** A rule shows its limit in what it charges: here by a delivery that has everything. */
  private static List<Limit> limitsOf(Policy policy) {
    String body = "{\"a\":{\"b c\":\"x\"}}";
    Facts none = Facts.none();
    Facts all =
        new Facts(
            none.id(),
            Optional.of(new Fact("t", true)),
            Optional.of(new Fact("a", true)),
            none.user(),
            none.time(),
            none.attempt());
    InboundWebhook inbound =
        new InboundWebhook(
            "acme",
            "r-test",
            "POST",
            "/hooks/acme",
            Headers.of(List.of(Map.entry("X-Shop_Domain", "x"))),
            RawBody.ofText(body),
            InetAddress.getLoopbackAddress(),
            APolicy.NOW,
            Map.of(),
            Optional.empty());
    Reading reading = policy.language().read(inbound, "https://hooks.example.com/hooks/acme");
    return policy.admission().limits().stream()
        .map(rule -> rule.charge(new Item("", 0, body.length(), all, true), reading))
        .map(Optional::orElseThrow)
        .map(Charge::limit)
        .toList();
  }

  private static Policy policy(String yaml) {
    APolicy.Outcome outcome = APolicy.named("acme").saying(yaml).checked();
    assertThat(outcome.errors()).isEmpty();
    return outcome.compiled().orElseThrow().policy().orElseThrow();
  }
}
