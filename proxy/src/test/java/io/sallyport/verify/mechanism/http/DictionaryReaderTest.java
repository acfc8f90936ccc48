package io.sallyport.verify.mechanism.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verify.mechanism.http.StructuredField.Member;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryReaderTest {

  /** The dictionaries of RFC 8941 §3.2 and forms around them: read, and written strictly. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=\"Applepie\" | \"Applepie\"",
        "a=:w4ZibGV0w6ZydGU=: | :w4ZibGV0w6ZydGU=:",
        "a=?0 | ?0",
        "a | ?1",
        "a=?1 | ?1",
        "a;foo=bar | ?1;foo=bar",
        "a=(joy sadness) | (joy sadness)",
        "a=( 1   2 );q=0.50 | (1 2);q=0.5",
        "a=() | ()",
        "a=1.5 | 1.5",
        "a=-42 | -42",
        "a=10.0 | 10.0",
        "a=*tok/en:x | *tok/en:x",
        "a=\"q\\\"uo\\\\te\" | \"q\\\"uo\\\\te\"",
        "a=(\"x\";k=1 \"y\");z | (\"x\";k=1 \"y\");z",
        "a=999999999999999 | 999999999999999",
      })
  void readsAndWritesStrictly(String text, String written) {
    Optional<Map<String, Member>> dictionary = DictionaryReader.read(text);

    assertThat(dictionary).isPresent();
    assertThat(dictionary.get().get("a").serialized()).isEqualTo(written);
  }

  @Test
  void readsSeveralMembersInOrder() {
    assertThat(DictionaryReader.read("en=\"Applepie\",\tda=:w4ZibGV0w6ZydGU=: , x").orElseThrow())
        .containsOnlyKeys("en", "da", "x");
    assertThat(DictionaryReader.read("").orElseThrow()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1, a=2",
        "a=1,",
        "a=1,,b=2",
        ",a=1",
        "A=1",
        "1=a",
        "a=",
        "a=\"x",
        "a=\"x\\n\"",
        "a=\"\u0001\"",
        "a=\"\u00e9\"",
        "a=:x:",
        "a=:QUJ=:",
        "a=:QUI:",
        "a=:QUI=",
        "a=?2",
        "a=?",
        "a=(",
        "a=(1",
        "a=(1,2)",
        "a=(1)(2)",
        "a=(\"x\"\"y\")",
        "a=1 2",
        "a=1000000000000000",
        "a=1.0000",
        "a=1.",
        "a=.5",
        "a=--1",
        "a=1;k=1;k=2",
        "a=1;K=1",
        "a=@1659578233",
        "a=%\"x\"",
      })
  void row18WhatIsNotStrictIsMalformed(String text) {
    assertThat(DictionaryReader.read(text)).isEmpty();
  }

  @Test
  void sizesAreBounded() {
    assertThat(DictionaryReader.read("a=\"" + "x".repeat(DictionaryReader.CHARS_MAX) + "\""))
        .isEmpty();
    StringBuilder many = new StringBuilder("k0");
    for (int i = 1; i <= DictionaryReader.MEMBERS_MAX; i++) {
      many.append(",k").append(i);
    }
    assertThat(DictionaryReader.read(many.toString())).isEmpty();
    assertThat(DictionaryReader.read("a=(" + "1 ".repeat(65) + ")")).isEmpty();
    assertThat(DictionaryReader.read("a=" + "(".repeat(5_000))).isEmpty();
  }
}
