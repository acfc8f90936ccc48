package io.sallyport.ingress.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.sallyport.ingress.Answer;
import io.sallyport.ingress.Octets;
import java.util.Locale;

/**
 * The head of an answer as HTTP/2 writes it: lower-case names, no framing (RFC 9113 §8.2, §8.3).
 */
final class AnswerHeaders {
  private AnswerHeaders() {}

  /**
   * Writes it.
   *
   * @param bodyBytes how long the body will be; negative where nobody knows
   */
  static Http2Headers of(Answer answer, long bodyBytes) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.status(Integer.toString(answer.status()));
    answer
        .fields()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!lower.equals("content-length") && !lower.equals("transfer-encoding")) {
                headers.add(lower, plain(value));
              }
            });
    if (bodyBytes >= 0 && answer.status() != 204) {
      headers.setLong("content-length", bodyBytes);
    }
    return headers;
  }

  private static String plain(String value) {
    StringBuilder plain = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      plain.append(c < 0x100 && Octets.isValue((byte) c) ? c : '?');
    }
    return plain.toString();
  }
}
