package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/security.md names, for each row of the threats, tests that say they play it. */
class SecurityDocsTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| (`.*`) \\|$");

  /** As in {@code row9AName}, {@code threat44AName}, "row 22", "rows 57, 58 and 59". */
  private static final Pattern NAMED =
      Pattern.compile("(?i)(?:threat|rows?) ?(\\d+(?:(?:, | and )\\d+)*)");

  static Stream<Arguments> rows() {
    Matcher row = ROW.matcher(read(Path.of("..", "docs", "security.md")));
    return row.results().map(it -> Arguments.of(Integer.parseInt(it.group(1)), it.group(2)));
  }

  @ParameterizedTest(name = "row {0}: {1}")
  @MethodSource("rows")
  void everyTestOfARowSaysThatItPlaysIt(int row, String tests) {
    for (String test : tests.replace("`", "").split(", ", -1)) {
      Path source = Path.of("src", "test", "java", "io", "sallyport", test + ".java");
      assertThat(source).isRegularFile();
      assertThat(rowsNamedIn(read(source))).as(test).contains(row);
    }
  }

  @Test
  void everyRowOfThisReleaseIsThereOnce() {
    assertThat(rows().map(row -> (Integer) row.get()[0]).toList())
        .doesNotHaveDuplicates()
        .containsAll(IntStream.concat(range(1, 74), range(97, 106)).boxed().toList());
  }

  private static IntStream range(int first, int last) {
    return IntStream.rangeClosed(first, last);
  }

  private static Set<Integer> rowsNamedIn(String source) {
    Set<Integer> rows = new TreeSet<>();
    NAMED
        .matcher(source)
        .results()
        .flatMap(it -> Arrays.stream(it.group(1).split(", | and ", -1)))
        .map(Integer::valueOf)
        .forEach(rows::add);
    return rows;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
