package io.sallyport.policy.compile;

import io.sallyport.freshness.Freshness;
import io.sallyport.freshness.FreshnessRule;
import io.sallyport.policy.written.WrittenFreshness;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.shape.Placed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code freshness}: only a signed time says when something was signed. */
final class FreshnessCompiler {
  static final Duration TOLERANCE_DEFAULT = Duration.ofMinutes(5);

  private final Workbench bench;
  private final Coverage pins;

  FreshnessCompiler(Workbench bench, Coverage pins) {
    this.bench = bench;
    this.pins = pins;
  }

  /** The section; empty when the policy says that there is no such time. */
  Optional<Freshness> compile() {
    Optional<WrittenFreshness> written = bench.written().freshness();
    return written.isPresent() && written.get() instanceof WrittenFreshness.Signed signed
        ? compile(signed)
        : Optional.empty();
  }

  private Optional<Freshness> compile(WrittenFreshness.Signed signed) {
    Optional<Template> from = bench.template(signed.from());
    if (from.isEmpty()) {
      return Optional.empty();
    }
    List<String> uncovered = pins.uncovered(from.get().reads());
    if (from.get().reads().isEmpty()) {
      bench.error(signed.from(), "a constant is no time of sending");
    } else if (!uncovered.isEmpty()) {
      bench.error(
          signed.from(),
          "the sender does not sign "
              + String.join(", ", uncovered)
              + ": whoever replays a delivery would set it anew; say freshness: {none: \"reason\"}"
              + " where no time of the attempt is signed");
    }
    Duration past = signed.past().map(Placed::value).orElse(TOLERANCE_DEFAULT);
    Duration future = signed.future().map(Placed::value).orElse(TOLERANCE_DEFAULT);
    warnOfRetries(signed, past);
    return Optional.of(
        new Freshness(
            from.get(), signed.unit(), new FreshnessRule(past, future), signed.perItem()));
  }

  /** A retry under the first signature grows old while the sender still means it. */
  private void warnOfRetries(WrittenFreshness.Signed signed, Duration past) {
    Optional<WrittenPreset.Retries> retries =
        bench.written().preset().flatMap(WrittenPreset::retries);
    if (retries.isPresent()
        && !retries.get().resigns()
        && retries.get().horizon().compareTo(past) > 0) {
      bench.warning(
          signed.past().map(Placed::at).orElse(signed.from().at()),
          "freshness.past",
          "the sender re-sends for "
              + Durations.written(retries.get().horizon())
              + " under the first signature; what comes later than "
              + Durations.written(past)
              + " is refused");
    }
  }
}
