package io.sallyport.policy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.policy.compile.APolicy;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.example.ExamplePolicies;
import io.sallyport.policy.example.ExampleResult;
import io.sallyport.policy.example.ExampleRunner;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is signed here verifies in the mechanisms, which share no code with the signing. */
class RequestSignerTest {
  private static final String JSON =
      "{\"id\":\"e1\",\"type\":\"paid\",\"items\":[{\"n\":1},{\"n\":2}]}";

  @TempDir Path folder;

  static Stream<Arguments> mechanisms() {
    return Stream.of(
        arguments(
            "hmac over a header and the body",
            "hmac: sha256, signed: \"{header:T}.{body}\", signature: {from: \"{header:S}\", as:"
                + " \"v1={hex}\"}"),
        arguments(
            "hmac over method and URL",
            "hmac: sha512, signed: \"{method} {url} {body}\", signature: {from: \"{header:S}\", as:"
                + " \"{base64url}\"}, key: {as: base64}"),
        arguments(
            "an algorithm that the signature names",
            "hmac: [sha1, sha256], signed: \"{body}\", signature: {from: \"{header:S}\", as:"
                + " \"{alg}={HEX}\"}"),
        arguments(
            "a key that the message names",
            "hmac: sha384, signed: \"{body}\", signature: {from: \"{header:S}\", as: \"{base64}\"},"
                + " key: {as: whsec, id: \"{header:K}\"}"),
        arguments(
            "an authorization scheme",
            "hmac: sha256, signed: \"{body}\", signature: {from: \"{auth:HMAC}\", as:"
                + " \"{base64}\"}, key: {as: hex}"),
        arguments(
            "a plain hash with the key inside",
            "hash: sha1, signed: \"{key}{body}\", signature: {from: \"{header:S}\", as: \"{hex}\"}"),
        arguments(
            "a hash claim in the query",
            "hmac: sha1, signed: \"{url}\", signature: {from: \"{header:S}\", as: \"{base64}\"},"
                + " require: [{value: \"{query:digest}\", is: \"{body|sha256|hex}\"}]"),
        arguments(
            "rsa",
            "rsa: sha256, signed: \"{body}\", signature: {from: \"{header:S}\", as: \"{base64}\"}"),
        arguments(
            "rsa-pss",
            "rsa-pss: sha512, signed: \"{body}\", signature: {from: \"{header:S}\", as:"
                + " \"{base64}\"}, key: {as: pem}"),
        arguments(
            "ecdsa, DER",
            "ecdsa: p256-sha256, signed: \"{body}\", signature: {from: \"{header:S}\", as:"
                + " \"{base64}\"}, key: {as: spki}"),
        arguments(
            "ecdsa, raw",
            "ecdsa: p384-sha384-raw, signed: \"{body}\", signature: {from: \"{header:S}\", as:"
                + " \"{hex}\"}"),
        arguments(
            "ed25519",
            "ed25519: true, signed: \"{header:T}{body}\", signature: {from: \"{header:S}\", as:"
                + " \"{hex}\"}, key: {as: hex}"),
        arguments(
            "a token with a hash claim",
            "jws: \"{header:Token}\", alg: [ES256], claims: {iat: {within: 5m}, body: {is:"
                + " \"{body|sha256|hex}\"}}"),
        arguments("a bearer token", "jws: \"{auth:Bearer}\", alg: [RS256], claims: {aud: {is: x}}"),
        arguments("a token under a secret", "jws: \"{header:Token}\", alg: [HS256]"),
        arguments("a body that is a token", "jws: \"{body}\", alg: [EdDSA], exp: forbidden"),
        arguments("a detached token", "jws: \"{header:J}\", alg: [PS256], payload: \"{body}\""),
        arguments("a message signature", "http-signature: {}"),
        arguments(
            "a message signature under a secret",
            "http-signature: {alg: [hmac-sha256], cover: [\"@authority\", \"@path\","
                + " content-digest, content-type]}"),
        arguments("a shared token", "token: \"{header:X-Token}\""),
        arguments("basic credentials", "basic: true"),
        arguments("a client certificate", "client-cert: {san: \"*.example.com\"}"),
        arguments(
            "each item of a batch",
            "hmac: sha256, per: item, signed: \"{item:/n}\", signature: {from: \"{item:/sig}\", as:"
                + " \"{base64}\"}"),
        arguments(
            "either of two",
            "any: [{hmac: sha256, signed: \"{json:/absent}\", signature: {from: \"{header:A}\", as:"
                + " \"{hex}\"}}, {hmac: sha256, signed: \"{body}\", signature: {from:"
                + " \"{header:B}\", as: \"{hex}\"}}]"),
        arguments(
            "both of two",
            "all: [{hmac: sha256, signed: \"{body}\", signature: {from: \"{header:A}\", as:"
                + " \"{hex}\"}}, {token: \"{header:B}\"}]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void signsForEveryMechanism(String name, String verify) throws IOException {
    String items = verify.contains("per: item") ? "items: /items/*\n" : "";

    ExampleResult result =
        run(items + "verify: {" + verify + "}\nfreshness: {none: test}\n", "expect: forward");

    assertThat(result.faults()).isEmpty();
  }

  @Test
  void writesTheTimeWhereItIsJudged() throws IOException {
    String policy =
        """
        let: {s: {from: "{header:Sig}", split: [",", "="]}}
        verify: {hmac: sha256, signed: "{s.t}.{body}", signature: {from: "{s.v1}", as: "{hex}"}}
        freshness: {from: "{s.t}", unit: s, past: 0s, future: 0s}
        facts: {id: "{json:/id}", type: "{json:/type}"}
        """;

    ExampleResult result = run(policy, "expect: {verdict: forward, id: e1, type: paid, items: 1}");

    assertThat(result.faults()).isEmpty();
  }

  @Test
  void signsWithTheKeyThatTheExampleNames() throws IOException {
    String policy =
        "verify: {hmac: sha256, signed: \"{body}\", signature: {from: \"{header:S}\", as:"
            + " \"{hex}\"}}\nfreshness: {none: test}\n";

    assertThat(run(policy, "expect: forward").faults()).isEmpty();
    assertThat(run(policy, "sign: other, expect: forward").faults())
        .containsExactly("sign: no key is called \"other\"; they are [main]");
  }

  @Test
  void saysWhyItCannotSign() throws IOException {
    String policy =
        "verify: {hmac: sha256, signed: \"{json:/absent}\", signature: {from: \"{header:S}\", as:"
            + " \"{hex}\"}}\nfreshness: {none: test}\n";

    assertThat(run(policy, "expect: forward").faults())
        .containsExactly("sign: {json:/absent} is absent");
  }

  @ParameterizedTest
  @CsvSource({
    "stripe",
    "slack",
    "github",
    "shopify",
    "discord-interactions",
    "sendgrid",
    "plaid",
    "standard-webhooks",
    "svix",
    "telegram",
    "gitlab-token",
    "zoom",
    "x-twitter",
    "linear",
    "square",
    "hubspot-v3",
    "paddle",
    "notion",
    "rfc9421",
    "postmark",
    "intercom",
    "front"
  })
  void signsForPresetsAsTheyAre(String preset) throws IOException {
    Layer layer = Presets.bundled().find(preset).orElseThrow();
    String yaml = new String(layer.content().bytes(), StandardCharsets.UTF_8);
    String scheme = yaml.substring(0, yaml.indexOf("\nexamples:") + 1);
    Problems problems = new Problems();
    Files.writeString(folder.resolve("sample.json"), JSON);
    Draft draft =
        LayerReader.readPreset(preset, layer(preset, scheme + example("expect: forward")), problems)
            .orElseThrow();

    assertThat(problems.inOrder()).isEmpty();
    assertThat(results(draft).faults()).isEmpty();
  }

  private ExampleResult run(String policy, String example) throws IOException {
    Files.writeString(folder.resolve("sample.json"), JSON);
    String yaml =
        policy
            + "keys: [{id: main, value: \"${env:X}\"}]\ndeliver: \"http://app/\"\n"
            + example(example);
    Problems problems = new Problems();
    Optional<Draft> draft =
        new LayerReader(Presets.bundled(), Optional.empty())
            .read("acme", layer("acme", yaml), problems);
    assertThat(problems.inOrder()).isEmpty();
    return results(draft.orElseThrow());
  }

  private static String example(String rest) {
    String sign = rest.contains("sign:") ? "" : "sign: true, ";
    return "examples:\n  - {name: made, body: sample.json, at: 2026-05-01T12:00:00Z, "
        + sign
        + rest
        + "}\n";
  }

  private static ExampleResult results(Draft draft) {
    ExamplePolicies policies =
        new ExamplePolicies(Surroundings.PUBLIC_URL_DEFAULT, Secrets.standIns());
    return new ExampleRunner(draft, policies, InstantSource.fixed(APolicy.NOW)).run().get(0);
  }

  private Layer layer(String name, String yaml) {
    return Layer.of(
        folder + "/" + name + ".yaml",
        new Base.Directory(folder),
        yaml.getBytes(StandardCharsets.UTF_8));
  }
}
