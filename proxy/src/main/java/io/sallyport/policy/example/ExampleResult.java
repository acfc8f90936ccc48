package io.sallyport.policy.example;

import io.sallyport.yaml.Place;
import java.util.List;
import java.util.Optional;

/**
 * What an example came to.
 *
 * @param policy the integration
 * @param name the example
 * @param at where it is written
 * @param outcome what became of the request; empty when it could not be run
 * @param faults what was expected and did not happen, a sentence each; empty when it passed
 */
public record ExampleResult(
    String policy, String name, Place at, Optional<Rehearsed> outcome, List<String> faults) {
  public ExampleResult {
    faults = List.copyOf(faults);
  }

  public boolean passed() {
    return faults.isEmpty();
  }
}
