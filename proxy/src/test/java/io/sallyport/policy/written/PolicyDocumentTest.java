package io.sallyport.policy.written;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** docs/policy.md lists every key of the language, in the words of the tables that read them. */
class PolicyDocumentTest {
  private static final Path DOCUMENT = document();
  private static final String BEGIN = "<!-- keys -->\n";
  private static final String END = "<!-- /keys -->";

  @Test
  void listsEveryKeyInTheWordsOfTheTables() throws IOException {
    String text = Files.readString(DOCUMENT);
    String listed = text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));

    // When this fails, put what is expected between the two marks in docs/policy.md.
    assertThat(listed).isEqualTo(keys());
  }

  private static String keys() {
    JsonNode definitions = WrittenPolicy.schema().path("$defs");
    Map<String, JsonNode> tables = new TreeMap<>();
    definitions
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().has("properties")) {
                tables.put(entry.getKey().replaceFirst("-over$", ""), entry.getValue());
              }
            });
    StringBuilder out = new StringBuilder();
    table(out, "policy", tables.remove("policy"));
    tables.forEach((name, table) -> table(out, name, table));
    return out.toString();
  }

  private static void table(StringBuilder out, String name, JsonNode table) {
    out.append("\n| ").append(name).append(" | |\n| --- | --- |\n");
    table
        .path("properties")
        .properties()
        .forEach(
            key ->
                out.append("| `")
                    .append(key.getKey())
                    .append("` | ")
                    .append(key.getValue().path("description").asText().replace("|", "\\|"))
                    .append(" |\n"));
  }

  private static Path document() {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    return root.resolve("docs/policy.md");
  }
}
