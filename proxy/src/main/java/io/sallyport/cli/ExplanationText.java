package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** An explanation as people read it: a line a stage, then what to do. */
final class ExplanationText {
  private ExplanationText() {}

  static void print(JsonNode explanation, PrintWriter out) {
    boolean refused = false;
    for (JsonNode stage : explanation.path("stages")) {
      refused |= stage.path("result").asText().equals("REFUSE");
      out.println(
          line(stage.path("stage").asText(), stage.path("result").asText())
              + stage.path("sentence").asText());
    }
    if (!refused && explanation.has("reference") && explanation.hasNonNull("reason")) {
      out.println(
          line("then", "REFUSE")
              + explanation.path("reason").asText()
              + ", but the policies of now let it through: ask the sender to send it again");
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
