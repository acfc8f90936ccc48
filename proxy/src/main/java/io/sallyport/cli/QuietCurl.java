package io.sallyport.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A request as a command for bash with nothing of the request among the command's arguments, which
 * everybody on a machine can see while it runs: for requests that hold a secret. curl reads all of
 * it as a configuration, through a descriptor of its own.
 */
public final class QuietCurl {
  private static final String COMMAND = "curl -gsS -K /dev/fd/3 3<";

  private QuietCurl() {}

  /**
   * The command.
   *
   * @param url absolute
   * @param fields in order, as ISO-8859-1; those that frame the message are left to curl
   */
  public static String command(
      String method, String url, List<Map.Entry<String, String>> fields, byte[] body) {
    StringBuilder settings = new StringBuilder();
    settings.append(method.equals("HEAD") ? "head\n" : setting("request", method));
    settings.append(setting("url", url));
    boolean typed = false;
    for (Map.Entry<String, String> field : fields) {
      if (!Curl.isCurls(field.getKey())) {
        typed |= field.getKey().equalsIgnoreCase("Content-Type");
        settings.append(setting("header", Curl.line(field.getKey(), field.getValue())));
      }
    }
    String text = new String(body, StandardCharsets.ISO_8859_1);
    boolean piped = body.length > Curl.ARGUMENT_BYTES_MAX || !isPrintable(text);
    if (body.length > 0) {
      settings.append(typed ? "" : setting("header", "Content-Type:"));
      settings.append(piped ? setting("data-binary", "@-") : setting("data-raw", text));
    }
    String whole = settings.toString();
    boolean plain = isPrintable(whole);
    // printf is the shell's own, and its arguments are nobody else's to see.
    String source =
        plain
            ? "<'CURL'"
            : " <(printf %s " + Curl.quote(whole.getBytes(StandardCharsets.ISO_8859_1)) + ")";
    String lines = plain ? "\n" + whole + "CURL" : "";
    return piped
        ? "base64 -d <<'BODY' | " + COMMAND + source + "\n" + Curl.coded(body) + "\nBODY" + lines
        : COMMAND + source + lines;
  }

  /** A line as curl's configuration files have it, the value in double quotes. */
  private static String setting(String name, String value) {
    StringBuilder line = new StringBuilder(name).append(" = \"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> line.append(c);
      }
    }
    return line.append("\"\n").toString();
  }

  private static boolean isPrintable(String text) {
    return text.chars()
        .allMatch(c -> (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t');
  }
}
