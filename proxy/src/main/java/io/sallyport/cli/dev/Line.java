package io.sallyport.cli.dev;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.observe.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of development's tail.
 *
 * @param verdict the verdict's word, or {@code again}
 * @param status what the sender got; empty where there was no sender
 * @param upstream what the upstream said
 * @param reason why it was not simply forwarded
 * @param remedy what mends it
 */
record Line(
    Instant at,
    String verdict,
    Optional<Integer> status,
    Optional<Integer> upstream,
    String type,
    String event,
    Duration took,
    Optional<String> reason,
    String detail,
    Optional<String> remedy) {
  private static final int TEXT_CHARS_MAX = 400;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** For people; a stranger's words cannot move the cursor. */
  String text(ZoneId zone) {
    StringBuilder text = new StringBuilder();
    text.append(TIME.format(at.atZone(zone))).append("  ");
    text.append(String.format(Locale.ROOT, "%-9s", verdict));
    reason.ifPresent(it -> text.append(' ').append(it));
    if (!detail.isEmpty()) {
      text.append(": ").append(printable(detail));
    }
    if (!type.isEmpty()) {
      text.append(' ').append(printable(type));
    }
    if (!event.isEmpty()) {
      text.append("  ").append(event);
    }
    upstream.ifPresent(it -> text.append("  app ").append(it));
    if (upstream.isEmpty()) {
      status.ifPresent(it -> text.append("  ").append(it));
    }
    text.append("  ").append(Math.max(1, took.toMillis())).append(" ms");
    remedy.ifPresent(it -> text.append("\n          -> ").append(printable(it)));
    return text.toString();
  }

  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("time", at.toString()).put("verdict", verdict);
    reason.ifPresent(it -> json.put("reason", it));
    if (!detail.isEmpty()) {
      json.put("detail", printable(detail));
    }
    remedy.ifPresent(it -> json.put("remedy", printable(it)));
    if (!type.isEmpty()) {
      json.put("type", printable(type));
    }
    if (!event.isEmpty()) {
      json.put("event", event);
    }
    status.ifPresent(it -> json.put("status", it));
    upstream.ifPresent(it -> json.put("upstream", it));
    return json.put("micros", took.toNanos() / 1_000);
  }

  private static String printable(String text) {
    return Printable.of(text, TEXT_CHARS_MAX);
  }
}
