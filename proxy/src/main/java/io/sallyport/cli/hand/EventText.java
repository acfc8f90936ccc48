package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.Table;
import io.sallyport.observe.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Events as people read them. */
final class EventText {
  private static final int TEXT_CHARS_MAX = 1_000;
  private static final int SECONDS_CHARS = 19;

  private EventText() {}

  /** Where several nodes share a Redis, a row begins with the one that has it. */
  static void lead(Table table, JsonNode item) {
    if (item.has("node")) {
      table.lead("NODE", item.path("node").asText());
    }
  }

  static Table events() {
    return new Table(
        "RECEIVED", "INTEGRATION", "STANDING", "REASON", "TYPE", "ACCOUNT", "TIMES", "EVENT");
  }

  static void event(Table table, JsonNode event) {
    table.row(
        time(event, "firstReceipt"),
        event.path("integration").asText(),
        event.path("standing").asText(),
        event.path("reason").asText(),
        event.path("type").asText(),
        event.path("account").asText(),
        event.path("receipts").asText(),
        event.path("event").asText());
  }

  static Table deliveries() {
    return new Table("DUE", "INTEGRATION", "STANDING", "TRIES", "LAST", "EVENT");
  }

  static void delivery(Table table, JsonNode event) {
    table.row(
        time(event, "due"),
        event.path("integration").asText(),
        event.path("standing").asText(),
        event.path("attempts").asText(),
        last(event.path("lastAttempt")),
        event.path("event").asText());
  }

  static Table held() {
    return new Table("RECEIVED", "INTEGRATION", "REASON", "TYPE", "ACCOUNT", "EXPIRES", "EVENT");
  }

  static void held(Table table, JsonNode event) {
    table.row(
        time(event, "firstReceipt"),
        event.path("integration").asText(),
        event.path("reason").asText(),
        event.path("type").asText(),
        event.path("account").asText(),
        time(event, "due"),
        event.path("event").asText());
  }

  private static String last(JsonNode attempt) {
    if (attempt.isMissingNode()) {
      return "";
    }
    String status =
        attempt.path("status").asInt() == 0 ? "no answer" : attempt.path("status").asText();
    return (status + " " + attempt.path("detail").asText()).strip();
  }

  /** RFC 3339 in UTC, cut to the second. */
  static String time(JsonNode json, String name) {
    String text = json.path(name).asText("");
    return text.length() > SECONDS_CHARS ? text.substring(0, SECONDS_CHARS) + "Z" : text;
  }

  /** A line a member, in the order given; those that are not there are left out. */
  static void members(PrintWriter out, JsonNode json, List<String> names) {
    for (String name : names) {
      if (json.hasNonNull(name)) {
        out.println(
            String.format(Locale.ROOT, "  %-14s ", name)
                + Printable.of(json.path(name).asText(), TEXT_CHARS_MAX));
      }
    }
  }

  /** A request as it came, line by line, with nothing in it that a terminal would obey. */
  static void request(PrintWriter out, JsonNode request) throws IOException {
    out.println(
        line(request.path("method").asText() + " " + request.path("target").asText())
            + " HTTP/1.1");
    for (JsonNode field : request.path("fields")) {
      out.println(line(field.path(0).asText() + ": " + field.path(1).asText()));
    }
    out.println();
    if (!request.has("body")) {
      out.println("(its body carries a credential, and is left out)");
      return;
    }
    byte[] body = request.path("body").binaryValue();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      text.lines().map(EventText::line).forEach(out::println);
    } catch (CharacterCodingException e) {
      out.println("(" + body.length + " bytes that are no text, in base64)");
      out.println(Base64.getMimeEncoder().encodeToString(body));
    }
  }

  private static String line(String text) {
    return Printable.of(text, Integer.MAX_VALUE);
  }
}
