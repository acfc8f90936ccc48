package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.template.ARequest;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A security event token whose keys are discovered must name the issuer that was discovered. */
class DiscoveredIssuerTest {
  private static final String ISSUER = "https://accounts.google.com/";
  private static final String METADATA =
      "https://accounts.google.com/.well-known/risc-configuration";
  private static final String JWKS = "https://www.googleapis.com/oauth2/v3/certs";

  @TempDir Path data;
  private final KeyPair keys = AJwk.newKey();
  private Vertx vertx;
  private RemoteKeysFixture fixture;
  private Check check;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    fixture = new RemoteKeysFixture(vertx, data);
    fixture.fetch.at(METADATA, "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"" + JWKS + "\"}");
    fixture.fetch.at(JWKS, AJwk.set(AJwk.p256("k", keys, "")));
    check =
        Mechanisms.of(
            new JwsRule(
                fixture.template("{body}"),
                List.of("ES256"),
                List.of(),
                Optional.empty(),
                JwsRule.Expiry.IGNORED,
                new KeyRule(
                    KeyEncoding.UTF8,
                    fixture.keys.source(
                        new RemoteKeyRule.Discovery(
                            fixture.address(METADATA),
                            Optional.empty(),
                            Optional.of(fixture.template("{jose:kid?}"))))),
                List.of(),
                List.of()));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private Outcome outcome(String claims) throws Exception {
    String input = base64url("{\"alg\":\"ES256\",\"kid\":\"k\"}") + "." + base64url(claims);
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(keys.getPrivate());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    String token =
        input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    return check.check(ARequest.withBody(token).in(fixture.language), fixture.clock.instant());
  }

  private static String base64url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void acceptsATokenOfTheDiscoveredIssuer() throws Exception {
    assertThat(outcome("{\"iss\":\"" + ISSUER + "\"}")).isInstanceOf(Outcome.Proven.class);
  }

  @Test
  void refusesATokenOfAnotherIssuerOrNone() throws Exception {
    for (String claims :
        List.of(
            "{}",
            "{\"iss\":\"https://accounts.google.com\"}",
            "{\"iss\":\"https://evil.example/\"}",
            "{\"iss\":[\"" + ISSUER + "\"]}",
            "{\"iss\":null}",
            "not json")) {
      Outcome outcome = outcome(claims);
      assertThat(outcome).as(claims).isInstanceOf(Outcome.Refused.class);
      assertThat(((Outcome.Refused) outcome).reason()).isEqualTo(Reason.CLAIM_REJECTED);
    }
  }
}
