package io.sallyport.policy.written;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.YamlReader;
import io.sallyport.yaml.shape.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

class PolicySchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(WrittenPolicy.schema());

  @Test
  void isItselfValidAgainstItsDialect() {
    Schema dialect =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));

    assertThat(dialect.validate(WrittenPolicy.schema())).isEmpty();
  }

  @Test
  void describesEveryKey() {
    JsonNode properties = WrittenPolicy.schema().at("/$defs/policy-over/properties");

    assertThat(WrittenPolicy.keyWords())
        .isNotEmpty()
        .allSatisfy(
            key -> assertThat(properties.path(key).path("description").asText()).isNotBlank());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "provider: github\nkeys: [\"${env:X}\"]\ndeliver: \"http://x/\"",
        "freshness: {past: 10m}",
        "verify: {key: {as: hex}}",
        "verify: ~",
        "facts: {id: \"{json:/id}\", type: [\"{json:/a}\", b], account: {from: \"{header:X}\","
            + " unsigned: why}}",
        "items: {by: \"{body|kind}\", object: \"\", array: [\"/*\"]}",
        "verify: {any: [{hmac: [sha1, sha256], signed: [\"{body}\"], signature: {from:"
            + " \"{header:S}\", as: \"{hex}\"}}, {none: why}]}",
        "verify: {http-signature: {cover: [\"@method\", content-digest]}, key: {as: pem}}",
        "answers: {accepted: {status: 202, json: {a: [1, true, \"{json:/x}\"]}}}",
        "deliver: [{path: /a, to: \"http://x/\"}, {to: \"http://y/*\", timeout: 2500ms}]",
        "deliver: {to: \"http://x/\", mode: durable, retry: {first: 1s, most: 10m, attempts: 20,"
            + " within: 1d}, order: account, final: [400, 422], split: true}",
        "replay: {memory: 14d, keep-payload: 1d, hold: 2d, quota: 8GiB, rekey: accept}",
        "limits: [{by: account, rate: 30/m, burst: 5, over: hold, name: x}, {by: source, rate: 5/s},"
            + " {by: \"header:X-Shop\", rate: 1/h, soft: true}, {by: \"json:/a/0\", rate: 1/h}]",
        "enforce: {monitor-until: 2026-12-01}",
        "examples: [{name: x, body: x.json, sign: true, at: 2026-05-01T12:00:00Z, expect: {verdict:"
            + " forward, items: 1}}]"
      })
  void takesWhatTheLoaderTakes(String yaml) {
    assertThat(loaderProblems(yaml)).isEmpty();
    assertThat(schemaProblems(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "provder: github",
        "keys: [{id: 2026, value: \"${env:X}\"}]",
        "keys: []",
        "freshness: {from: \"{header:T}\", unit: s, past: 10}",
        "freshness: {from: \"{header:T}\", unit: minutes}",
        "verify: {hmac: sha257, signed: \"{body}\", signature: {from: \"{header:S}\", as:"
            + " \"{hex}\"}}",
        "verify: {any: [{hmac: sha256}]}",
        "verify: {hmac: sha256, jws: x}",
        "deliver: {timeout: 5}",
        "deliver: [{path: /a}]",
        "rules: []",
        "deliver: {to: \"http://x\", mode: later}",
        "deliver: {to: \"http://x\", order: type}",
        "deliver: {to: \"http://x\", final: []}",
        "deliver: {to: \"http://x\", retry: {attempts: 0}}",
        "replay: {memory: 7}",
        "replay: {rekey: yes}",
        "limits: [{by: acount, rate: 30/m}]",
        "limits: [{by: account, rate: 0/m}]",
        "limits: [{by: \"header:a b\", rate: 30/m}]",
        "limits: [{by: account, rate: 30/m, over: drop}]",
        "answers: {done: {}}",
        "labels: {a: 1}",
        "path: hooks",
        "accept: {max-body: 1048576}",
        "allow-unconfirmed: \"true\"",
        "examples: [{name: x, expect: accept}]",
        "- a"
      })
  void refusesWhatTheLoaderRefuses(String yaml) {
    assertThat(loaderProblems(yaml)).isNotEmpty();
    assertThat(schemaProblems(yaml)).isNotEmpty();
  }

  /**
   * What the loader says of a file by itself; that a required key is missing is not said of a
   * layer.
   */
  private static List<String> loaderProblems(String yaml) {
    Problems problems = new Problems();
    YamlReader.read("acme.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems)
        .ifPresent(map -> WrittenPolicy.read(map, Scope.of(problems)));
    return problems.inOrder().stream()
        .map(it -> it.sentence())
        .filter(it -> !isIncompleteLayer(it))
        .toList();
  }

  private static boolean isIncompleteLayer(String sentence) {
    return sentence.matches("freshness: want one of from, none|verify: want one of hmac.*");
  }

  private static List<Error> schemaProblems(String yaml) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    Object value = new Load(settings).loadFromString(yaml);
    return SCHEMA.validate(new ObjectMapper().<JsonNode>valueToTree(value));
  }
}
