package io.sallyport.ingress;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Passes an upstream's long answer on as fast as the sender takes it, and no faster. */
final class Relay {
  private Relay() {}

  static void begin(Exchange exchange, Answer head, ReadStream<Buffer> rest, long bodyBytes) {
    Exchange.AnswerStream out = exchange.stream(head, bodyBytes);
    out.whenWritable(rest::resume);
    rest.exceptionHandler(broken -> out.abort());
    rest.endHandler(end -> out.end());
    rest.handler(
        part -> {
          out.write(part);
          if (out.isFull()) {
            rest.pause();
          }
        });
    rest.resume();
  }
}
