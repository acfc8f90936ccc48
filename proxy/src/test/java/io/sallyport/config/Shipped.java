package io.sallyport.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What users are given to begin with: files, pages, and what stands in these. */
final class Shipped {
  static final Path TOP = Path.of("..");
  private static final Pattern ENVIRONMENT =
      Pattern.compile("(?m)^(?:ENV)? +(SALLYPORT_[A-Z_]+)=(\\S+)");

  private Shipped() {}

  static String text(String... path) {
    try {
      return Files.readString(path(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path path(String... path) {
    return Path.of(TOP.toString(), path);
  }

  /** {@code conf/*.yaml}. */
  static List<Path> configurations() {
    return files(path("conf"), ".yaml");
  }

  /** Every page for users. */
  static List<Path> pages() {
    List<Path> pages = new ArrayList<>(files(path("docs"), ".md"));
    pages.add(path("README.md"));
    return pages;
  }

  private static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Markdown shows as code: lines that begin with four spaces, without these. */
  static List<String> blocks(String page) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : (page + "\n.").split("\n", -1)) {
      if (line.startsWith("    ") || (line.isEmpty() && !block.isEmpty())) {
        block.append(line.isEmpty() ? "" : line.substring(4)).append('\n');
      } else if (!block.isEmpty()) {
        blocks.add(block.toString());
        block.setLength(0);
      }
    }
    return blocks;
  }

  /** Every document of a text, with {@code <<} laid under what stands beside it. */
  static List<Map<String, Object>> yaml(String text) {
    List<Map<String, Object>> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(text)
        .forEach(document -> documents.add(map(merged(document))));
    return documents;
  }

  private static Object merged(Object node) {
    if (node instanceof List<?> list) {
      return list.stream().map(Shipped::merged).toList();
    }
    if (!(node instanceof Map<?, ?> map)) {
      return node;
    }
    Map<String, Object> whole = new LinkedHashMap<>();
    if (map.get("<<") instanceof Map<?, ?> under) {
      whole.putAll(map(merged(under)));
    }
    map.forEach(
        (key, value) -> {
          if (!key.equals("<<")) {
            whole.put(String.valueOf(key), value == null ? "" : merged(value));
          }
        });
    return whole;
  }

  @SuppressWarnings("unchecked") // keys are texts in all that is read here
  static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  /** What lies at the end of a path of keys. */
  static Object at(Object node, String... path) {
    Object found = node;
    for (String key : path) {
      found = Optional.ofNullable(map(found).get(key)).orElseThrow(() -> new AssertionError(key));
    }
    return found;
  }

  /** A list of maps. */
  static List<Map<String, Object>> maps(Object node) {
    return ((List<?>) node).stream().map(Shipped::map).toList();
  }

  /** What the image sets before anybody else. */
  static Map<String, String> environmentOfTheImage() {
    Map<String, String> all = new TreeMap<>();
    ENVIRONMENT
        .matcher(text("docker", "Dockerfile"))
        .results()
        .forEach(it -> all.put(it.group(1), it.group(2)));
    return all;
  }
}
