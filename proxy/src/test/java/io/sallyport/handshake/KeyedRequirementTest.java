package io.sallyport.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.handshake.HandshakeRule.Reply;
import io.sallyport.handshake.HandshakeRule.When;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.Requirements;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A challenge that carries a signature of its own kind, as WeChat's does. */
class KeyedRequirementTest {
  private static final KeySource KEYS =
      (reading, now) ->
          new KeyLookup.Found(
              List.of(new VerificationKey.Shared("k", "token".getBytes(StandardCharsets.UTF_8))));
  private static final KeySource NO_KEYS =
      (reading, now) -> new KeyLookup.Missing(Reason.KEY_EXPIRED, "none is active");

  private final Language language = TemplateLanguage.builder(Map.of()).build();

  // printf %s 1409735669token | sha1sum
  private static final String SIGNED = "aaab419fecbe357d01c9b1cfabfee57b8fcf9e0d";

  @Test
  void isAnsweredWhenTheSignatureIsThatOfTheKey() throws TemplateFault {
    HandshakeOutcome outcome = answer(KEYS, SIGNED);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            HandshakeOutcome.Answered.class,
            answered -> assertThat(answered.body().asText()).isEqualTo("1409735669"));
  }

  @Test
  void isRefusedWhenItIsNot() throws TemplateFault {
    assertThat(answer(KEYS, SIGNED.replace('7', '8')))
        .isInstanceOfSatisfying(
            HandshakeOutcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.HANDSHAKE_TOKEN));
  }

  @Test
  void isRefusedWhileNoKeyIsActive() throws TemplateFault {
    assertThat(answer(NO_KEYS, SIGNED))
        .isInstanceOfSatisfying(
            HandshakeOutcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_UNAVAILABLE));
  }

  private HandshakeOutcome answer(KeySource keys, String signature) throws TemplateFault {
    Requirement signed =
        new Requirement(
            language.template("{query:signature}"),
            new ValueRule.Is(language.template("{[query:time, key]|concat|sha1|hex}")));
    HandshakeRule rule =
        new HandshakeRule(
            new When(Optional.of("GET"), List.of()),
            false,
            List.of(signed),
            Optional.of(keys),
            Optional.empty(),
            new Reply.Answer(
                200,
                Map.of(),
                Optional.of("text/plain"),
                Optional.of(language.template("{query:time}")),
                false,
                List.of()));
    Handshakes handshakes =
        new Handshakes(
            List.of(rule),
            (requirement, reading, now) ->
                new Requirements(List.of(requirement)).firstFailure(reading, now).isEmpty(),
            (url, host) -> Future.succeededFuture(),
            (inbound, secret) -> Future.succeededFuture(false));
    Reading reading = ARequest.get("/hooks/x?time=1409735669&signature=" + signature).in(language);
    return handshakes.answer(rule, reading, Instant.EPOCH).result();
  }
}
