package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The nine policies that the language was drawn from, as authors write them. */
class NinePoliciesTest {
  private static final Map<String, String> POLICIES =
      Map.of(
          "instagram",
          """
          provider: meta-graph
          keys:
            - {id: "2026-05", value: "${env:IG_APP_SECRET}"}
            - {id: "2026-01", value: "${file:/run/secrets/ig_app_secret_old}", not-after: 2026-12-01T00:00:00Z}
          params: {verify-token: "${env:IG_VERIFY_TOKEN}"}
          limits: [{by: account, rate: 30/m, over: hold}]
          rules:
            - {name: link-in-dm, when: 'item.?message.?text.orValue("").matches("https?://")', then: hold}
          contain:
            - {name: taken-over, when: 'signal.type in ["credential-changed", "baseline.burst"]', then: [suspend, revoke-tokens, notify], cap: 50/h}
          deliver: "https://app.internal/hooks/instagram"
          """,
          "instagram-deauthorize",
          """
          provider: meta-signed-request
          keys: ["${env:IG_APP_SECRET}"]
          accounts: instagram
          contain: [{name: disconnected, when: "true", then: [suspend, revoke-tokens], cap: 500/h}]
          """,
          "stripe",
          """
          provider: stripe
          keys:
            - {id: platform, value: "${env:STRIPE_WHSEC}"}
            - {id: connect, value: "${env:STRIPE_CONNECT_WHSEC}"}
          rules:
            - {name: wrong-endpoint, when: '(key.id == "connect") != has(body.account)', then: hold}
            - {name: test-mode, when: "!body.livemode", then: reject}
          deliver: {to: "http://billing:8000/stripe", mode: durable, order: account, final: [400, 422]}
          examples:
            - {name: paid, body: examples/stripe-paid.json, sign: connect, at: 2026-05-01T12:00:00Z,
               expect: {verdict: forward, type: payment_intent.succeeded, account: acct_1}}
          """,
          "slack",
          """
          provider: slack
          keys: ["${env:SLACK_SIGNING_SECRET}"]
          deliver:
            - {path: /events, to: "http://bot:3000/slack/events", mode: durable}
            - path: /commands
              to: "http://bot:3000/slack/commands"
              mode: pass-through
              timeout: 2500ms
              answers: {held: {json: {response_type: ephemeral, text: "Waiting for a check."}}}
          """,
          "github",
          """
          provider: github
          keys: ["${vault:secret/webhooks/github#secret}"]
          accept: {sources: "${file:/etc/sallyport/github-hooks.cidr}"}
          facts: {account: "{json:/organization/login}"}
          rules:
            - {name: foreign-org, when: 'event.account != "acme"', then: reject}
            - {name: force-push-to-main, when: 'event.type == "push" && body.forced && body.ref == "refs/heads/main"', then: hold}
          deliver: "http://ci:8000/github"
          """,
          "shopify",
          """
          provider: shopify
          keys: ["${env:SHOPIFY_CLIENT_SECRET}"]
          facts:
            account: {from: "{header:X-Shopify-Shop-Domain}", like: '^[a-z0-9][a-z0-9-]*\\.myshopify\\.com$', unsigned: "Shopify signs no shop"}
            type: {from: "{header:X-Shopify-Topic}", unsigned: "Shopify signs no topic"}
          rules:
            - {name: shop-mismatch, when: 'body.?myshopify_domain.orValue(event.account) != event.account', then: hold}
          deliver: "http://app:8000/shopify"
          """,
          "twilio",
          """
          provider: twilio
          path: [/hooks/twilio, /webhooks/twilio]
          url: ["https://hooks.example.com/hooks/twilio", "https://api.example.com/webhooks/twilio"]
          keys: [{id: primary, value: "${env:TWILIO_TOKEN}"}, {id: secondary, value: "${env:TWILIO_TOKEN_2}"}]
          deliver: {to: "http://voice:3000/twilio/*", mode: pass-through, timeout: 14s}
          """,
          "acme",
          """
          verify:
            hmac: sha512
            signed: "{header:X-Acme-Time}\\n{method} {url}\\n{body}"
            signature: {from: "{header:X-Acme-Signature}", as: "v2={base64}"}
            key: {as: base64, id: "{header:X-Acme-Key}"}
          freshness: {from: "{header:X-Acme-Time}", unit: ms, past: 2m, future: 30s}
          facts: {id: "{json:/event_id}", type: "{json:/kind}", account: "{json:/tenant}"}
          keys: [{id: k7, value: "${file:/run/secrets/acme-k7}"}, {id: k6, value: "${file:/run/secrets/acme-k6}", not-after: 2026-12-01T00:00:00Z}]
          deliver: "http://app:8000/acme"
          """,
          "google-risc",
          """
          provider: google-risc
          params: {audience: ["1234-web.apps.googleusercontent.com"]}
          accounts: [google-calendar, gmail]
          contain:
            - {name: hijacked, when: 'signal.type in ["sessions-revoked", "account-disabled"]', then: [suspend, revoke-tokens, force-reauth, notify], cap: 50/h}
          """);

  private static final List<String> LATER = List.of("rules:", "contain:", "accounts:");

  static Stream<String> names() {
    return POLICIES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void loadsWithoutWhatComesWithALaterRelease(String name) {
    APolicy.Outcome outcome = APolicy.named(name).saying(now(name)).checked();

    assertThat(outcome.errors()).isEmpty();
    Policy policy = outcome.compiled().orElseThrow().policy().orElseThrow();
    assertThat(policy.integration()).isEqualTo(name);
    assertThat(policy.version()).matches("sha256:[0-9a-f]{12}");
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesWhatComesWithALaterReleaseByNameAndNothingElse(String name) {
    APolicy.Outcome outcome = APolicy.named(name).saying(POLICIES.get(name)).checked();

    assertThat(outcome.errors())
        .allMatch(it -> it.contains("comes with a later release"))
        .hasSize(later(name));
  }

  @Test
  void coversTheUrlOfTwilioSoThatAWildcardMayFollowIt() {
    APolicy.Outcome outcome = APolicy.named("twilio").saying(now("twilio")).checked();

    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.compiled().orElseThrow().policy().orElseThrow().destinations().get(0).to())
        .hasToString("http://voice:3000/twilio");
  }

  @Test
  void ownsUpToWhatShopifyDoesNotSign() {
    APolicy.Outcome outcome = APolicy.named("shopify").saying(now("shopify")).checked();

    assertThat(outcome.unsignedFacts())
        .contains("type: header:x-shopify-topic", "account: header:x-shopify-shop-domain");
  }

  private static int later(String name) {
    return switch (name) {
      case "instagram" -> 2; // rules; contain
      case "acme", "twilio", "slack" -> 0;
      case "instagram-deauthorize", "google-risc" -> 2; // accounts; contain
      default -> 1;
    };
  }

  /** The policy without the keys of later releases, line by line as they stand above. */
  private static String now(String name) {
    StringBuilder kept = new StringBuilder();
    boolean dropping = false;
    for (String line : POLICIES.get(name).lines().toList()) {
      boolean top = !line.startsWith(" ");
      dropping = top ? LATER.stream().anyMatch(line::startsWith) : dropping;
      if (!dropping) {
        kept.append(line).append('\n');
      }
    }
    return kept.toString();
  }
}
