package io.sallyport.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.DocumentedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The third table of docs/answers.md, row by row: policies that do not load, and what is said.
 * Threats rows 60, 61 and 62 are among them.
 */
class BadPolicyTest {
  private static final String HEADING = "### Policies";
  private static final String GOOD = "provider: github\nkeys: [\"${env:X}\"]\n";

  @TempDir private Path folder;

  static Stream<Arguments> rows() {
    String laughs =
        IntStream.range(1, 7)
            .mapToObj(i -> "l%d: &l%d [%s]\n".formatted(i, i, ("*l" + (i - 1) + ", ").repeat(8)))
            .collect(Collectors.joining("", "l0: &l0 [x]\n", ""));
    return Stream.of(
        row("an unknown key", GOOD + "keyz: [x]\n"),
        row("a key twice", GOOD + "keys: [x]\n"),
        row("aliases of aliases", laughs),
        row("fifty-one aliases", "a: &x y\nb: [" + "*x, ".repeat(51) + "]\n"),
        row("a tag", GOOD + "owner: !!javax.script.ScriptEngineManager [x]\n"),
        row("a merge key", "a: &x {provider: github}\n<<: *x\n"),
        row("brackets fifty deep", GOOD + "labels: " + "[".repeat(60) + "\n"),
        row("more than a mebibyte", GOOD + "# " + "x".repeat(1 << 20) + "\n"),
        row("a byte that is not UTF-8", GOOD + "owner: \u00ff\n"),
        row("no verifier", "keys: [x]\ndeliver: \"http://app/\"\n"),
        row(
            "a pattern that could backtrack",
            GOOD + "facts: {type: {from: \"{json:/a}\", like: '(a+)+\\1$'}}\n"),
        row(
            "a rule, whatever its CEL",
            GOOD + "rules: [{name: x, when: \"body.(\", then: hold}]\n"),
        row("a template of an unknown source", GOOD + "facts: {type: \"{bdy}\"}\n"),
        row(
            "a number without its unit",
            GOOD + "freshness: {from: \"{header:T}\", unit: s, past: 5}\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isRefusedWithThePlaceAndTheSentenceOfThePage(String name, String yaml) throws IOException {
    Path file = folder.resolve("acme.yaml");
    Files.write(file, yaml.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

    Sallyport checked = Sallyport.run("policy", "check", folder.toString());

    assertThat(checked.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(checked.out().lines().map(String::strip).map(line -> line.replace("`", "")))
        .contains(folder + "/" + DocumentedRows.of("answers.md", HEADING).get(name));
  }

  @Test
  void thePageNamesTheseRowsAndNoOthers() {
    assertThat(DocumentedRows.of("answers.md", HEADING).keySet())
        .containsExactlyElementsOf(rows().map(row -> (String) row.get()[0]).toList());
  }

  private static Arguments row(String name, String yaml) {
    return Arguments.of(name, yaml);
  }
}
