package io.sallyport.refusals;

import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Port: gives a refused request its chance again, as after a key rotation that went wrong. The
 * whole check is run by the policy of now, freshness by the time of the request's own receipt; what
 * passes is placed exactly as a delivery that has just come, so that one which was re-sent and has
 * its place already is a duplicate, not a second event.
 */
@FunctionalInterface
public interface Readmission {
  /**
   * Checks a refusal again, and places it.
   *
   * @param dryRun checks only: without any effect
   * @return on the caller's event loop; fails only on a bug of ours
   */
  Future<Readmitted> readmit(Refusal refusal, boolean dryRun);

  /**
   * What came of it.
   *
   * @param sentence for the operator, fit for a terminal
   * @param event its name, where it has one now
   */
  record Readmitted(Outcome outcome, String sentence, Optional<EventId> event) {}

  /** What came of it, in a word. */
  enum Outcome {
    /** It has its place, or was answered. */
    ADMITTED("admitted"),
    /** It would have one, were it not a dry run. */
    ADMISSIBLE("admissible"),
    /** It is refused again. */
    REFUSED("refused"),
    /**
     * It cannot be checked: its body was not kept, or its refusal is not of a kind to be run again.
     */
    UNCHECKED("unchecked"),
    /** It passed the check and could not be placed or delivered now; try again. */
    FAILED("failed");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
