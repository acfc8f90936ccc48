package io.sallyport.yaml.shape;

import com.google.re2j.Pattern;
import io.sallyport.yaml.OlderYaml;

/** Writes text so that every YAML reader reads the same text back. */
public final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./+-]*");

  private YamlText() {}

  /** Plain where no reader could mistake it, in double quotes otherwise. */
  public static String written(String text) {
    boolean plain =
        PLAIN.matches(text) && OlderYaml.takenFor(text).isEmpty() && !text.equalsIgnoreCase("null");
    return plain ? text : quoted(text);
  }

  /** In double quotes, with the escapes of YAML. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
                    out.append(String.format("\\x%02x", c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}
