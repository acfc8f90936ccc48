package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** An explanation as people read it: a line a stage, then what to do. */
final class ExplanationText {
  private ExplanationText() {}

  static void print(JsonNode explanation, PrintWriter out) {
    for (JsonNode stage : explanation.path("stages")) {
      out.println(
          line(stage.path("stage").asText(), stage.path("result").asText())
              + stage.path("sentence").asText());
    }
    for (JsonNode hint : explanation.path("hints")) {
      out.println(line("hint") + hint.asText());
    }
    if (explanation.hasNonNull("remedy")) {
      out.println(line("remedy") + explanation.path("remedy").asText());
    }
  }

  private static String line(String stage, String result) {
    return String.format(Locale.ROOT, "  %-10s %-7s ", stage, result);
  }

  private static String line(String label) {
    return String.format(Locale.ROOT, "  %-10s ", label);
  }
}
