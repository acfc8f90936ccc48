package io.sallyport.policy.compile;

import io.sallyport.yaml.shape.Placed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@code enforce: {monitor-until: DATE}}: only watching must end by itself. */
final class EnforceCompiler {
  static final Duration AHEAD_MAX = Duration.ofDays(30);

  private final Workbench bench;

  EnforceCompiler(Workbench bench) {
    this.bench = bench;
  }

  /** Until when; empty when it is over, or was never asked for. */
  Optional<Instant> compile() {
    Optional<Placed<Instant>> written = bench.written().monitorUntil();
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Placed<Instant> until = written.get();
    Instant now = bench.surroundings().clock().instant();
    if (until.value().isAfter(now.plus(AHEAD_MAX))) {
      bench.error(
          until, "want at most 30 days ahead, so that nobody forgets that forgeries get through");
    } else if (until.value().isAfter(now)) {
      bench.warning(
          until.at(),
          until.path(),
          "until " + until.value() + " what fails verification is relayed, marked would-reject");
    } else {
      bench.warning(until.at(), until.path(), "is over: verification is enforced");
      return Optional.empty();
    }
    return Optional.of(until.value());
  }
}
