package io.sallyport.policy.compile;

import io.sallyport.freshness.Freshness;
import io.sallyport.freshness.FreshnessRule;
import io.sallyport.policy.written.WrittenFreshness;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.verify.template.Bounds;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.shape.Placed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code freshness}: only a signed time says when something was signed. */
final class FreshnessCompiler {
  static final Duration TOLERANCE_DEFAULT = Duration.ofMinutes(5);

  /** Ten digits are a near time, and no more or fewer are, within so much of now. */
  private static final Duration JUDGES_MAX = Duration.ofDays(365);

  private final Workbench bench;

  FreshnessCompiler(Workbench bench) {
    this.bench = bench;
  }

  /**
   * That a time is judged also tells where it ends in what is signed. Not where nearly every number
   * is near.
   */
  Bounds bounds() {
    Optional<WrittenFreshness> written = bench.written().freshness();
    if (written.isEmpty() || !(written.get() instanceof WrittenFreshness.Signed signed)) {
      return Bounds.none();
    }
    if (past(signed).compareTo(JUDGES_MAX) > 0 || future(signed).compareTo(JUDGES_MAX) > 0) {
      return Bounds.none();
    }
    Bounds.Time time =
        switch (signed.unit()) {
          case SECONDS, MILLISECONDS -> Bounds.Time.UNIX;
          case RFC3339 -> Bounds.Time.RFC3339;
          case HTTP_DATE -> Bounds.Time.HTTP_DATE;
        };
    return bench
        .template(signed.from())
        .map(from -> Bounds.none().time(from, time))
        .orElse(Bounds.none());
  }

  private static Duration past(WrittenFreshness.Signed signed) {
    return signed.past().map(Placed::value).orElse(TOLERANCE_DEFAULT);
  }

  private static Duration future(WrittenFreshness.Signed signed) {
    return signed.future().map(Placed::value).orElse(TOLERANCE_DEFAULT);
  }

  /**
   * The section; empty when the policy says that there is no such time.
   *
   * @param pins what is signed and told apart
   * @param takesIn what is signed, told apart or not
   */
  Optional<Freshness> compile(Coverage pins, Coverage takesIn) {
    Optional<WrittenFreshness> written = bench.written().freshness();
    return written.isPresent() && written.get() instanceof WrittenFreshness.Signed signed
        ? compile(signed, pins, takesIn)
        : Optional.empty();
  }

  private Optional<Freshness> compile(
      WrittenFreshness.Signed signed, Coverage pins, Coverage takesIn) {
    Optional<Template> from = bench.template(signed.from());
    if (from.isEmpty()) {
      return Optional.empty();
    }
    List<String> uncovered = takesIn.uncovered(from.get().reads());
    List<String> open = pins.uncovered(from.get().reads());
    if (from.get().reads().isEmpty()) {
      bench.error(signed.from(), "a constant is no time of sending");
    } else if (!uncovered.isEmpty()) {
      bench.error(
          signed.from(),
          "the sender does not sign "
              + String.join(", ", uncovered)
              + ": whoever replays a delivery would set it anew; say freshness: {none: \"reason\"}"
              + " where no time of the attempt is signed");
    } else if (!open.isEmpty()) {
      bench.warning(
          signed.from().at(),
          signed.from().path(),
          "the signed text does not tell where "
              + String.join(", ", open)
              + " ends: whoever holds a delivery may find another time in it");
    }
    Duration past = past(signed);
    Duration future = future(signed);
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
