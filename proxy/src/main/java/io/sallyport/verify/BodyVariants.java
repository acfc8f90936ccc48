package io.sallyport.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.webhook.RawBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A body as it may have been before something on the way rewrote it. */
final class BodyVariants {
  /** Longer bodies are not rewritten: each variant is another copy. */
  private static final int BYTES_MAX = 1024 * 1024;

  private BodyVariants() {}

  /** A body, and what to say when the request verifies with it. */
  record Variant(RawBody body, String sentence) {}

  static List<Variant> of(RawBody body) {
    List<Variant> variants = new ArrayList<>();
    if (body.size() > BYTES_MAX) {
      return variants;
    }
    // Bytes as characters, one to one: nothing is lost on the way there and back.
    String text = new String(body.toBytes(), StandardCharsets.ISO_8859_1);
    add(variants, text, text + "\n", "the body has lost its final newline on the way");
    add(variants, text, text + "\r\n", "the body has lost its final CRLF on the way");
    add(variants, text, stripped(text), "the body has gained a final newline on the way");
    add(variants, text, text.replace("\r\n", "\n"), "the body's newlines became CRLF on the way");
    add(
        variants,
        text,
        text.replace("\r\n", "\n").replace("\n", "\r\n"),
        "the body's CRLF became newlines on the way");
    String mark = "\u00ef\u00bb\u00bf";
    if (text.startsWith(mark)) {
      add(variants, text, text.substring(mark.length()), "the body has gained a byte order mark");
    }
    Optional<JsonNode> json = StrictJson.value(body.toBytes());
    if (json.isPresent() && json.get().isContainerNode()) {
      String rewritten = "something on the way has parsed the JSON body and written it anew";
      addUtf8(variants, written(json.get(), ",", ":", false), rewritten);
      addUtf8(variants, written(json.get(), ", ", ": ", false), rewritten);
      addUtf8(variants, written(json.get(), ",", ":", true), rewritten);
      addUtf8(variants, written(json.get(), ", ", ": ", true), rewritten);
    }
    return variants;
  }

  private static void add(List<Variant> variants, String before, String now, String sentence) {
    if (!now.equals(before)) {
      variants.add(new Variant(RawBody.of(now.getBytes(StandardCharsets.ISO_8859_1)), sentence));
    }
  }

  private static void addUtf8(List<Variant> variants, String json, String sentence) {
    variants.add(new Variant(RawBody.ofText(json), sentence));
  }

  private static String stripped(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** The JSON text with these separators: those of JavaScript and Go, and those of Python. */
  private static String written(JsonNode node, String comma, String colon, boolean ascii) {
    StringBuilder out = new StringBuilder();
    write(node, comma, colon, ascii, out);
    return out.toString();
  }

  private static void write(
      JsonNode node, String comma, String colon, boolean ascii, StringBuilder out) {
    if (node.isObject()) {
      String separator = "{";
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        out.append(separator);
        quote(member.getKey(), ascii, out);
        out.append(colon);
        write(member.getValue(), comma, colon, ascii, out);
        separator = comma;
      }
      out.append(separator.equals("{") ? "{}" : "}");
    } else if (node.isArray()) {
      String separator = "[";
      for (Iterator<JsonNode> elements = node.elements(); elements.hasNext(); ) {
        out.append(separator);
        write(elements.next(), comma, colon, ascii, out);
        separator = comma;
      }
      out.append(separator.equals("[") ? "[]" : "]");
    } else if (node.isTextual()) {
      quote(node.textValue(), ascii, out);
    } else {
      out.append(node.asText());
    }
  }

  private static void quote(String text, boolean ascii, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || (ascii && c > 0x7e)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
