package io.sallyport.policy.compile;

import java.util.List;
import java.util.Optional;

/**
 * What the signature has to do with one fact.
 *
 * @param fact its name
 * @param uncovered places that it is read from and that the signature does not cover; empty when it
 *     is signed
 * @param reason why it is used even so
 */
public record FactCoverage(String fact, List<String> uncovered, Optional<String> reason) {
  public FactCoverage {
    uncovered = List.copyOf(uncovered);
  }

  public boolean isSigned() {
    return uncovered.isEmpty();
  }
}
