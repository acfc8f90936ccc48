package io.sallyport.policy.compile;

import io.sallyport.verify.template.Bounds;
import io.sallyport.verify.template.ByteSink;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A JSON body of an answer: fixed syntax with VALUEs where strings stand. What a request puts into
 * a VALUE is escaped here, so that it cannot end the string that it stands in (RFC 8259 §7).
 */
final class JsonTemplate implements Template {
  private final List<Part> parts;

  JsonTemplate(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** A stretch of the body. */
  sealed interface Part {
    /** Syntax, or a string that is the author's own, escaped and in its quotes. */
    record Fixed(String json) implements Part {}

    /** A string whose content is the value. */
    record Text(Template value) implements Part {}
  }

  /** A string with its quotes. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  @Override
  public String source() {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      out.append(
          part instanceof Part.Fixed fixed
              ? fixed.json()
              : "\"" + ((Part.Text) part).value().source() + "\"");
    }
    return out.toString();
  }

  @Override
  public void feed(Reading reading, ByteSink sink) {
    byte[] bytes = bytes(reading);
    sink.write(bytes, 0, bytes.length);
  }

  @Override
  public byte[] bytes(Reading reading) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : parts) {
      String json =
          part instanceof Part.Fixed fixed
              ? fixed.json()
              : quoted(((Part.Text) part).value().text(reading));
      out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Override
  public String text(Reading reading) {
    return new String(bytes(reading), StandardCharsets.UTF_8);
  }

  @Override
  public Optional<byte[]> ifPresent(Reading reading) {
    for (Template value : values()) {
      if (value.ifPresent(reading).isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(bytes(reading));
  }

  @Override
  public Optional<String> textIfPresent(Reading reading) {
    return ifPresent(reading).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public List<byte[]> values(Reading reading, int max) {
    return List.of(bytes(reading));
  }

  @Override
  public Coverage reads() {
    return together(Template::reads);
  }

  @Override
  public Coverage pins() {
    return together(Template::pins);
  }

  @Override
  public Coverage pins(Bounds bounds) {
    return together(template -> template.pins(bounds));
  }

  @Override
  public Coverage takesIn() {
    return together(Template::takesIn);
  }

  @Override
  public Coverage keyedReads() {
    return together(Template::keyedReads);
  }

  @Override
  public boolean usesKey() {
    return values().stream().anyMatch(Template::usesKey);
  }

  @Override
  public boolean isConstant() {
    return values().stream().allMatch(Template::isConstant);
  }

  private List<Template> values() {
    return parts.stream()
        .filter(Part.Text.class::isInstance)
        .map(part -> ((Part.Text) part).value())
        .toList();
  }

  private Coverage together(Function<Template, Coverage> which) {
    return values().stream().map(which).reduce(Coverage.none(), Coverage::plus);
  }
}
