package io.sallyport.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A request as a command for bash, byte for byte. Whatever the request contains, pasting the
 * command runs curl and nothing else, and printing it moves no cursor.
 */
public final class Curl {
  /** Linux takes 128 KiB in one argument; a longer body goes through a pipe. */
  static final int ARGUMENT_BYTES_MAX = 64 * 1024;

  private static final String NEXT = " \\\n  ";

  private Curl() {}

  /**
   * The command.
   *
   * @param url absolute
   * @param fields header fields in order; those that frame the message are left to curl
   */
  public static String command(
      String method, String url, List<Map.Entry<String, String>> fields, byte[] body) {
    // Without -g curl would make a thousand requests of a query like ?[1-1000].
    StringBuilder command = new StringBuilder("curl -gsS");
    command.append(method.equals("HEAD") ? " -I" : " -X " + quote(method));
    command.append(' ').append(quote(url));
    boolean typed = false;
    for (Map.Entry<String, String> field : fields) {
      if (isCurls(field.getKey())) {
        continue;
      }
      typed |= field.getKey().equalsIgnoreCase("Content-Type");
      command.append(NEXT).append("-H ").append(quote(line(field.getKey(), field.getValue())));
    }
    if (body.length == 0) {
      return command.toString();
    }
    if (!typed) {
      command.append(NEXT).append("-H 'Content-Type:'"); // or curl would name a type of its own
    }
    if (body.length <= ARGUMENT_BYTES_MAX && isWithoutNul(body)) {
      return command.append(NEXT).append("--data-raw ").append(quote(body)).toString();
    }
    command.append(NEXT).append("--data-binary @-");
    return "base64 -d <<'BODY' | " + command + "\n" + coded(body) + "\nBODY";
  }

  /** In lines of base64, as {@code base64 -d} reads it. */
  static String coded(byte[] body) {
    return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(body);
  }

  /** Whether a field frames the message or the connection. */
  static boolean isCurls(String name) {
    return name.equalsIgnoreCase("Content-Length")
        || name.equalsIgnoreCase("Transfer-Encoding")
        || name.equalsIgnoreCase("Connection")
        || name.equalsIgnoreCase("Host");
  }

  /** A field without a value ends in a semicolon; with a colon curl would take the field away. */
  static String line(String name, String value) {
    return value.isEmpty() ? name + ";" : name + ": " + value;
  }

  private static boolean isWithoutNul(byte[] body) {
    for (byte b : body) {
      if (b == 0) {
        return false;
      }
    }
    return true;
  }

  /** The text as one word of bash. */
  static String quote(String text) {
    return quote(text.getBytes(StandardCharsets.UTF_8));
  }

  static String quote(byte[] bytes) {
    return isPlain(bytes)
        ? "'" + new String(bytes, StandardCharsets.US_ASCII) + "'"
        : ansiQuoted(bytes);
  }

  /** Printable ASCII, and line ends between it, without the quote itself. */
  private static boolean isPlain(byte[] bytes) {
    for (byte b : bytes) {
      boolean printable = b >= 0x20 && b < 0x7f && b != '\'';
      if (!printable && b != '\n') {
        return false;
      }
    }
    return true;
  }

  /** {@code $'…'}: every byte that is not printable ASCII by its number. */
  private static String ansiQuoted(byte[] bytes) {
    StringBuilder quoted = new StringBuilder("$'");
    for (byte b : bytes) {
      switch (b) {
        case '\'' -> quoted.append("\\'");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default -> {
          if (b >= 0x20 && b < 0x7f) {
            quoted.append((char) b);
          } else {
            quoted.append(octal(b));
          }
        }
      }
    }
    return quoted.append('\'').toString();
  }

  /** Three octal digits end by themselves; hex digits would swallow what follows. */
  private static String octal(byte b) {
    String digits = Integer.toOctalString(b & 0xff);
    return "\\" + "0".repeat(3 - digits.length()) + digits;
  }
}
