package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.policy.Policy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyLawsTest {
  private static final String HMAC =
      "verify: {hmac: sha256, signed: \"{header:X-Time}.{body}\", signature: {from: \"{header:X-S}\","
          + " as: \"{hex}\"}}\n";
  private static final String GOOD =
      HMAC
          + "freshness: {from: \"{header:X-Time}\", unit: s}\n"
          + "keys: [\"${env:X}\"]\n"
          + "deliver: \"http://app:8000/\"\n";

  @Test
  void aPolicyWithoutFaultLoadsWithoutAWord() {
    APolicy.Outcome outcome = check(GOOD + "facts: {id: \"{json:/id}\"}\n");

    assertThat(outcome.problems()).isEmpty();
    Policy policy = outcome.compiled().orElseThrow().policy().orElseThrow();
    assertThat(policy.paths())
        .containsExactly(
            new Policy.Endpoint("/hooks/acme", "https://hooks.example.com/hooks/acme"));
    assertThat(policy.acceptance().methods()).containsExactly("POST");
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
        arguments(
            "deliver: \"http://x/\"\n",
            "acme.yaml:1:1: verify: nothing proves the sender: want a provider, or verify with a"
                + " mechanism, or verify: {none: \"reason\"}"),
        arguments(
            GOOD + "facts: {type: \"{header:X-Type}\"}\n",
            "acme.yaml:5:15: facts.type: the signature does not cover header:x-type; if it may be"
                + " used all the same, say why: {from: …, unsigned: \"reason\"}"),
        arguments(
            GOOD + "facts: {type: [\"{json:/type}\", \"{query:type}\"]}\n",
            "acme.yaml:5:32: facts.type[1]: the signature does not cover query:type; if it may be"
                + " used all the same, say why: {from: …, unsigned: \"reason\"}"),
        arguments(
            GOOD.replace("{from: \"{header:X-Time}\"", "{from: \"{header:X-Other}\""),
            "acme.yaml:2:19: freshness.from: the sender does not sign header:x-other: whoever"
                + " replays a delivery would set it anew; say freshness: {none: \"reason\"} where"
                + " no time of the attempt is signed"),
        arguments(
            GOOD
                + "handshake: [{when: {query: [crc]}, answer: {body:"
                + " \"{query:crc|hmac('sha256')|hex}\"}}]\n",
            "acme.yaml:5:13: handshake[0]: the answer is computed under the signing key from"
                + " query:crc, which anyone may choose: want require: [{value: …, like: …}] on it,"
                + " or events could be had signed (a signing oracle)"),
        arguments(
            GOOD
                + "handshake: [{when: {query: [crc]}, require: [{value: \"{query:other}\", like:"
                + " '[a-z]+'}], answer: {json: {token: \"{query:crc|hmac('sha256')|hex}\"}}}]\n",
            "(a signing oracle)"),
        arguments(
            GOOD
                + "handshake: [{when: {json: {/t: c}}, confirm: \"{json:/url}\", verified: true}]\n",
            "acme.yaml:5:13: handshake[0]: the message names the address: want host: with a pattern"
                + " that its host must match"),
        arguments(
            GOOD + "handshake: [{when: {json: {/t: c}}, confirm: \"{json:/url}\", host: x}]\n",
            "acme.yaml:5:13: handshake[0]: confirm fetches an address that the message names: want"
                + " verified: true"),
        arguments(
            "verify: {rsa: sha256, signed: \"{body}\", signature: {from: \"{header:S}\", as:"
                + " \"{hex}\"}, key: {certificate: \"{header:U}\"}}\nfreshness: {none: t}\n",
            "acme.yaml:1:107: verify.key.certificate: the message names this host: want host: with"
                + " a pattern that the whole host must match, or a literal https://host/ at the"
                + " start"),
        arguments(
            GOOD.replace("http://app:8000/", "http://app:8000/*"),
            "acme.yaml:4:10: deliver: /* needs a signature that covers the URL: otherwise a"
                + " captured delivery could be aimed at any path"),
        arguments(
            GOOD.replace("${env:X}", "a secret in the open"),
            "acme.yaml:3:8: keys[0]: a secret must not stand in a policy: want \"${env:X}\","
                + " \"${file:F}\" or \"${vault:path#field}\""),
        arguments(
            GOOD.replace("${env:X}", "${env:X:-a default in the open}"),
            "acme.yaml:3:8: keys[0]: a secret must not stand in a policy: want \"${env:X}\","
                + " \"${file:F}\" or \"${vault:path#field}\""),
        arguments(GOOD.replace("${env:X}", "$ENV"), "acme.yaml:3:9: keys[0]: "),
        arguments(
            GOOD.replace("keys: [\"${env:X}\"]\n", ""),
            "acme.yaml:1:1: keys: want the sender's keys, as in keys: [\"${env:THE_SECRET}\"]"),
        arguments(
            GOOD + "enforce: {monitor-until: 2026-06-01T00:00:00Z}\n",
            "acme.yaml:5:26: enforce.monitor-until: want at most 30 days ahead, so that nobody"
                + " forgets that forgeries get through"),
        arguments(
            GOOD + "integration: other\n",
            "acme.yaml:5:14: integration: the file is called acme: want that, or leave it out"),
        arguments(
            GOOD + "answers: {refused: {body: \"{query:x}\"}}\n",
            "acme.yaml:5:20: answers.refused: what nothing has proved is not echoed: want a body"
                + " without sources"),
        arguments(
            GOOD + "answers: {accepted: {status: 302}}\n",
            "acme.yaml:5:30: answers.accepted.status: a redirect would send the platform elsewhere:"
                + " want another status"),
        arguments(
            GOOD + "answers: {rejected: {status: 410}}\n",
            "acme.yaml:5:30: answers.rejected.status: 410 unsubscribes at several platforms: want"
                + " another status"),
        arguments(
            GOOD + "path: [\"/a/{x}/{x}\"]\n", "acme.yaml:5:8: path[0]: the name {x} stands twice"),
        arguments(GOOD + "path: [/a/{x}/{x}]\n", "; a value with ${ or { must be quoted"),
        arguments(
            GOOD + "path: [/a/../b]\n",
            "acme.yaml:5:8: path[0]: want segments of letters, digits and -._~ or one {name} each,"
                + " got \"..\""),
        arguments(
            GOOD + "path: [/a, /a]\n", "acme.yaml:5:12: path[1]: this path stands above already"),
        arguments(
            GOOD + "path: [/a, /b]\nurl: \"https://x/a\"\n",
            "acme.yaml:6:6: url: want one url for each path: 2, got 1"),
        arguments(
            GOOD + "accept: {sources: [10.0.0.0/33]}\n",
            "acme.yaml:5:20: accept.sources[0]: want a network like 192.0.2.0/24, got"
                + " \"10.0.0.0/33\""),
        arguments(
            GOOD + "accept: {max-body: 257MiB}\n",
            "acme.yaml:5:20: accept.max-body: want 1B to 256MiB: a body is kept in memory while it"
                + " is verified"),
        arguments(
            GOOD.replace("{body}", "{bdy}"),
            "acme.yaml:1:50: verify.signed: no source is called bdy"),
        arguments(
            GOOD.replace("\"{hex}\"", "\"{hax}\""),
            "acme.yaml:1:97: verify.signature.as: want {hex}"),
        arguments(
            GOOD.replace("hmac: sha256", "hmac: [sha1, sha256]"),
            "verify.signature.as: want {alg}: which of the listed algorithms was used must be read"
                + " somewhere"),
        arguments(
            GOOD + "let: {s: {from: \"{header:X\", split: [\",\", \"=\"]}}\n",
            "acme.yaml:5:18: let.s.from: { is not closed"),
        arguments(
            "provider: strpe\n",
            "acme.yaml:1:11: provider: no preset is called \"strpe\", did you mean \"stripe\"?"),
        arguments(
            "provider: slack\nkeys: [\"${env:X}\"]\ndeliver: {to: \"http://x/\", timeout: 4s}\n",
            "acme.yaml:3:37: deliver.timeout: the sender waits 3s; want no more than that"),
        arguments(
            GOOD + "preset: {title: x}\n", "acme.yaml:5:1: preset: only a preset has this block"),
        arguments(
            "provider: meta-graph\nkeys: [\"${env:X}\"]\n",
            "acme.yaml:1:11: params: this provider needs verify-token: "));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void refusesABreachWithItsPlaceAndItsRemedy(String yaml, String expected) {
    APolicy.Outcome outcome = check(yaml);

    assertThat(outcome.errors()).anyMatch(it -> it.contains(expected));
    assertThat(outcome.compiled().flatMap(Compiled::policy)).isEmpty();
  }

  @Test
  void tellsFaultsOfSeveralSectionsAtOnce() {
    APolicy.Outcome outcome =
        check(
            GOOD.replace("{body}", "{bdy}").replace("${env:X}", "literal")
                + "facts: {id: \"{jsn:/id}\"}\n"
                + "deliver: \"http://x y/\"\n".replace("deliver", "owner")
                + "answers: {held: {status: 302}}\n");

    assertThat(outcome.errors()).hasSize(4);
  }

  @Test
  void takesAKeyedAnswerWhoseInputIsLikeSomethingHarmless() {
    APolicy.Outcome outcome =
        check(
            GOOD
                + "handshake: [{when: {query: [crc]}, require: [{value: \"{query:crc}\", like:"
                + " '[A-Za-z0-9_-]+'}], answer: {json: {token: \"{query:crc|hmac('sha256')|hex}\"}}}]\n");

    assertThat(outcome.errors()).isEmpty();
  }

  /** A Shared Signals event is an object: it can be there, but it cannot be text. */
  @Test
  void asksOnlyForPresenceWhereAHandshakeNamesNoText() {
    APolicy.Outcome outcome =
        check(
            GOOD
                + "handshake: [{when: {json: [/events/v]}, verified: true, answer: {status: 202}},"
                + " {when: {json: {/type: ping}}, verified: true, answer: {status: 202}}]\n");

    assertThat(outcome.compiled().orElseThrow().policy().orElseThrow().handshakes())
        .flatExtracting(rule -> rule.when().conditions())
        .extracting(condition -> condition.place().source())
        .containsExactly("{raw:'/events/v'}", "{json:'/type'}");
  }

  @Test
  void takesAPublicKeyInThePolicyItself() {
    APolicy.Outcome outcome =
        check(
            "verify: {ed25519: true, signed: \"{header:T}{body}\", signature: {from: \"{header:S}\","
                + " as: \"{hex}\"}, key: {as: hex}}\n"
                + "freshness: {from: \"{header:T}\", unit: s}\n"
                + "keys: [d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a]\n");

    assertThat(outcome.errors()).isEmpty();
  }

  @Test
  void warnsOfWhatLoadsAndStillDeservesAWord() {
    assertThat(check(HMAC + "keys: [\"${env:X}\"]\ndeliver: \"http://x/\"\n").warnings())
        .containsExactly(
            "acme.yaml:1:1: warning: freshness: no time is judged, so a captured delivery verifies"
                + " for ever; say freshness with the signed time, or {none: \"reason\"} where there"
                + " is none");
    assertThat(check(GOOD.replaceAll("deliver.*\n", "")).warnings())
        .containsExactly(
            "acme.yaml:1:1: warning: deliver: goes nowhere: verified deliveries are answered here");
    assertThat(
            check("verify: {none: we are on a private network}\ndeliver: \"http://x/\"\n")
                .warnings())
        .containsExactly(
            "acme.yaml:1:16: warning: verify.none: nothing proves the sender: whoever knows the URL"
                + " may call it");
    assertThat(check(GOOD + "enforce: {monitor-until: 2026-05-31}\n").warnings())
        .singleElement()
        .asString()
        .contains("enforce.monitor-until: until 2026-05-31T00:00:00Z what fails verification");
    assertThat(check(GOOD + "facts: {id: {from: \"{json:/id}\", unsigned: why}}\n").warnings())
        .singleElement()
        .asString()
        .contains("facts.id.unsigned: not needed");
  }

  @Test
  void countsMonitoringThatIsOverAsEnforced() {
    APolicy.Outcome outcome = check(GOOD + "enforce: {monitor-until: 2026-04-30}\n");

    assertThat(outcome.compiled().orElseThrow().policy().orElseThrow().monitorUntil()).isEmpty();
    assertThat(outcome.warnings()).singleElement().asString().contains("is over");
  }

  @Test
  void warnsWhenRetriesGrowOlderThanTheTolerance() {
    APolicy.Outcome outcome =
        APolicy.named("acme")
            .saying(
                "provider: sendgrid\nkeys: [\"${env:X}\"]\nfreshness: {past: 5m}\ndeliver: \"http://x/\"\n")
            .checked();

    assertThat(outcome.warnings())
        .anyMatch(it -> it.contains("freshness.past: the sender re-sends for 1d under the first"));
  }

  @Test
  void warnsWhereNothingSignedNamesAnEventOrTellsItsTime() {
    String want = "facts.id: nothing that is signed names an event, and no time is signed";

    assertThat(ofProvider("gitlab-token").warnings()).anyMatch(it -> it.contains(want));
    assertThat(ofProvider("github").warnings()).noneMatch(it -> it.contains(want));
    assertThat(ofProvider("monday").warnings()).noneMatch(it -> it.contains(want));
  }

  @Test
  void warnsWhereARetryCountsAsANewEvent() {
    String want = "facts.id: the sender signs each attempt anew and nothing signed names an event";

    assertThat(ofProvider("buildkite").warnings()).anyMatch(it -> it.contains(want));
    assertThat(ofProvider("zoom").warnings()).noneMatch(it -> it.contains(want));
    assertThat(ofProvider("stripe").warnings()).noneMatch(it -> it.contains(want));
    assertThat(ofProvider("github").warnings()).noneMatch(it -> it.contains(want));
  }

  private static APolicy.Outcome ofProvider(String provider) {
    return check("provider: " + provider + "\nkeys: [\"${env:X}\"]\ndeliver: \"http://x/\"\n");
  }

  @Test
  void takesTheSendersDeadlineForAMissingTimeout() {
    APolicy.Outcome outcome =
        check("provider: slack\nkeys: [\"${env:X}\"]\ndeliver: \"http://x/\"\n");

    assertThat(
            outcome.compiled().orElseThrow().policy().orElseThrow().destinations().get(0).timeout())
        .hasSeconds(3);
  }

  @Test
  void laysDefaultsBetweenPresetAndPolicy() {
    APolicy.Outcome outcome =
        APolicy.named("acme")
            .over("accept: {max-body: 2MiB}\nlabels: {team: a, env: prod}\n")
            .saying(GOOD + "labels: {team: b}\n")
            .checked();

    Policy policy = outcome.compiled().orElseThrow().policy().orElseThrow();
    assertThat(policy.acceptance().bodyBytesMax()).isEqualTo(2 << 20);
    assertThat(policy.labels()).containsEntry("team", "b").containsEntry("env", "prod");
  }

  @Test
  void refusesInDefaultsWhatBelongsToOnePolicy() {
    APolicy.Outcome outcome =
        APolicy.named("acme").over("keys: [\"${env:X}\"]\npath: /a\n").saying(GOOD).checked();

    assertThat(outcome.errors())
        .containsExactly(
            "_defaults.yaml:1:1: keys: defaults cannot say this",
            "_defaults.yaml:2:1: path: defaults cannot say this");
  }

  @Test
  void givesEveryChangeOfALayerAnotherVersion() {
    List<String> versions =
        Stream.of(
                APolicy.named("acme").saying(GOOD),
                APolicy.named("acme").saying(GOOD + "# note\n"),
                APolicy.named("acme").saying(GOOD).over("owner: x\n"))
            .map(it -> it.checked().compiled().orElseThrow().policy().orElseThrow().version())
            .toList();

    assertThat(versions).doesNotHaveDuplicates().allMatch(it -> it.matches("sha256:[0-9a-f]{12}"));
  }

  private static APolicy.Outcome check(String yaml) {
    return APolicy.named("acme").saying(yaml).checked();
  }
}
