package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node of several tells of itself stands in docs/observability.md. */
class MetricsDocsTest {
  private static final Pattern SERIES = Pattern.compile("(?m)^# TYPE (sallyport_[a-z_]+) ");
  private static final Pattern NAMED = Pattern.compile("`(sallyport_[a-z_]+)[`{]");
  private static final Pattern SHORT = Pattern.compile("`(_[a-z_]+)`");

  @Test
  void everySeriesIsDocumented(@TempDir Path folder) throws IOException {
    try (GatesOnRedis two = new GatesOnRedis(folder)) {
      two.policy(
          "shop",
          """
          provider: github
          keys: [{id: main, value: "%s"}]
          deliver: {to: "APP/in", mode: durable}
          """
              .formatted(GatesOnRedis.SECRET));
      two.gate(0).start(two.shared());
      assertThat(two.send(0, "shop", "{}").statusCode()).isEqualTo(200);
      until(() -> two.reached("{}") == 1);

      Set<String> told =
          SERIES
              .matcher(two.gate(0).metrics())
              .results()
              .map(it -> it.group(1))
              .map(MetricsDocsTest::base)
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(told).contains("sallyport_shards", "sallyport_nodes").hasSizeGreaterThan(25);
      assertThat(documented()).containsAll(told);
    }
  }

  /** As it is registered: its type adds to it, and a timer makes two of it. */
  private static String base(String name) {
    return name.replaceFirst("_(max|total|info)$", "");
  }

  private static Set<String> documented() throws IOException {
    Set<String> all = new TreeSet<>();
    for (String line :
        Files.readAllLines(Path.of("..", "docs", "observability.md")).stream()
            .filter(it -> it.startsWith("| `sallyport_"))
            .toList()) {
      String names = line.substring(0, line.indexOf(" |", 2));
      String first = "";
      for (var it : NAMED.matcher(names).results().toList()) {
        first = it.group(1);
        all.add(base(first));
      }
      for (var it : SHORT.matcher(names).results().toList()) {
        String stem = base(first);
        all.add(base(stem.substring(0, stem.lastIndexOf('_')) + it.group(1)));
      }
    }
    return all;
  }
}
