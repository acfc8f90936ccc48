package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Schemes written out: they compile, and what their signatures cover is what is known of them. */
class SchemeCoverageTest {
  private static final String KEYS = "keys: [\"${env:X}\"]\nfreshness: {none: \"test\"}\n";

  @Test
  void stripeCoversBodyAndTimeButNotTheUrl() {
    APolicy.Outcome stripe =
        check(
            """
            let: {s: {from: "{header:Stripe-Signature}", split: [",", "="]}}
            verify: {hmac: sha256, signed: "{s.t}.{body}", signature: {from: "{s.v1}", as: "{hex}"}}
            freshness: {from: "{s.t}", unit: s}
            facts: {id: "{json:/id}", type: "{json:/type}", account: ["{json:/account}", "{json:/context}", platform]}
            keys: ["${env:X}"]
            """);

    assertThat(stripe.errors()).isEmpty();
    assertThat(stripe.covers()).contains("body", "s.t");
    assertThat(stripe.open()).containsExactly("method", "url");
    assertThat(stripe.unsignedFacts()).isEmpty();
  }

  @Test
  void twilioRunsUrlNamesAndValuesTogetherAndTellsNoneApart() {
    APolicy.Outcome twilio =
        check(
            """
            verify:
              any:
                - hmac: sha1
                  signed: ["{url}{form|unique|sort|concat}", "{url|port(add)}{form|unique|sort|concat}", "{url|port(drop)}{form|unique|sort|concat}"]
                  signature: {from: "{header:X-Twilio-Signature}", as: "{base64}"}
                  require: [{value: "{query:bodySHA256?}", is: ""}]
                - hmac: sha1
                  signed: ["{url}", "{url|port(add)}", "{url|port(drop)}"]
                  signature: {from: "{header:X-Twilio-Signature}", as: "{base64}"}
                  require: [{value: "{query:bodySHA256}", is: "{body|sha256|hex}"}]
            """
                + KEYS);

    assertThat(twilio.errors()).isEmpty();
    assertThat(twilio.covers()).doesNotContain("url", "form", "body");
    assertThat(twilio.blurred()).containsExactly("form", "url");
    assertThat(twilio.open()).containsExactly("body", "method");
  }

  @Test
  void snsCoversTheFieldsOfTheMessageButNotTheWholeBody() {
    String sns =
        """
            verify:
              rsa: {by: "{json:/SignatureVersion}", "1": sha1, "2": sha256}
              signed:
                by: "{json:/Type}"
                Notification: "{[json:/Message, /MessageId, /Subject?, /Timestamp, /TopicArn, /Type]|lines}"
                SubscriptionConfirmation: &s "{[json:/Message, /MessageId, /SubscribeURL, /Timestamp, /Token, /TopicArn, /Type]|lines}"
                UnsubscribeConfirmation: *s
              signature: {from: "{json:/Signature}", as: "{base64}"}
              key: {certificate: "{json:/SigningCertURL}", host: '^sns\\.[a-z0-9-]{3,}\\.amazonaws\\.com(\\.cn)?$', path: '\\.pem$'}
              require: [{value: "{json:/TopicArn}", in: "{param:topics}"}%s]
            freshness: {from: "{json:/Timestamp}", unit: rfc3339, past: 1h}
            facts: {id: "{json:/MessageId}", type: "{json:/Type}", account: "{json:/TopicArn}"}
            handshake:
              - {when: {json: {/Type: SubscriptionConfirmation}}, verified: true, confirm: "{json:/SubscribeURL}", host: '^sns\\.[a-z0-9-]{3,}\\.amazonaws\\.com(\\.cn)?$'}
            params: {topics: ["arn:aws:sns:eu-west-1:123456789012:orders"]}
            """;

    APolicy.Outcome loose = check(sns.formatted(""));
    String line = ", {value: \"{json:/%s?}\", like: '[^\\n]*'}";
    String lines =
        Stream.of("MessageId", "Subject", "Token", "SubscribeURL")
            .map(line::formatted)
            .collect(Collectors.joining());
    APolicy.Outcome strict = check(sns.formatted(lines));

    assertThat(loose.errors()).isEmpty();
    assertThat(loose.covers()).doesNotContain("json:/MessageId", "json:/Timestamp");
    assertThat(loose.blurred()).contains("json:/MessageId", "json:/Timestamp");
    assertThat(loose.warnings())
        .anyMatch(
            it -> it.contains("facts.id: counts as unsigned: the signed text does not tell where"))
        .anyMatch(it -> it.contains("freshness.from: the signed text does not tell where"));
    assertThat(strict.errors()).isEmpty();
    assertThat(strict.warnings()).noneMatch(it -> it.contains("does not tell where"));
    assertThat(strict.covers()).contains("json:/MessageId", "json:/Timestamp", "json:/TopicArn");
    assertThat(strict.open()).containsExactly("body", "method", "url");
  }

  @Test
  void plaidCoversTheBodyByAHashClaim() {
    APolicy.Outcome plaid =
        check(
            """
            verify:
              jws: "{header:Plaid-Verification}"
              alg: [ES256]
              exp: ignored
              key: {fetch: "https://{param:host}/webhook_verification_key/get", host: '^[a-z]+\\.plaid\\.com$', pick: /key,
                    json: {client_id: "{param:client-id}", secret: "{param:secret}", key_id: "{jose:kid}"}}
              claims: {iat: {within: 5m}, request_body_sha256: {is: "{body|sha256|hex}"}}
            facts: {type: "{json:/webhook_code}", account: "{json:/item_id}"}
            params: {host: production.plaid.com, client-id: x, secret: "${env:PLAID_SECRET}"}
            """);

    assertThat(plaid.errors()).isEmpty();
    assertThat(plaid.covers()).contains("body", "claim", "jose");
    assertThat(plaid.warnings()).noneMatch(it -> it.contains("freshness"));
  }

  @Test
  void adyenCoversEightFieldsOfEachItemAndNothingElse() {
    String adyen =
        """
        items: /notificationItems/*/NotificationRequestItem
        verify:
          per: item
          hmac: sha256
          key: {as: hex}
          signed: "{[item:/pspReference?, /originalReference?, /merchantAccountCode?, /merchantReference?, /amount/value?, /amount/currency?, /eventCode?, /success?]|join(':')}"
          signature: {from: "{item:/additionalData/hmacSignature}", as: "{base64}"}
        facts: {id: "{item:/pspReference}:{item:/eventCode}:{item:/success}", type: "{item:/eventCode}", account: "{item:/merchantAccountCode}"}
        """
            + KEYS;

    String told =
        adyen.replace(
            "verify:\n",
            "verify:\n"
                + "  require: [{value: \"{[item:/pspReference?, /originalReference?,"
                + " /merchantAccountCode?, /amount/value?, /amount/currency?, /eventCode?,"
                + " /success?]|join('')}\", like: '[^:]*'}]\n");

    assertThat(check(adyen).errors()).isEmpty();
    assertThat(check(adyen).covers()).isEmpty();
    assertThat(check(adyen).blurred()).hasSize(8).contains("item:/amount/currency");
    assertThat(check(told).errors()).isEmpty();
    assertThat(check(told).covers()).hasSize(8).contains("item:/amount/currency");
    assertThat(check(adyen.replace("{item:/eventCode}\"", "{item:/eventDate}\"")).errors())
        .singleElement()
        .asString()
        .contains("facts.type: the signature does not cover item:/eventDate");
  }

  @Test
  void segmentCoversTheFirstOfABatchOnly() {
    APolicy.Outcome segment =
        check(
            """
            items: {by: "{body|kind}", object: "", array: "/*"}
            verify:
              hmac: sha1
              signed: {by: "{body|kind}", object: "{body}", array: "{raw:/0}"}
              signature: {from: "{header:X-Signature}", as: "{hex}"}
            facts: {id: "{item:/messageId}", type: "{item:/type}"}
            """
                + KEYS);

    assertThat(segment.errors()).isEmpty();
    assertThat(segment.covers()).containsExactly("json:/0");
    assertThat(segment.open()).contains("body");
  }

  @Test
  void mailgunCoversTimestampAndTokenOnly() {
    APolicy.Outcome mailgun =
        check(
            """
            verify:
              hmac: sha256
              signed: "{json:/signature/timestamp}{json:/signature/token}"
              signature: {from: "{json:/signature/signature}", as: "{hex}"}
            freshness: {from: "{json:/signature/timestamp}", unit: s}
            facts: {id: "{json:/signature/token}", type: "{json:/event-data/event}"}
            keys: ["${env:X}"]
            """);

    assertThat(mailgun.covers())
        .containsExactly("json:/signature/timestamp", "json:/signature/token");
    assertThat(mailgun.errors())
        .singleElement()
        .asString()
        .isEqualTo(
            "acme.yaml:6:46: facts.type: the signature does not cover json:/event-data/event; if it"
                + " may be used all the same, say why: {from: …, unsigned: \"reason\"}");
  }

  @Test
  void paypalsChecksumCoversNoBody() {
    APolicy.Outcome paypal =
        check(
            """
            verify:
              rsa: sha256
              signed: "{header:PAYPAL-TRANSMISSION-ID}|{header:PAYPAL-TRANSMISSION-TIME}|{param:webhook-id}|{body|crc32}"
              signature: {from: "{header:PAYPAL-TRANSMISSION-SIG}", as: "{base64}"}
              key: {certificate: "{header:PAYPAL-CERT-URL}", host: '^api\\.(sandbox\\.)?paypal\\.com$'}
            freshness: {from: "{header:PAYPAL-TRANSMISSION-TIME}", unit: rfc3339}
            params: {webhook-id: "1"}
            """);

    assertThat(paypal.errors()).isEmpty();
    assertThat(paypal.covers())
        .containsExactly("header:paypal-transmission-id", "header:paypal-transmission-time");
    assertThat(paypal.open()).containsExactly("body", "method", "url");
  }

  @Test
  void aTokenProvesTheSenderAndCoversNothing() {
    APolicy.Outcome telegram =
        check(
            "verify: {token: \"{header:X-Telegram-Bot-Api-Secret-Token}\"}\n"
                + "facts: {id: {from: \"{json:/update_id}\", unsigned: \"a token signs nothing\"}}\n"
                + KEYS);

    assertThat(telegram.errors()).isEmpty();
    assertThat(telegram.covers()).isEmpty();
    assertThat(telegram.open()).containsExactly("body", "method", "url");
    assertThat(telegram.unsignedFacts()).containsExactly("id: json:/update_id");
  }

  @Test
  void aTokenOfCallerOnlyCoversItsClaimsButNoBody() {
    APolicy.Outcome pubsub =
        check(
            """
            verify:
              jws: "{auth:Bearer}"
              alg: [RS256]
              key: {jwks: "https://www.googleapis.com/oauth2/v3/certs"}
              claims: {aud: {is: "{url}"}}
            facts: {account: "{claim:email}", id: "{json:/message/messageId}"}
            """);

    assertThat(pubsub.errors())
        .singleElement()
        .asString()
        .contains("facts.id: the signature does not cover json:/message/messageId");
  }

  @Test
  void hubspotCoversMethodUrlBodyAndTime() {
    APolicy.Outcome hubspot =
        check(
            """
            verify:
              hmac: sha256
              signed: "{method}{url|unescape('3A 2F')}{body}{header:X-HubSpot-Request-Timestamp}"
              signature: {from: "{header:X-HubSpot-Signature-v3}", as: "{base64}"}
            freshness: {from: "{header:X-HubSpot-Request-Timestamp}", unit: ms}
            keys: ["${env:X}"]
            """);

    assertThat(hubspot.errors()).isEmpty();
    assertThat(hubspot.open()).isEmpty();
  }

  @Test
  void ofSeveralAlternativesOnlyWhatAllCoverIsCertain() {
    APolicy.Outcome either =
        check(
            """
            verify:
              any:
                - {hmac: sha256, signed: "{header:X-Time}.{body}", signature: {from: "{header:X-A}", as: "{hex}"}}
                - {hmac: sha256, signed: "{body}", signature: {from: "{header:X-B}", as: "{hex}"}}
            freshness: {from: "{header:X-Time}", unit: s}
            keys: ["${env:X}"]
            """);

    assertThat(either.covers()).containsExactly("body");
    assertThat(either.errors())
        .singleElement()
        .asString()
        .startsWith("acme.yaml:5:19: freshness.from: the sender does not sign header:x-time");
  }

  @Test
  void whatSeveralMustProveTogetherAddsUp() {
    APolicy.Outcome both =
        check(
            """
            verify:
              all:
                - {hmac: sha256, signed: "{body}", signature: {from: "{header:X-A}", as: "{hex}"}}
                - {client-cert: {san: client.example.com}}
            facts: {id: "{json:/id}"}
            """
                + KEYS);

    assertThat(both.errors()).isEmpty();
    assertThat(both.covers()).containsExactly("body");
  }

  @Test
  void slackCoversBodyAndTime() {
    assertThat(preset("slack").open()).containsExactly("method", "url");
  }

  @Test
  void githubCoversTheBodyButNeitherEventNameNorDeliveryId() {
    APolicy.Outcome github = preset("github");

    assertThat(github.covers()).containsExactly("body");
    assertThat(github.unsignedFacts()).anyMatch(it -> it.contains("header:x-github-event"));
  }

  private static APolicy.Outcome preset(String name) {
    APolicy.Outcome outcome =
        APolicy.named(name).saying("provider: " + name + "\nkeys: [\"${env:X}\"]\n").checked();
    assertThat(outcome.errors()).isEmpty();
    return outcome;
  }

  private static APolicy.Outcome check(String yaml) {
    return APolicy.named("acme").saying(yaml).checked();
  }
}
