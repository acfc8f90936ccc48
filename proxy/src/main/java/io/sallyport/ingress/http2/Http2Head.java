package io.sallyport.ingress.http2;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.sallyport.ingress.FramingFault;
import io.sallyport.ingress.Octets;
import io.sallyport.ingress.RequestHead;
import io.sallyport.ingress.http1.HeadLimits;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request head of HTTP/2 by the same rules as one of HTTP/1.1. */
final class Http2Head {
  private static final int LENGTH_DIGITS_MAX = 15;

  private Http2Head() {}

  static RequestHead read(Http2HeadersFrame frame, HeadLimits limits) throws FramingFault {
    Http2Headers received = frame.headers();
    if (received.method() == null || received.path() == null || received.scheme() == null) {
      throw FramingFault.malformed("a request without method, path or scheme");
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>(received.size());
    long length = RequestHead.BODY_BYTES_UNKNOWN;
    Optional<String> host = Optional.ofNullable(received.authority()).map(CharSequence::toString);
    for (Map.Entry<CharSequence, CharSequence> field : received) {
      String name = field.getKey().toString();
      if (name.startsWith(":")) {
        continue;
      }
      String value = value(field.getValue());
      requireToken(name);
      if (name.equals("host")) {
        host = oneHost(host, value);
      } else if (name.equals("content-length")) {
        if (length >= 0) {
          throw FramingFault.malformed("more than one Content-Length");
        }
        length = length(value);
      } else if (name.equals("expect")) {
        throw FramingFault.malformed("an expectation in HTTP/2");
      }
      if (fields.size() == limits.fieldsMax()) {
        throw new FramingFault(
            Reason.HEADERS_TOO_LARGE, "more than " + limits.fieldsMax() + " fields");
      }
      fields.add(Map.entry(name, value));
    }
    if (host.isEmpty() || host.get().isEmpty()) {
      throw FramingFault.malformed("no authority");
    }
    if (frame.isEndStream()) {
      if (length > 0) {
        throw FramingFault.malformed("a body that was announced and does not come");
      }
      length = 0;
    }
    return new RequestHead(
        method(received.method().toString()),
        target(received.path().toString(), limits),
        Headers.of(fields),
        host,
        length,
        false);
  }

  private static String method(String method) throws FramingFault {
    requireToken(method);
    return method;
  }

  private static String target(String target, HeadLimits limits) throws FramingFault {
    if (target.length() > limits.targetBytesMax()) {
      throw new FramingFault(
          Reason.HEADERS_TOO_LARGE, "the path is longer than " + limits.targetBytesMax());
    }
    if (!target.startsWith("/")) {
      throw FramingFault.malformed("the path is not in origin-form");
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c > 0xff || !Octets.isTarget((byte) c)) {
        throw FramingFault.malformed("the path holds an octet that may not stand there");
      }
    }
    return target;
  }

  private static void requireToken(String text) throws FramingFault {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f || !Octets.isToken((byte) text.charAt(i))) {
        throw FramingFault.malformed("a method or field name that is no token");
      }
    }
    if (text.isEmpty()) {
      throw FramingFault.malformed("an empty method or field name");
    }
  }

  private static String value(CharSequence value) throws FramingFault {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 0xff || !Octets.isValue((byte) c)) {
        throw FramingFault.malformed("a field value holds a control character");
      }
    }
    return value.toString();
  }

  private static Optional<String> oneHost(Optional<String> known, String host) throws FramingFault {
    if (known.isPresent() && !known.get().equalsIgnoreCase(host)) {
      throw FramingFault.malformed("a Host that is not the authority");
    }
    return Optional.of(host);
  }

  private static long length(String text) throws FramingFault {
    if (text.isEmpty() || text.length() > LENGTH_DIGITS_MAX) {
      throw FramingFault.malformed("a Content-Length that is no number");
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw FramingFault.malformed("a Content-Length that is no number");
      }
      length = length * 10 + (c - '0');
    }
    return length;
  }
}
