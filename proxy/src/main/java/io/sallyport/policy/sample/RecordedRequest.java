package io.sallyport.policy.sample;

import io.sallyport.webhook.Headers;
import io.sallyport.webhook.RawBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A raw HTTP/1.1 request as a {@code .http} file holds it (RFC 9112 §2), each line of its head
 * ending in LF or CRLF. With {@code Content-Length} exactly that many bytes are the body, whatever
 * an editor put behind them; without it all the rest is.
 *
 * @param target in origin-form, exactly as recorded
 * @param fields in order; a value is its bytes read as ISO-8859-1
 */
public record RecordedRequest(
    String method, String target, List<Map.Entry<String, String>> fields, RawBody body) {
  private static final String TOKEN = "!#$%&'*+-.^_`|~";

  public RecordedRequest {
    fields = List.copyOf(fields);
  }

  /**
   * Reads a recording.
   *
   * @throws RequestFault with the line of the first fault
   */
  public static RecordedRequest parse(byte[] recording) throws RequestFault {
    return new Parser(recording).parse();
  }

  public Headers headers() {
    return Headers.of(fields);
  }

  /** The raw path: the target up to the question mark. */
  public String path() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  /** As a recording: CRLF in the head, {@code Content-Length} as it is. */
  public byte[] toBytes() {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    fields.forEach(
        it -> head.append(it.getKey()).append(": ").append(it.getValue()).append("\r\n"));
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(start, start.length + body.size());
    System.arraycopy(body.array(), body.offset(), all, start.length, body.size());
    return all;
  }

  private static final class Parser {
    private final byte[] bytes;
    private int at;
    private int line;

    Parser(byte[] bytes) {
      this.bytes = bytes;
    }

    RecordedRequest parse() throws RequestFault {
      String[] start = line().split(" ", -1);
      if (start.length != 3 || !start[2].equals("HTTP/1.1") || !isToken(start[0])) {
        throw fault("want a request line like POST /hooks/acme HTTP/1.1");
      }
      if (!start[1].startsWith("/")) {
        throw fault("want a target that begins with a slash");
      }
      List<Map.Entry<String, String>> fields = new ArrayList<>();
      for (String text = line(); !text.isEmpty(); text = line()) {
        fields.add(field(text));
      }
      return new RecordedRequest(start[0], start[1], fields, body(fields));
    }

    private Map.Entry<String, String> field(String text) throws RequestFault {
      int colon = text.indexOf(':');
      if (colon < 1 || !isToken(text.substring(0, colon))) {
        throw fault("want a field like Content-Type: application/json");
      }
      return Map.entry(text.substring(0, colon), text.substring(colon + 1).strip());
    }

    private RawBody body(List<Map.Entry<String, String>> fields) throws RequestFault {
      byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
      Optional<String> length = Optional.empty();
      for (Map.Entry<String, String> field : fields) {
        if (field.getKey().equalsIgnoreCase("Transfer-Encoding")) {
          throw fault("a recorded body is not chunked: want Content-Length");
        }
        if (field.getKey().equalsIgnoreCase("Content-Length")) {
          length = Optional.of(field.getValue());
        }
      }
      return length.isEmpty()
          ? RawBody.of(rest)
          : RawBody.of(Arrays.copyOf(rest, exact(length.get(), rest)));
    }

    private int exact(String length, byte[] rest) throws RequestFault {
      boolean digits =
          !length.isEmpty()
              && length.length() <= 9
              && length.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!digits) {
        throw fault("Content-Length: want a number of bytes, got \"" + length + "\"");
      }
      int wanted = Integer.parseInt(length);
      if (wanted > rest.length) {
        throw fault("Content-Length is " + wanted + ", but the body has " + rest.length + " bytes");
      }
      return wanted;
    }

    /** The next line of the head, without its end. */
    private String line() throws RequestFault {
      line++;
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (end == bytes.length && at == bytes.length) {
        throw fault("want an empty line at the end of the head");
      }
      int last = end > at && bytes[end - 1] == '\r' ? end - 1 : end;
      String text = new String(bytes, at, last - at, StandardCharsets.ISO_8859_1);
      at = Math.min(end + 1, bytes.length);
      return text;
    }

    private RequestFault fault(String message) {
      return new RequestFault(Math.max(1, line), message);
    }

    private static boolean isToken(String text) {
      return !text.isEmpty()
          && text.chars()
              .allMatch(c -> (c < 0x80 && Character.isLetterOrDigit(c)) || TOKEN.indexOf(c) >= 0);
    }
  }
}
