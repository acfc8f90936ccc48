package io.sallyport.ingress;

import io.sallyport.pipeline.Fields;
import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * The refusals as senders see them: problem+json (RFC 9457), which says the status and a random
 * reference, and never why. Two refusals with the same status differ in nothing but the reference.
 */
final class Problem {
  private static final String TYPE = "application/problem+json";

  private Problem() {}

  /** The answer for a reason, without a policy's shaping. */
  static Answer of(Reason reason, String reference) {
    Reason.Answer answer = reason.answer();
    return new Answer(
        answer.status(), fields(answer), body(answer.status(), answer.title(), reference));
  }

  /** The fields that belong to a coarse answer. */
  static Fields fields(Reason.Answer answer) {
    Fields fields = new Fields();
    fields.add("Content-Type", TYPE);
    fields.add("Cache-Control", "no-store");
    if (answer == Reason.Answer.REFUSED) {
      fields.add("WWW-Authenticate", "Signature");
    }
    if (answer == Reason.Answer.BUSY) {
      fields.add("Retry-After", "5");
    }
    return fields;
  }

  static Buffer body(int status, String title, String reference) {
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
