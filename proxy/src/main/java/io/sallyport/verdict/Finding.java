package io.sallyport.verdict;

import java.util.Optional;

/**
 * What one stage found: nothing, or a stop with its reason.
 *
 * @param reason why to stop; empty when there is nothing to say
 * @param detail one sentence for the operator, without secrets and without the sender's bytes
 */
public record Finding(Optional<Reason> reason, String detail) {
  private static final Finding CLEAR = new Finding(Optional.empty(), "");

  public static Finding clear() {
    return CLEAR;
  }

  public static Finding stop(Reason reason, String detail) {
    return new Finding(Optional.of(reason), detail);
  }

  public boolean isClear() {
    return reason.isEmpty();
  }
}
