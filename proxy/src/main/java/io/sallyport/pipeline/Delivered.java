package io.sallyport.pipeline;

import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;

/** What sending a webhook on came to. */
public sealed interface Delivered {

  /**
   * The upstream's answer, to be relayed.
   *
   * @param fields its end-to-end fields
   * @param body the whole body, or its first part
   * @param rest the remaining parts, paused; ends or fails as a {@link ReadStream} does
   * @param bodyBytes the length of the whole body, or negative when the upstream did not say
   */
  record Relayed(
      int status, Fields fields, Buffer body, Optional<ReadStream<Buffer>> rest, long bodyBytes)
      implements Delivered {}

  /**
   * What the upstream said to something that nobody waits for: any status, a redirect's, too, which
   * is never followed.
   *
   * @param status as it came, 100 to 999
   * @param retryAfter the field's value as it came
   * @param head the first bytes of the body
   */
  record Answered(int status, Optional<String> retryAfter, Buffer head) implements Delivered {}

  /** Done, and there is nothing to relay. */
  record Accepted() implements Delivered {}

  /** It did not arrive, or its answer is none that a sender may get. */
  record Failed(Reason reason, String detail) implements Delivered {}
}
