package io.sallyport.ingress;

import io.sallyport.pipeline.Fields;
import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The refusals as senders see them: problem+json (RFC 9457), which says the status and a random
 * reference, and never why. Two refusals with the same status differ in nothing but the reference.
 */
final class Problem {
  private static final String TYPE = "application/problem+json";

  /** When to come again, where nothing tells how long it will take. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private Problem() {}

  /** The answer for a reason, without a policy's shaping. */
  static Answer of(Reason reason, String reference) {
    return of(reason, reference, RETRY_AFTER);
  }

  /**
   * The same where it is known when to come again.
   *
   * @param retryAfter told in whole seconds, rounded up, and only with a 503
   */
  static Answer of(Reason reason, String reference, Duration retryAfter) {
    Reason.Answer answer = reason.answer();
    return new Answer(
        answer.status(),
        fields(answer, retryAfter),
        body(answer.status(), answer.title(), reference));
  }

  /** The fields that belong to a coarse answer. */
  private static Fields fields(Reason.Answer answer, Duration retryAfter) {
    Fields fields = new Fields();
    fields.add("Content-Type", TYPE);
    fields.add("Cache-Control", "no-store");
    if (answer == Reason.Answer.REFUSED) {
      fields.add("WWW-Authenticate", "Signature");
    }
    if (answer == Reason.Answer.BUSY) {
      fields.add("Retry-After", Long.toString(RateFields.wholeSeconds(retryAfter)));
    }
    return fields;
  }

  private static Buffer body(int status, String title, String reference) {
    String text =
        "{\"type\":\"about:blank\",\"title\":\""
            + title
            + "\",\"status\":"
            + status
            + ",\"instance\":\"urn:sallyport:"
            + reference
            + "\"}";
    return Buffer.buffer(text.getBytes(StandardCharsets.US_ASCII));
  }
}
