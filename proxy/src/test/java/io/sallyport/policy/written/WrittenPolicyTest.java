package io.sallyport.policy.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.YamlReader;
import io.sallyport.yaml.shape.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WrittenPolicyTest {
  private final Problems problems = new Problems();

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    read(
        """
        provider: acme
        freshnes: {from: "{header:T}", unit: s}
        freshness:
          from: "{header:T}"
          unit: minutes
          past: 10
        keys:
          - {id: 2026, value: "${env:X}"}
          - {id: 010, value: "${env:Y}", not-after: soon}
        deliver: {to: "ftp://x", concurrency: 0}
        """);

    assertThat(said())
        .containsExactly(
            "acme.yaml:2:1: freshnes: unknown key, did you mean \"freshness\"?",
            "acme.yaml:5:9: freshness.unit: want one of http-date, ms, rfc3339, s, got \"minutes\"",
            "acme.yaml:6:9: freshness.past: want a duration like 5m, got \"10\"",
            "acme.yaml:8:10: keys[0].id: want a key id, got the number 2026; quote it: \"2026\"",
            "acme.yaml:9:10: keys[1].id: want a key id, got the number 010; quote it: \"010\"",
            "acme.yaml:9:45: keys[1].not-after: want a time like 2026-12-01T00:00:00Z, got"
                + " \"soon\"",
            "acme.yaml:10:15: deliver.to: want a URL like http://app:8000/hooks, got \"ftp://x\"",
            "acme.yaml:10:39: deliver.concurrency: want a number from 1 to 10000, got \"0\"");
  }

  // Row 62 of the threats is among these: a pattern that could backtrack is refused at load.
  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "verify: {hmac: sha257, signed: \"{body}\", signature: {from: \"{header:S}\", as:"
                + " \"{hex}\"}}",
            "acme.yaml:1:16: verify.hmac: want an algorithm of hmac, got \"sha257\""),
        arguments(
            "verify: {hmac: sha256, jws: x}",
            "acme.yaml:1:9: verify: want one of [hmac, jws], not several"),
        arguments(
            "verify: {hmca: sha256}",
            "acme.yaml:1:9: verify: want one of hmac, hash, rsa, rsa-pss, ecdsa, ed25519, jws,"
                + " http-signature, token, basic, client-cert, any, all, none, did you mean"
                + " \"hmac\"?"),
        arguments(
            "verify: {hmac: sha256, signed: \"{body}\"}",
            "acme.yaml:1:9: verify: want the key \"signature\""),
        arguments(
            "verify: {none: \"\"}",
            "acme.yaml:1:16: verify.none: want the reason why nothing proves the sender, got"
                + " \"\""),
        arguments(
            "facts: {account: {from: \"{header:A}\", like: '(a+)+\\1$'}}",
            "acme.yaml:1:45: facts.account.like: want an RE2 pattern (no back-references, no"
                + " look-around): invalid escape sequence `\\1`"),
        arguments(
            "facts: {account: {from: \"{header:A}\", like: '(?=a)b'}}",
            "acme.yaml:1:45: facts.account.like: want an RE2 pattern (no back-references, no"
                + " look-around): invalid or unsupported Perl syntax `(?=`"),
        arguments(
            "facts: {account: {from: \"{header:A}\", like: '('}}",
            "acme.yaml:1:45: facts.account.like: want an RE2 pattern (no back-references, no"
                + " look-around): missing closing ) `(`"),
        arguments(
            "facts: {id: {json:/id}}",
            "acme.yaml:1:13: facts.id: want text, got a map; quote it: \"{json:/id}\""),
        arguments(
            "document: {body}",
            "acme.yaml:1:11: document: want text, got a map; quote it: \"{body}\""),
        arguments(
            "keys:\n  - value: ${env:X}",
            "acme.yaml:2:12: keys[0].value: want text, got an unquoted brace; quote it:"
                + " \"${env:X}\""),
        arguments(
            "keys:\n  - ${env:X}",
            "acme.yaml:2:5: keys[0]: want text, got an unquoted brace; quote it: \"${env:X}\""),
        arguments(
            "keys: [{id: on, value: \"${env:X}\"}]",
            "acme.yaml:1:13: keys[0].id: want a key id, got the boolean on; quote it: \"on\""),
        arguments(
            "keys: [{id: 1e3, value: \"${env:X}\"}]",
            "acme.yaml:1:13: keys[0].id: want a key id, got the number 1e3; quote it: \"1e3\""),
        arguments("keys: []", "acme.yaml:1:7: keys: want a list of 1 to 256, got 0"),
        arguments("keys: \"${env:X}\"", "acme.yaml:1:7: keys: want a list, got \"${env:X}\""),
        arguments("keys: [{id: a}]", "acme.yaml:1:8: keys[0]: want the key \"value\""),
        arguments(
            "accept: {max-body: 25MB}",
            "acme.yaml:1:20: accept.max-body: want a size like 1MiB, got \"25MB\""),
        arguments(
            "accept: {methods: [get]}",
            "acme.yaml:1:20: accept.methods[0]: want a method like POST, got \"get\""),
        arguments(
            "accept: {decompress: [br]}",
            "acme.yaml:1:23: accept.decompress[0]: want gzip or deflate, got \"br\""),
        arguments(
            "path: hooks", "acme.yaml:1:7: path: want a path like /hooks/acme, got \"hooks\""),
        arguments(
            "allow-unconfirmed: yes", "acme.yaml:1:20: allow-unconfirmed: want true, got \"yes\""),
        arguments(
            "items: {by: \"{body|kind}\", array: entry}",
            "acme.yaml:1:35: items.array: want a JSON pointer like /entry/*, or \"\" for the"
                + " whole body, got \"entry\""),
        arguments(
            "items: {array: /entry}",
            "acme.yaml:1:8: items: want \"by\" and the cases it chooses from"),
        arguments(
            "verify: {rsa: {by: \"{json:/V}\", 1: sha1}, signed: \"{body}\", signature: {from:"
                + " \"{header:S}\", as: \"{hex}\"}}",
            "acme.yaml:1:33: verify.rsa: want a case, got the number 1; quote it: \"1\""),
        arguments(
            "answers: {accepted: {status: 99}}",
            "acme.yaml:1:30: answers.accepted.status: want a number from 200 to 599, got \"99\""),
        arguments(
            "answers: {done: {status: 200}}",
            "acme.yaml:1:11: answers.done: unknown key; want accepted, held, duplicate, rejected,"
                + " refused, stale, limited, busy"),
        arguments(
            "limits: [{by: source, rate: 50}]",
            "acme.yaml:1:29: limits[0].rate: want a rate like 50/s, got \"50\""),
        arguments(
            "examples: [{name: x, expect: accept}]",
            "acme.yaml:1:30: examples[0].expect: want forward, hold, reject or handshake, got"
                + " \"accept\""),
        arguments(
            "examples: [{name: x, expect: {verdict: reject, reason: signature.mismatched}}]",
            "did you mean \"signature.mismatch\"?"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void namesEachMistakeWithItsPlaceAndItsRemedy(String yaml, String expected) {
    read(yaml);

    assertThat(said()).hasSize(1);
    assertThat(said().get(0)).endsWith(expected);
  }

  static Stream<Arguments> deferred() {
    return Stream.of(
        arguments("rules: []", "rules: comes with a later release (risk rules)"),
        arguments("baseline: {}", "baseline: comes with a later release (risk rules)"),
        arguments("contain: []", "contain: comes with a later release (containment)"),
        arguments("accounts: x", "accounts: comes with a later release (connected accounts)"),
        arguments("decrypt: {}", "decrypt: comes with a later release (envelope decryption)"));
  }

  @ParameterizedTest
  @MethodSource("deferred")
  void refusesByNameWhatComesLater(String yaml, String expected) {
    read(yaml);

    assertThat(said()).hasSize(1);
    assertThat(said().get(0)).endsWith(expected);
  }

  @Test
  void marksTheSectionsThatCouldNotBeRead() {
    WrittenPolicy policy = read("facts: {id: {}}\nlabels: {a: b}\nverify: ~\n");

    assertThat(policy.broken()).containsExactly("facts");
    assertThat(policy.labels()).containsEntry("a", "b");
    assertThat(policy.verify()).isEmpty();
  }

  @Test
  void gathersTheTemplatesOfBrokenSectionsToo() {
    WrittenPolicy policy = read("facts: {id: \"{json:/id}\", typ: x}\n");

    assertThat(policy.templates()).extracting(it -> it.value()).containsExactly("{json:/id}");
  }

  private WrittenPolicy read(String yaml) {
    return YamlReader.read("acme.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems)
        .flatMap(map -> WrittenPolicy.read(map, Scope.of(problems)))
        .orElseThrow();
  }

  private List<String> said() {
    return problems.inOrder().stream().map(Problem::toString).toList();
  }
}
