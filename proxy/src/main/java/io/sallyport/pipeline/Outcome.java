package io.sallyport.pipeline;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.Optional;

/** What a genuine webhook came to, as its sender is told. */
public sealed interface Outcome {
  /** It was sent on, and this is what came of it. */
  record Sent(EventId id, Delivered delivered) implements Outcome {}

  /**
   * It has its place, now or from an earlier time: the sender has done its part.
   *
   * @param word the verdict's: forward, duplicate, hold or reject
   * @param reason why it goes no further, where it does not
   * @param told what an earlier copy of it was answered by the upstream
   */
  record Kept(EventId id, String word, Optional<Reason> reason, Optional<Told> told)
      implements Outcome {}

  /**
   * An answer that was given before.
   *
   * @param type its content type; empty for none
   */
  record Told(int status, String type, RawBody body) {}

  /**
   * It has no place, and nothing is known of it: the sender comes again.
   *
   * @param quota the limit that it is over, where it is
   */
  record Refused(Reason reason, String detail, Duration retryAfter, Optional<Quota> quota)
      implements Outcome {}

  /**
   * A limit, as RateLimit fields tell it.
   *
   * @param name the limit's
   */
  record Quota(String name, int permits, Duration per, int burst) {}
}
