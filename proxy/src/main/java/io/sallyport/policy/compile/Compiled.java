package io.sallyport.policy.compile;

import io.sallyport.policy.Policy;
import io.sallyport.policy.layer.Draft;
import io.sallyport.verify.template.Coverage;
import java.util.List;
import java.util.Optional;

/**
 * What became of a draft.
 *
 * @param policy the policy; empty when there is an error
 * @param coverage what the signature covers, and what it does not
 * @param usedKeys shared secrets, to be compared with those of other policies
 * @param naming how its events get their names, to be compared with how they got them before
 */
public record Compiled(
    Draft draft,
    Optional<Policy> policy,
    CoverageReport coverage,
    List<UsedKey> usedKeys,
    Naming naming) {
  public Compiled {
    usedKeys = List.copyOf(usedKeys);
  }

  /**
   * What {@code policy check} prints.
   *
   * @param covers the places that a signature pins in every alternative
   * @param blurred what is signed, too, but runs into what stands beside it: where one ends could
   *     be moved
   * @param open of method, URL and body, what it does not
   * @param facts what that means for each fact
   * @param limits the limits, by their names, that count by what no signature covers
   * @param unsigned why nothing proves the sender, where the policy says so
   */
  public record CoverageReport(
      List<String> covers,
      List<String> blurred,
      List<String> open,
      List<FactCoverage> facts,
      List<FactCoverage> limits,
      Optional<String> unsigned) {
    private static final Coverage ALL = Coverage.ofWords(List.of("method", "url", "body"));

    static CoverageReport of(
        Coverage pins,
        Coverage takesIn,
        List<FactCoverage> facts,
        List<FactCoverage> limits,
        Optional<String> unsigned) {
      return new CoverageReport(
          pins.words(), pins.uncovered(takesIn), takesIn.uncovered(ALL), facts, limits, unsigned);
    }
  }
}
