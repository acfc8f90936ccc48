package io.sallyport.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/reasons.md and the code hold one list. */
class ReasonDocsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|.*\\| (\\d{3}|none) \\|$");

  @Test
  void documentsEveryReasonWithItsAnswer() throws IOException {
    Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "reasons.md")));
    Map<String, String> documented = new TreeMap<>();
    while (rows.find()) {
      documented.put(rows.group(1), rows.group(2));
    }

    Map<String, String> inTheCode =
        Arrays.stream(Reason.values())
            .collect(
                Collectors.toMap(
                    Reason::code,
                    reason ->
                        reason.code().equals("sender.gone")
                            ? "none"
                            : String.valueOf(reason.answer().status()),
                    (one, other) -> one,
                    TreeMap::new));
    assertThat(documented).isEqualTo(inTheCode);
  }
}
