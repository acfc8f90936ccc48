package io.sallyport.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class YamlReaderTest {
  private final Problems problems = new Problems();

  @Test
  void remembersWhereEveryNodeStands() {
    Mapping map = read("a: 1\nb:\n  - x\n  - {c: 'd'}\n").orElseThrow();

    assertThat(map.get("a").orElseThrow().at()).hasToString("acme.yaml:1:4");
    Node.Sequence list = (Node.Sequence) map.get("b").orElseThrow();
    assertThat(list.items().get(0).at()).hasToString("acme.yaml:3:5");
    Mapping inner = (Mapping) list.items().get(1);
    assertThat(inner.flow()).isTrue();
    assertThat(inner.get("c").orElseThrow().at()).hasToString("acme.yaml:4:9");
  }

  @Test
  void countsColumnsInCharactersNotInChars() {
    Mapping map = read("{\"\uD83D\uDE00\": x}").orElseThrow();

    assertThat(map.entries().get(0).value().at()).hasToString("acme.yaml:1:7");
  }

  @Test
  void findsTheColumnOfACharacterThroughQuotesAndEscapes() {
    Mapping map =
        read("a: 'it''s {x'\nb: \"\\n\\u00e9 {x\"\nc: pl {x\nd: \"\\U0001F600 {x\"\n")
            .orElseThrow();

    assertThat(brace(map, "a")).hasToString("acme.yaml:1:11");
    assertThat(brace(map, "b")).hasToString("acme.yaml:2:14");
    assertThat(brace(map, "c")).hasToString("acme.yaml:3:7");
    assertThat(brace(map, "d")).hasToString("acme.yaml:4:16");
  }

  @Test
  void takesAnEmptyFileForAnEmptyMap() {
    assertThat(read("# nothing yet\n").orElseThrow().entries()).isEmpty();
    assertThat(read("").orElseThrow().entries()).isEmpty();
    assertThat(problems.inOrder()).isEmpty();
  }

  @Test
  void dropsAByteOrderMark() {
    assertThat(read("\ufeffa: b").orElseThrow().has("a")).isTrue();
  }

  @Test
  void sharesAnAnchorAmongItsAliases() {
    Mapping map = read("a: &x {k: v}\nb: *x\n").orElseThrow();

    assertThat(map.get("b")).isEqualTo(map.get("a"));
  }

  // Row 60 of the threats: whatever YAML can do to a reader is a named error, at once.

  @Test
  void refusesATagAndConstructsNothing() {
    read("a: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://x/\"]]\n");

    assertThat(said())
        .containsExactly(
            "acme.yaml:1:4: tags are refused: remove !!javax.script.ScriptEngineManager",
            "acme.yaml:1:40: tags are refused: remove !!java.net.URL");
  }

  @Test
  void refusesTheBillionLaughs() {
    StringBuilder laughs = new StringBuilder("l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i <= 5; i++) {
      String alias = "*l" + (i - 1);
      String eight = IntStream.range(0, 8).mapToObj(n -> alias).collect(Collectors.joining(", "));
      laughs.append("l%d: &l%d [%s]\n".formatted(i, i, eight));
    }

    assertThat(timeToRead(laughs.toString())).isLessThan(Duration.ofSeconds(1));
    assertThat(said())
        .containsExactly("acme.yaml:5:25: want at most 20000 values, aliases written out");
  }

  @Test
  void refusesTheFiftyFirstAlias() {
    String aliases = IntStream.range(0, 51).mapToObj(n -> "*x").collect(Collectors.joining(", "));

    read("a: &x v\nb: [" + aliases + "]\n");

    assertThat(said()).containsExactly("acme.yaml:2:205: want at most 50 aliases");
  }

  @Test
  void takesFiftyAliases() {
    String aliases = IntStream.range(0, 50).mapToObj(n -> "*x").collect(Collectors.joining(", "));

    assertThat(read("a: &x v\nb: [" + aliases + "]\n")).isPresent();
    assertThat(said()).isEmpty();
  }

  @Test
  void refusesAnAnchorThatHoldsItself() {
    read("a: &x [*x]\n");

    assertThat(said())
        .containsExactly("acme.yaml:1:8: no anchor &x stands before this alias, or it is open");
  }

  @Test
  void refusesAHundredThousandBracketsAtTheFiftyFirstLevel() {
    Duration flow = timeToRead("a: " + "[".repeat(100_000));
    Duration block = timeToRead("- ".repeat(100_000));

    assertThat(List.of(flow, block)).allMatch(it -> it.compareTo(Duration.ofSeconds(1)) < 0);
    assertThat(said())
        .containsExactly(
            "acme.yaml:1:53: want at most 50 levels", "acme.yaml:1:101: want at most 50 levels");
  }

  @Test
  void refusesDepthThatAliasesAddUp() {
    String thirty = "[".repeat(30) + "x" + "]".repeat(30);

    read("a: &x " + thirty + "\nb: " + "[".repeat(30) + "*x" + "]".repeat(30));

    assertThat(said())
        .containsExactly("acme.yaml:2:34: want at most 50 levels, aliases written out");
  }

  @Test
  void refusesAHundredMegabytes() {
    byte[] huge = new byte[100 << 20];

    assertThat(YamlReader.read("acme.yaml", huge, problems)).isEmpty();
    assertThat(said()).containsExactly("acme.yaml:1:1: want at most 1048576 bytes, got more");
  }

  @Test
  void takesExactlyOneMebibyteAndNotOneByteMore() {
    String key = "a: b # ";

    assertThat(read(key + "x".repeat(YamlReader.BYTES_MAX - key.length()))).isPresent();
    assertThat(read(key + "x".repeat(YamlReader.BYTES_MAX - key.length() + 1))).isEmpty();
  }

  @Test
  void refusesAKeyThatStandsTwice() {
    read("a: 1\nb: {c: 1, c: 2}\na: 3\n");

    assertThat(said())
        .containsExactly(
            "acme.yaml:2:11: \"c\" stands twice; the first is on line 2",
            "acme.yaml:3:1: \"a\" stands twice; the first is on line 1");
  }

  @Test
  void refusesMergeKeys() {
    read("a: &x {k: v}\nb: {<<: *x}\n");

    assertThat(said())
        .containsExactly("acme.yaml:2:5: merge keys (<<) are refused: write the keys out");
  }

  @Test
  void refusesAKeyThatIsNoWord() {
    read("? [a, b]\n: c\n");

    assertThat(said()).containsExactly("acme.yaml:1:3: want a word as a key, got a list");
  }

  @Test
  void refusesASecondDocument() {
    read("a: b\n---\nc: d\n");

    assertThat(said())
        .containsExactly("acme.yaml:3:1: a file holds one policy: remove the second document");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] latin1 = "a: b\nc: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(YamlReader.read("acme.yaml", latin1, problems)).isEmpty();
    assertThat(said()).containsExactly("acme.yaml:2:4: want UTF-8 text");
  }

  @Test
  void refusesAListWhereAPolicyShouldStand() {
    read("- a\n");

    assertThat(said()).containsExactly("acme.yaml:1:1: want a map of keys, got a list");
  }

  @Test
  void saysToQuoteABraceThatBreaksTheSyntax() {
    read("keys: [${env:X}]\n");
    read("signed: {body}.x\n");

    assertThat(said())
        .hasSize(2)
        .allMatch(it -> it.contains("this is not YAML: "))
        .allMatch(it -> it.endsWith("; a value with ${ or { must be quoted"));
  }

  private Optional<Mapping> read(String yaml) {
    return YamlReader.read("acme.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems);
  }

  private Duration timeToRead(String yaml) {
    long start = System.nanoTime();
    read(yaml);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private List<String> said() {
    return problems.inOrder().stream().map(Problem::toString).toList();
  }

  private static Place brace(Mapping map, String key) {
    Scalar scalar = (Scalar) map.get(key).orElseThrow();
    return scalar.placeOf(scalar.text().indexOf('{'));
  }
}
