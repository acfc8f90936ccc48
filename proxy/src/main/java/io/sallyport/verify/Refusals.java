package io.sallyport.verify;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome.Refused;
import io.sallyport.verify.template.Unreadable;
import java.util.List;
import java.util.Optional;

/**
 * Of several refusals the one that tells the most: how far did the closest of the alternatives
 * come? A key of ours that is not at hand tells before all, since the sender may be genuine.
 */
public final class Refusals {
  /** From the nearest to a proof down. Reasons that are not listed count as in between. */
  private static final List<Reason> NEAREST_FIRST =
      List.of(
          Reason.KEY_UNAVAILABLE,
          Reason.CLAIM_REJECTED,
          Reason.TIMESTAMP_STALE,
          Reason.SIGNATURE_MISMATCH,
          Reason.CERTIFICATE_REJECTED,
          Reason.KEY_EXPIRED,
          Reason.KEY_NOT_YET_VALID,
          Reason.KEY_UNKNOWN,
          Reason.SIGNATURE_COVERAGE,
          Reason.SIGNATURE_ALGORITHM,
          Reason.SIGNATURE_TOO_MANY,
          Reason.SIGNATURE_MALFORMED,
          Reason.SIGNED_PART_MALFORMED,
          Reason.SIGNED_PART_REPEATED,
          Reason.SIGNED_PART_MISSING,
          Reason.REQUIREMENT_FAILED,
          Reason.SIGNATURE_MISSING);

  private static final int IN_BETWEEN = NEAREST_FIRST.indexOf(Reason.SIGNED_PART_MALFORMED);

  private Optional<Refused> nearest = Optional.empty();

  /** Notes one; the first of equals stays. */
  public void add(Refused refused) {
    if (nearest.isEmpty() || rank(refused) < rank(nearest.get())) {
      nearest = Optional.of(refused);
    }
  }

  public void add(Unreadable unreadable) {
    add(new Refused(unreadable.reason(), unreadable.detail()));
  }

  /** The one that tells the most, or the other one when none was noted. */
  public Refused orElse(Reason reason, String detail) {
    return nearest.orElseGet(() -> new Refused(reason, detail));
  }

  private static int rank(Refused refused) {
    int rank = NEAREST_FIRST.indexOf(refused.reason());
    return rank < 0 ? IN_BETWEEN : rank;
  }
}
