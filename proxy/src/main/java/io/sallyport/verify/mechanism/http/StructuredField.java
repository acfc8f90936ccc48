package io.sallyport.verify.mechanism.http;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of a structured field (RFC 8941 §3), and how they are written (§4.1). */
final class StructuredField {
  private StructuredField() {}

  /** A bare item with its parameters, or a list of items with the parameters of the list. */
  record Member(Optional<Object> item, List<Member> list, Map<String, Object> parameters) {
    boolean isList() {
      return item.isEmpty();
    }

    /** The text of a string item; empty for anything else. */
    Optional<String> string() {
      return item.filter(String.class::isInstance).map(String.class::cast);
    }

    /** The bytes of a byte sequence; empty for anything else. */
    Optional<byte[]> bytes() {
      return item.filter(Bytes.class::isInstance).map(value -> ((Bytes) value).bytes);
    }

    /** The strict form (RFC 8941 §4.1.1.1, §4.1.3). */
    String serialized() {
      StringBuilder out = new StringBuilder();
      write(this, out);
      return out.toString();
    }
  }

  /** A token, which is no string. */
  record Token(String text) {}

  /** A byte sequence. */
  static final class Bytes {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private static void write(Member member, StringBuilder out) {
    if (member.isList()) {
      out.append('(');
      for (int i = 0; i < member.list().size(); i++) {
        if (i > 0) {
          out.append(' ');
        }
        write(member.list().get(i), out);
      }
      out.append(')');
    } else {
      writeBare(member.item().orElseThrow(), out);
    }
    member
        .parameters()
        .forEach(
            (key, value) -> {
              out.append(';').append(key);
              if (!isTrue(value)) {
                out.append('=');
                writeBare(value, out);
              }
            });
  }

  static boolean isTrue(Object value) {
    return value instanceof Boolean bool && bool;
  }

  private static void writeBare(Object value, StringBuilder out) {
    if (value instanceof String string) {
      out.append('"').append(string.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    } else if (value instanceof Token token) {
      out.append(token.text());
    } else if (value instanceof Bytes bytes) {
      out.append(':').append(Base64.getEncoder().encodeToString(bytes.bytes)).append(':');
    } else if (value instanceof Boolean bool) {
      out.append(bool ? "?1" : "?0");
    } else if (value instanceof BigDecimal decimal) {
      BigDecimal stripped = decimal.stripTrailingZeros();
      out.append((stripped.scale() < 1 ? stripped.setScale(1) : stripped).toPlainString());
    } else {
      out.append(value);
    }
  }
}
