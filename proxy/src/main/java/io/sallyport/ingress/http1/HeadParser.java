package io.sallyport.ingress.http1;

import io.sallyport.ingress.FramingFault;
import io.sallyport.ingress.Octets;
import io.sallyport.ingress.RequestHead;
import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads one request head by the grammar of RFC 9112 without any of its leniencies: single spaces in
 * the request line, CRLF at every line's end, no folded lines, no white space before a colon, names
 * that are tokens, one body framing, one Host.
 *
 * <p>Refused although legal, because no webhook sender needs it and each is a tool of request
 * smuggling: a target in other than origin-form, {@code Upgrade}, a transfer coding other than the
 * one word {@code chunked}, an expectation other than {@code 100-continue}, a body in HTTP/1.0.
 */
final class HeadParser {
  private static final int METHOD_BYTES_MAX = 32;
  private static final int LENGTH_DIGITS_MAX = 15;
  private static final byte[] HTTP_1_1 = "HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_1_0 = "HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int targetBytesMax;
  private final int fieldsMax;

  private String method = "";
  private String target = "";
  private boolean old;
  private final FieldBlock fields;

  private Optional<String> host = Optional.empty();
  private boolean hasLength;
  private long length;
  private boolean chunked;
  private boolean awaitsContinue;
  private boolean close;

  private HeadParser(byte[] bytes, HeadLimits limits) {
    this.bytes = bytes;
    this.targetBytesMax = limits.targetBytesMax();
    this.fieldsMax = limits.fieldsMax();
    this.fields = new FieldBlock(bytes);
  }

  /**
   * What the codec needs to know of a head.
   *
   * @param head the head for everybody else
   * @param chunked whether the body comes in chunks
   * @param keepAlive whether another request may follow on this connection
   * @param old whether the sender speaks HTTP/1.0, which knows no chunks
   */
  record Parsed(RequestHead head, boolean chunked, boolean keepAlive, boolean old) {}

  /**
   * Parses a whole head.
   *
   * @param head from the method's first byte to the empty line's line feed, inclusive; belongs to
   *     the result from then on
   */
  static Parsed parse(byte[] head, HeadLimits limits) throws FramingFault {
    HeadParser parser = new HeadParser(head, limits);
    parser.readFields(parser.readRequestLine());
    return parser.finish();
  }

  private int readRequestLine() throws FramingFault {
    int at = 0;
    while (at < bytes.length && Octets.isToken(bytes[at])) {
      at++;
    }
    if (at == 0 || at > METHOD_BYTES_MAX || at == bytes.length || bytes[at] != Octets.SPACE) {
      throw FramingFault.malformed("the request line does not begin with a method");
    }
    method = text(0, at);
    int start = ++at;
    while (at < bytes.length && Octets.isTarget(bytes[at])) {
      at++;
    }
    if (at - start > targetBytesMax) {
      throw new FramingFault(
          Reason.HEADERS_TOO_LARGE, "the request target is longer than " + targetBytesMax);
    }
    if (at == start || bytes[start] != '/') {
      throw FramingFault.malformed("the request target is not in origin-form");
    }
    if (at == bytes.length || bytes[at] != Octets.SPACE) {
      throw FramingFault.malformed("the request target holds an octet that may not stand there");
    }
    target = text(start, at);
    at++;
    if (!standsAt(at, HTTP_1_1)) {
      if (!standsAt(at, HTTP_1_0)) {
        throw FramingFault.malformed("the request line does not end in HTTP/1.1");
      }
      old = true;
    }
    return at + HTTP_1_1.length;
  }

  private void readFields(int start) throws FramingFault {
    int at = start;
    while (bytes[at] != Octets.CR) {
      int nameStart = at;
      while (Octets.isToken(bytes[at])) {
        at++;
      }
      int nameEnd = at;
      if (nameEnd == nameStart || bytes[at] != Octets.COLON) {
        throw FramingFault.malformed("a line of the head is not a field: name, colon, value");
      }
      at++;
      while (Octets.isBlank(bytes[at])) {
        at++;
      }
      int valueStart = at;
      while (Octets.isValue(bytes[at])) {
        at++;
      }
      if (bytes[at] != Octets.CR || bytes[at + 1] != Octets.LF) {
        throw FramingFault.malformed("a field value holds a control character");
      }
      int valueEnd = at;
      while (valueEnd > valueStart && Octets.isBlank(bytes[valueEnd - 1])) {
        valueEnd--;
      }
      at += 2;
      if (fields.size() == fieldsMax) {
        throw new FramingFault(Reason.HEADERS_TOO_LARGE, "more than " + fieldsMax + " fields");
      }
      fields.add(nameStart, nameEnd, valueStart, valueEnd);
      heed(nameStart, nameEnd, valueStart, valueEnd);
    }
    if (at + 2 != bytes.length) {
      throw FramingFault.malformed("a line of the head ends without CRLF");
    }
  }

  /** Takes note of the fields that frame the message; all others mean nothing here. */
  private void heed(int nameStart, int nameEnd, int start, int end) throws FramingFault {
    int length = nameEnd - nameStart;
    if (length == 4 && named(nameStart, nameEnd, "host")) {
      readHost(start, end);
    } else if (length == 6 && named(nameStart, nameEnd, "expect")) {
      if (awaitsContinue || !Octets.matches(bytes, start, end, "100-continue")) {
        throw FramingFault.malformed("an expectation other than 100-continue");
      }
      awaitsContinue = true;
    } else if (length == 7 && named(nameStart, nameEnd, "upgrade")) {
      throw FramingFault.malformed("an upgrade to another protocol");
    } else if (length == 10 && named(nameStart, nameEnd, "connection")) {
      close |= holdsToken(start, end, "close");
    } else if (length == 14 && named(nameStart, nameEnd, "content-length")) {
      readLength(start, end);
    } else if (length == 17 && named(nameStart, nameEnd, "transfer-encoding")) {
      if (chunked || !Octets.matches(bytes, start, end, "chunked")) {
        throw FramingFault.malformed("a transfer coding other than the one word chunked");
      }
      chunked = true;
    }
  }

  private void readHost(int start, int end) throws FramingFault {
    if (host.isPresent()) {
      throw FramingFault.malformed("more than one Host");
    }
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      // RFC 3986 §3.2: what a host or port may hold; no user information, no list.
      if (b <= Octets.SPACE || b >= 0x7f || "\"#,/<>?@\\^`{|}".indexOf(b) >= 0) {
        throw FramingFault.malformed("a Host that is no host");
      }
    }
    if (start == end) {
      throw FramingFault.malformed("an empty Host");
    }
    host = Optional.of(text(start, end));
  }

  private void readLength(int start, int end) throws FramingFault {
    if (hasLength) {
      throw FramingFault.malformed("more than one Content-Length");
    }
    if (start == end || end - start > LENGTH_DIGITS_MAX) {
      throw FramingFault.malformed("a Content-Length that is no number");
    }
    for (int i = start; i < end; i++) {
      if (!Octets.isDigit(bytes[i])) {
        throw FramingFault.malformed("a Content-Length that is no number");
      }
      length = length * 10 + (bytes[i] - '0');
    }
    hasLength = true;
  }

  private Parsed finish() throws FramingFault {
    if (host.isEmpty() && !old) {
      throw FramingFault.malformed("no Host");
    }
    if (chunked && hasLength) {
      throw FramingFault.malformed("both Transfer-Encoding and Content-Length");
    }
    if (old && (chunked || length > 0 || awaitsContinue)) {
      throw FramingFault.malformed("a body in HTTP/1.0");
    }
    RequestHead head =
        new RequestHead(
            method,
            target,
            fields,
            host,
            chunked ? RequestHead.BODY_BYTES_UNKNOWN : length,
            awaitsContinue);
    return new Parsed(head, chunked, !close && !old, old);
  }

  private boolean holdsToken(int start, int end, String lower) {
    int at = start;
    while (at < end) {
      int stop = at;
      while (stop < end && bytes[stop] != ',') {
        stop++;
      }
      int first = at;
      int last = stop;
      while (first < last && Octets.isBlank(bytes[first])) {
        first++;
      }
      while (last > first && Octets.isBlank(bytes[last - 1])) {
        last--;
      }
      if (Octets.matches(bytes, first, last, lower)) {
        return true;
      }
      at = stop + 1;
    }
    return false;
  }

  private boolean named(int start, int end, String lower) {
    return Octets.matches(bytes, start, end, lower);
  }

  private boolean standsAt(int at, byte[] expected) {
    if (at + expected.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
