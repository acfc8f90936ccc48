package io.sallyport.verify;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Proof;
import io.vertx.core.Future;

/** What one check of a reading came to. */
public sealed interface Outcome {

  /** The signature holds. */
  record Proven(Proof proof) implements Outcome {}

  /**
   * It does not.
   *
   * @param reason the reason code
   * @param detail one sentence for the operator, without secrets and without the sender's bytes
   */
  record Refused(Reason reason, String detail) implements Outcome {}

  /**
   * A key has to be fetched first. When the future completes, either way, the check is run again
   * from the start and finds the key or its absence in the cache. At most {@code
   * Verifier.ROUNDS_MAX} rounds.
   */
  record Awaiting(Future<?> ready) implements Outcome {}
}
