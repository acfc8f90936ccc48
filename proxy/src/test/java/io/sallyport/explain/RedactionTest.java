package io.sallyport.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String VALUE = "s3cr3t-value";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "authorization",
        "Proxy-Authorization",
        "Cookie",
        "X-Gitlab-Token",
        "X-Telegram-Bot-Api-Secret-Token",
        "X-Api-Key",
        "X-Session-Id"
      })
  void showsCredentialsBySizeAlone(String name) {
    Redaction redaction = redact("/hooks/x", name, Set.of());

    assertThat(redaction.fields()).containsExactly(Map.entry(name, "<12-characters>"));
  }

  @Test
  void hidesWhatThePolicyReadsATokenFrom() {
    Redaction redaction =
        redact(
            "/hooks/x?key=s3cr3t-value&hub.mode=subscribe",
            "X-Odd",
            Set.of("header:x-odd", "query:key"));

    assertThat(redaction.fields()).containsExactly(Map.entry("X-Odd", "<12-characters>"));
    assertThat(redaction.target()).isEqualTo("/hooks/x?key=<12-characters>&hub.mode=subscribe");
    assertThat(redaction.body()).isPresent();
  }

  @Test
  void hidesVerifyTokensInTheQuery() {
    Redaction redaction =
        redact("/hooks/x?hub.challenge=1&hub.verify_token=s3cr3t-value&flag", "X", Set.of());

    assertThat(redaction.target())
        .isEqualTo("/hooks/x?hub.challenge=1&hub.verify_token=<12-characters>&flag");
  }

  @Test
  void leavesOutABodyThatCarriesACredential() {
    assertThat(redact("/", "X", Set.of("json:/passcode")).body()).isEmpty();
    assertThat(redact("/", "X", Set.of("form:passcode")).body()).isEmpty();
    assertThat(redact("/", "X", Set.of("body")).body()).isEmpty();
  }

  @Test
  void leavesEverythingElseAsItCame() {
    Redaction redaction = redact("/hooks/x?a=b", "X-Hub-Signature-256", Set.of());

    assertThat(redaction.target()).isEqualTo("/hooks/x?a=b");
    assertThat(redaction.fields()).containsExactly(Map.entry("X-Hub-Signature-256", VALUE));
    assertThat(redaction.body()).contains(RawBody.ofText("{}"));
  }

  private static Redaction redact(String target, String field, Set<String> places) {
    InboundWebhook inbound =
        new InboundWebhook(
            "x",
            "q-1",
            "POST",
            target,
            Headers.of(List.of(Map.entry(field, VALUE))),
            RawBody.ofText("{}"),
            InetAddress.getLoopbackAddress(),
            Instant.EPOCH,
            Map.of(),
            Optional.empty());
    return Redaction.of(inbound, places);
  }
}
