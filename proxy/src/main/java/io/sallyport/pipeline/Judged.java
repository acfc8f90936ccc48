package io.sallyport.pipeline;

import io.sallyport.admit.Admission;
import io.sallyport.verdict.Verdict;
import java.util.Optional;

/**
 * What the stages say of a request.
 *
 * @param admission what is asked of the ledger: where the verdict is to forward, and where a
 *     genuine webhook is refused only because it is too old
 */
public record Judged(Verdict verdict, Optional<Admission> admission) {
  static Judged of(Verdict verdict) {
    return new Judged(verdict, Optional.empty());
  }
}
