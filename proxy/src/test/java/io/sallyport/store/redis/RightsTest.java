package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What scripts call is what is tried at a start, and what operators are told to allow. */
class RightsTest {
  private static final Path SCRIPTS = Path.of("src", "main", "resources", "redis");
  private static final Pattern CALL = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");
  private static final Pattern TRIED = Pattern.compile("\\{ '([A-Z]+)'");

  @Test
  void eachCommandOfAScriptIsTriedAndNoOther() throws IOException {
    assertThat(found(TRIED, Scripts.read("rights"))).isEqualTo(called());
  }

  @Test
  void eachCommandOfAScriptIsAmongThoseToAllow() throws IOException {
    List<String> words =
        List.of(Files.readString(Path.of("..", "docs", "many-nodes.md")).split("\\s+", -1));

    assertThat(called())
        .hasSizeGreaterThan(10)
        .allSatisfy(it -> assertThat(words).contains("+" + it.toLowerCase(Locale.ROOT)));
  }

  private static Set<String> called() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      Set<String> all = new TreeSet<>();
      for (Path file : files.toList()) {
        all.addAll(found(CALL, Files.readString(file)));
      }
      return all;
    }
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(it -> it.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
