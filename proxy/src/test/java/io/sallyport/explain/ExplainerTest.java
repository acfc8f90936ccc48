package io.sallyport.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.explain.Explanation.Mark;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.LastGood;
import io.sallyport.policy.folder.PolicyFolder;
import io.sallyport.policy.folder.PolicySet;
import io.sallyport.policy.folder.PolicySet.Entry;
import io.sallyport.policy.layer.Presets;
import io.sallyport.refusals.Refusal;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainerTest {
  private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");
  private static final String PUSH =
      "{\"ref\":\"refs/heads/main\",\"organization\":{\"login\":\"acme\"}}";
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";

  @TempDir Path folder;

  @Test
  void tellsAGenuineDeliverysWholeRoad() throws Exception {
    Policy github =
        policy("github", "provider: github", "keys: [{id: main, value: %s}]".formatted(SECRET));

    Explanation explained = explain(github, post(PUSH, signature(SECRET, PUSH)));

    assertThat(explained.isRefused()).isFalse();
    assertThat(explained.stages())
        .extracting(Stage::name, Stage::mark)
        .containsExactly(
            tuple("ingress", Mark.OK),
            tuple("verify", Mark.OK),
            tuple("freshness", Mark.SKIP),
            tuple("facts", Mark.OK),
            tuple("route", Mark.OK));
    assertThat(explained.stages().get(1).sentence()).isEqualTo("hmac verifies with key `main`");
  }

  @Test
  void saysWhereGithubsSecretIsTypedWhenTheSignatureIsMissing() throws Exception {
    Policy github = policy("github", "provider: github", "keys: [%s]".formatted(SECRET));

    Explanation explained = explain(github, post(PUSH));

    assertThat(explained.stages())
        .last()
        .satisfies(stage -> assertThat(stage.name()).isEqualTo("verify"))
        .satisfies(stage -> assertThat(stage.mark()).isEqualTo(Mark.REFUSE))
        .satisfies(
            stage ->
                assertThat(stage.sentence())
                    .startsWith("signature.missing: ")
                    .contains("X-Hub-Signature-256"));
    assertThat(explained.remedy())
        .get()
        .asString()
        .startsWith("GitHub sends it only if the webhook has a secret")
        .contains("Settings > Webhooks");
  }

  @Test
  void saysThatItVerifiesAsAnotherIntegration() throws Exception {
    Policy github = policy("github", "provider: github", "keys: [%s]".formatted(SECRET));
    Policy other =
        policy("github-other", "provider: github", "keys: [{id: org, value: %s}]".formatted(OTHER));

    Explanation explained =
        explain(github, mistakes(github, other), post(PUSH, signature(OTHER, PUSH)));

    assertThat(explained.hints())
        .singleElement()
        .asString()
        .contains("key `org` of `github-other`");
  }

  /** Or a stranger's message would make the gate fetch for every integration there is. */
  @Test
  void fetchesNoKeyToFindOutWhoseDeliveryItIs() throws Exception {
    AtomicLong lookups = new AtomicLong();
    Policy github = policy("github", "provider: github", "keys: [%s]".formatted(SECRET));
    Policy fetching =
        policy(
            Surroundings.forCheck(() -> T0)
                .withRemoteKeys(
                    rule ->
                        (reading, now) -> {
                          lookups.incrementAndGet();
                          return new KeyLookup.Missing(Reason.KEY_UNAVAILABLE, "");
                        }),
            "fetching",
            "verify: {rsa: sha256, signed: \"{body}\", signature: {from:"
                + " \"{header:X-Hub-Signature-256}\", as: \"sha256={hex}\"}, key: {jwks:"
                + " \"https://keys.example.com/jwks\"}}",
            "freshness: {none: \"no time is signed\"}");

    explain(github, mistakes(github, fetching), post(PUSH, signature(OTHER, PUSH)));
    assertThat(lookups).hasValue(0);

    explain(fetching, post(PUSH, signature(OTHER, PUSH)));
    assertThat(lookups).as("its own deliveries do ask for its keys").hasPositiveValue();
  }

  @Test
  void saysWhichAddressTwilioSignedInstead() throws Exception {
    Policy twilio = policy("twilio", "provider: twilio", "keys: [%s]".formatted(SECRET));
    String account = "AC" + "0".repeat(32);
    String form = "AccountSid=" + account + "&Body=hi";
    byte[] mac =
        mac(
            "HmacSHA1",
            SECRET,
            "http://hooks.example.com/hooks/twilioAccountSid" + account + "Bodyhi");

    Explanation explained =
        explain(
            twilio,
            mistakes(twilio),
            inbound(
                "twilio",
                form,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-Twilio-Signature",
                Base64.getEncoder().encodeToString(mac)));

    assertThat(explained.hints())
        .singleElement()
        .asString()
        .startsWith("verifies if the registered address is http://hooks.example.com/hooks/twilio ");
  }

  @Test
  void judgesFreshnessAtTheTimeOfReceipt() throws Exception {
    Policy stripe = policy("stripe", "provider: stripe", "keys: [%s]".formatted(SECRET));

    assertThat(explain(stripe, stripe(T0)).isRefused()).isFalse();
    assertThat(explain(stripe, stripe(T0.minusSeconds(301))).stages())
        .last()
        .extracting(Stage::name, Stage::sentence)
        .containsExactly("freshness", "timestamp.stale: signed 301 s ago, 300 s are allowed");
  }

  @Test
  void tellsWhatAStrangersTextWouldDoToATerminalWithoutDoingIt() throws Exception {
    Policy github = policy("github", "provider: github", "keys: [%s]".formatted(SECRET));
    InboundWebhook inbound =
        new InboundWebhook(
            "github",
            "q-1",
            "POST",
            "/hooks/\u001b[2Jgithub",
            Headers.of(List.of()),
            RawBody.empty(),
            InetAddress.getLoopbackAddress(),
            T0,
            Map.of(),
            Optional.empty());

    assertThat(explain(github, inbound).stages().get(0).sentence())
        .isEqualTo("POST /hooks/?[2Jgithub from 127.0.0.1, 0 bytes");
  }

  @Test
  void tellsWhatIsKnownOfARefusalWhoseBodyWasTooLarge() {
    Refusal refusal =
        new Refusal(
            "r-aaaa-aaaa",
            "v",
            "verify",
            Reason.SIGNATURE_MISMATCH,
            "no key matches",
            inbound("github", ""),
            100_000,
            T0);

    Explanation explained = Explainer.recorded(refusal, Sender.unnamed("github"));

    assertThat(explained.stages())
        .last()
        .extracting(Stage::sentence)
        .isEqualTo("signature.mismatch: no key matches");
    assertThat(explained.hints()).singleElement().asString().contains("100000 bytes");
  }

  @Test
  void hasARemedyForEveryReason() {
    assertThat(Arrays.stream(Reason.values()))
        .allSatisfy(reason -> assertThat(Remedies.of(reason, Sender.unnamed("x"))).isPresent());
  }

  @Test
  void neverPrintsASecretOrASignature() throws Exception {
    Policy github = policy("github", "provider: github", "keys: [%s]".formatted(SECRET));
    String signature = signature(OTHER, PUSH);

    String told = explain(github, post(PUSH, signature)).toString();

    assertThat(told).doesNotContain(SECRET).doesNotContain(signature.substring(10));
  }

  @Test
  void saysThatTheSecretWasMeantOtherwise() throws Exception {
    Policy github = policy("github", "provider: github", "keys: [\"%s\\n\"]".formatted(SECRET));

    Explanation explained = explain(github, mistakes(github), post(PUSH, signature(SECRET, PUSH)));

    assertThat(explained.isRefused()).isTrue();
    assertThat(explained.hints()).containsExactly("the configured secret ends in a newline");
  }

  @Test
  void saysThatATimeIsWrittenInAnotherUnit() throws Exception {
    Policy acme =
        policy(
            "acme",
            "verify: {hmac: sha256, signed: \"{header:T}.{body}\", signature: {from:"
                + " \"{header:S}\", as: \"{hex}\"}}",
            "freshness: {from: \"{header:T}\", unit: s}",
            "keys: [%s]".formatted(SECRET));

    assertThat(explain(acme, acme(T0.toEpochMilli())).hints())
        .containsExactly("the signed time is in milliseconds (freshness.unit: ms)");
    assertThat(explain(acme, acme(T0.getEpochSecond() - 3_600)).hints())
        .as("an hour old is old, not miswritten")
        .isEmpty();
  }

  @Test
  void triesNothingMoreWhenItsTimeIsOver() throws Exception {
    Policy github = policy("github", "provider: github", "keys: [\"%s\\n\"]".formatted(SECRET));
    AtomicLong nanos = new AtomicLong();
    CommonMistakes slow =
        new CommonMistakes(
            () -> List.of(github), () -> nanos.getAndAdd(CommonMistakes.TIME_MAX.toNanos()));

    assertThat(slow.of(github, post(PUSH, signature(SECRET, PUSH)), "https://h/hooks/github"))
        .isEmpty();
  }

  private static NearMisses mistakes(Policy... policies) {
    CommonMistakes mistakes = new CommonMistakes(() -> List.of(policies), () -> 0L);
    return (policy, inbound, url) -> Future.succeededFuture(mistakes.of(policy, inbound, url));
  }

  private static InboundWebhook acme(long time) throws GeneralSecurityException {
    String mac = HexFormat.of().formatHex(mac("HmacSHA256", SECRET, time + "." + PUSH));
    return inbound("acme", PUSH, "T", Long.toString(time), "S", mac);
  }

  private Explanation explain(Policy policy, InboundWebhook inbound) {
    return explain(policy, NearMisses.none(), inbound);
  }

  private Explanation explain(Policy policy, NearMisses misses, InboundWebhook inbound) {
    return new Explainer(policy, Senders.of(policy, Presets.bundled()), misses)
        .explain("r-aaaa-aaaa", inbound, policy.paths().get(0).url())
        .await();
  }

  private Policy policy(String name, String... lines) throws IOException {
    return policy(Surroundings.forCheck(() -> T0).withLiteralSecrets(), name, lines);
  }

  private Policy policy(Surroundings surroundings, String name, String... lines)
      throws IOException {
    Files.writeString(
        folder.resolve(name + ".yaml"),
        String.join("\n", lines) + "\ndeliver: http://127.0.0.1:9\n");
    PolicySet set =
        new PolicyFolder(folder, new LastGood(folder.resolve("good")), surroundings).load();
    return set.policies().stream()
        .filter(policy -> policy.integration().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(set.entry(name).map(Entry::problems)));
  }

  private static InboundWebhook stripe(Instant signedAt) throws GeneralSecurityException {
    String body = "{\"id\":\"evt_1\",\"type\":\"charge.refunded\"}";
    long time = signedAt.getEpochSecond();
    String v1 = HexFormat.of().formatHex(mac("HmacSHA256", SECRET, time + "." + body));
    return inbound("stripe", body, "Stripe-Signature", "t=" + time + ",v1=" + v1);
  }

  private static InboundWebhook post(String body) {
    return inbound("github", body, "X-GitHub-Event", "push");
  }

  private static InboundWebhook post(String body, String signature) {
    return inbound(
        "github",
        body,
        "X-GitHub-Event",
        "push",
        "X-GitHub-Delivery",
        "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "X-Hub-Signature-256",
        signature);
  }

  /** Fields as name, value, name, value. */
  private static InboundWebhook inbound(String integration, String body, String... fields) {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      all.add(Map.entry(fields[i], fields[i + 1]));
    }
    return new InboundWebhook(
        integration,
        "q-1",
        "POST",
        "/hooks/" + integration,
        Headers.of(all),
        RawBody.ofText(body),
        InetAddress.getLoopbackAddress(),
        T0,
        Map.of(),
        Optional.empty());
  }

  private static String signature(String secret, String body) throws GeneralSecurityException {
    return "sha256=" + HexFormat.of().formatHex(mac("HmacSHA256", secret, body));
  }

  private static byte[] mac(String algorithm, String secret, String content)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
    return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
  }
}
