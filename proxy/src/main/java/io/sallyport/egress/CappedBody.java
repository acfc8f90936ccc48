package io.sallyport.egress;

import io.sallyport.egress.FetchFailed.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads an answer's body as it streams in, and stops at a limit. */
public final class CappedBody {
  private CappedBody() {}

  /**
   * Reads it all. Call it as soon as the head is there.
   *
   * @return fails with {@link FetchFailed} when it is longer, after closing the connection, or
   *     breaks off
   */
  public static Future<Buffer> read(HttpClientResponse response, int bytesMax) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(
        fault -> whole.tryFail(new FetchFailed(Fault.PROTOCOL, "the answer broke off", fault)));
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() <= bytesMax) {
            body.appendBuffer(chunk);
          } else if (whole.tryFail(
              new FetchFailed(
                  Fault.TOO_LARGE, "the answer is longer than " + bytesMax + " bytes"))) {
            response.request().reset();
          }
        });
    response.endHandler(end -> whole.tryComplete(body));
    return whole.future();
  }
}
