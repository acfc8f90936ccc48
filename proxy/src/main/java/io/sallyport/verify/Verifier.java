package io.sallyport.verify;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.AuthenticWebhook;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the one question of this folder, and is the only maker of {@link AuthenticWebhook}.
 *
 * <p>The check itself is pure. Where it says that a key has to be fetched, the fetch is awaited and
 * the check runs again from the start, at most {@link #ROUNDS_MAX} times in all.
 */
public final class Verifier {
  /** Discovery, then its key set, then the answer. */
  public static final int ROUNDS_MAX = 3;

  private final Check check;

  public Verifier(Check check) {
    this.check = check;
  }

  /**
   * Checks without waiting: the way of almost every request, free of futures.
   *
   * @param now the time at which keys must be active, normally the receipt of the last byte
   * @return empty where a key has to be fetched first; then {@link #check} is to be called
   */
  public Optional<Checked> checkNow(Reading reading, Instant now) {
    Outcome outcome = check.check(reading, now);
    return outcome instanceof Outcome.Awaiting
        ? Optional.empty()
        : Optional.of(judged(reading, outcome));
  }

  /**
   * Checks, fetching keys where needed. The future fails only on a bug of ours; a fetch that failed
   * is {@code key.unavailable}.
   */
  public Future<Checked> check(Reading reading, Instant now) {
    return Future.succeededFuture(1).compose(round -> round(reading, now, round));
  }

  private Future<Checked> round(Reading reading, Instant now, int round) {
    Outcome outcome = check.check(reading, now);
    if (!(outcome instanceof Outcome.Awaiting awaiting)) {
      return Future.succeededFuture(judged(reading, outcome));
    }
    if (round == ROUNDS_MAX) {
      return Future.succeededFuture(
          new Checked.Forged(
              Reason.KEY_UNAVAILABLE, "the key was not there after " + ROUNDS_MAX + " rounds"));
    }
    // Either way: a fetch that failed is remembered by its source, and refused in the next round.
    return awaiting.ready().transform(fetched -> round(reading, now, round + 1));
  }

  private static Checked judged(Reading reading, Outcome outcome) {
    if (outcome instanceof Outcome.Proven proven) {
      return new Checked.Authentic(new AuthenticWebhook(reading.inbound(), proven.proof()));
    }
    if (outcome instanceof Outcome.Refused refused) {
      return new Checked.Forged(refused.reason(), refused.detail());
    }
    throw new IllegalStateException("an outcome that waits is not judged");
  }
}
